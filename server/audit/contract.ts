import { z } from "zod";
import { refusalsOf } from "../kernel/refusal";
import { auditKinds } from "../kernel/verdict";

/** Rows of one page of `/audit`. */
export const pageRows = 50;

const isoDay = z.string().regex(/^20\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/);

/** What `/audit` can be narrowed by; all that is given must hold. */
export const ListEntries = z.strictObject({
  kind: z.enum(auditKinds).nullish(),
  /** A whole action, e.g. `case.escalated`. */
  action: z
    .string()
    .regex(/^[a-z_]+\.[a-z_]+$/)
    .max(80)
    .nullish(),
  /** As the log names an actor, e.g. `staff:<id>`. */
  actor: z.string().min(1).max(200).nullish(),
  /** As the log names a subject: `kind:id`. */
  subject: z
    .string()
    .regex(/^[a-z_]+:\S+$/)
    .max(200)
    .nullish(),
  /** A case's number. */
  case: z.number().int().positive().nullish(),
  /** First day, in the installation's zone. */
  from: isoDay.nullish(),
  /** Last day, inclusive. */
  through: isoDay.nullish(),
  cursor: z.string().max(300).nullish(),
});
export type ListEntries = z.infer<typeof ListEntries>;

/** Everything about one group or account. */
export const EntriesAbout = z.strictObject({
  kind: z.enum(["group", "account"]),
  id: z.uuid(),
  cursor: z.string().max(300).nullish(),
});
export type EntriesAbout = z.infer<typeof EntriesAbout>;

export const EntryId = z.strictObject({ id: z.uuid() });

export const refuse = refusalsOf("audit", {
  cursor: {
    status: 400,
    zh: "翻页位置无效，请从第一页重新开始。",
    en: "This page marker is not valid: start again at the first page.",
  },
  missing: { status: 404, zh: "审计日志中没有这条记录。", en: "The audit log has no such entry." },
  not_signed: {
    status: 409,
    zh: "这条记录尚未被签名的检查点覆盖，请稍后再试。",
    en: "No signed checkpoint covers this entry yet: try again in a little while.",
  },
  not_published: {
    status: 404,
    zh: "审计日志没有发布这一部分。",
    en: "The audit log has published no such part of itself.",
  },
  stopped: {
    status: 409,
    zh: "审计日志已停止排序和签名（{failure}）。案件和措施不受影响，请联系运维人员。",
    en: "The audit log has stopped sequencing and signing ({failure}). Cases and measures go on; tell the operator.",
  },
  signing_key_missing: {
    status: 409,
    zh: "这台机器上没有该日志的签名密钥，请联系运维人员。",
    en: "No key that signs this log is on this machine. The operator makes one with: docket key signing create.",
  },
  signing_key_exists: {
    status: 409,
    zh: "该日志已有签名密钥；如需更换，请轮换。",
    en: "The log has a signing key already. To replace it, rotate: docket key signing rotate.",
  },
  signing_busy: {
    status: 409,
    zh: "另一个进程正在签名，请稍后再试。",
    en: "Others are signing at this moment. Try again.",
  },
  not_stopped: { status: 409, zh: "审计日志没有停止。", en: "The audit log is not stopped." },
});

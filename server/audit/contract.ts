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
});

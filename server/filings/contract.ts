import * as z from "zod";
import { type RefusalText, refusalsOf } from "../kernel/refusal";

/** States of a filing. Source: `domain.md`, "From report to measure". */
export const filingStates = [
  "draft",
  "checked",
  "sealed",
  "submitted",
  "acknowledged",
  "returned",
  "abandoned",
  "superseded",
] as const;
export type FilingState = (typeof filingStates)[number];

/** The files that a seal makes, all from one canonical JSON. */
export const fileKinds = ["docx", "pdf", "xlsx", "csv", "figures", "json", "manifest"] as const;
export type FileKind = (typeof fileKinds)[number];

/** The figures of a disposition report, in the order of the letter. Each counts rows that can be opened. */
export const figureKeys = [
  "received",
  "cases",
  "decisions",
  "noViolation",
  "measures",
  "executed",
  "closed",
  "blacklisted",
  "unblacklisted",
  "listed",
] as const;
export type FigureKey = (typeof figureKeys)[number];
export type Figures = Readonly<Record<FigureKey, number>>;

export const checkKeys = ["log", "counters", "sums", "glyphs", "receipts", "notices"] as const;
export type CheckKey = (typeof checkKeys)[number];
export type CheckLevel = "blocking" | "warning";

/** One check of a draft: what it found, how many rows it concerns and, for a warning, why it was waived. */
export type CheckResult = {
  readonly key: CheckKey;
  readonly level: CheckLevel;
  readonly passed: boolean;
  readonly rows: number;
  /** What exactly is wrong: a missing character, a leaf's index. Never personal data. */
  readonly detail: string | null;
  readonly waiver: string | null;
};

const isoDay = z.string().regex(/^20\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/);
const line = (limit: number) => z.string().trim().min(1).max(limit);

/** A draft: half-open period at day bounds of the installation's zone, and the head of the letter. */
export const DraftFiling = z.object({
  specification: z.literal("disposition"),
  periodStart: isoDay,
  /** Exclusive. */
  periodEnd: isoDay,
  provider: line(60),
  office: line(60),
  letterNumber: line(40),
});
export type DraftFiling = z.infer<typeof DraftFiling>;

export const FilingNumber = z.object({ number: z.string().regex(/^F-\d{4}-\d{4,}$/) });
/** `version` is what the person saw: another one is a conflict. */
export const FilingAct = FilingNumber.extend({ version: z.int().min(1) });
export const CheckFiling = FilingAct.extend({
  /** Reasons for going on in spite of a warning; the person who seals confirms them. */
  waivers: z.partialRecord(z.enum(checkKeys), line(500)),
});
export const ListFilings = z.object({
  cursor: z.string().max(200).nullish(),
  limit: z.int().min(1).max(100).default(50),
});
export const FigureRows = FilingNumber.extend({
  figure: z.enum(figureKeys),
  cursor: z.string().max(200).nullish(),
  limit: z.int().min(1).max(200).default(100),
});

const table = {
  missing: { status: 404, zh: "没有这份申报。", en: "There is no such filing." },
  state: {
    status: 409,
    zh: "这份申报现处于“{state}”，不能这样做。",
    en: "This filing is {state}; that is not possible now.",
  },
  stale: {
    status: 409,
    zh: "这份申报已被他人改动，请重新打开。",
    en: "Somebody has changed this filing since you opened it; open it again.",
  },
  "same-person": {
    status: 403,
    zh: "封存人不得是编制人，请由另一位合规专员封存。",
    en: "Whoever prepared a filing may not seal it; another compliance officer has to.",
  },
  period: {
    status: 422,
    zh: "期间的止日须晚于起日，且不超过 366 天。",
    en: "The period must end after it begins and span at most 366 days.",
  },
  "period-open": {
    status: 422,
    zh: "期间尚未结束，止日不得晚于今天。",
    en: "The period is not over: it may not end after today.",
  },
  unsequenced: {
    status: 409,
    zh: "日志尚有未入册的记录，请稍后再试。",
    en: "The log still has entries without a leaf; try again in a moment.",
  },
  blocked: {
    status: 409,
    zh: "有 {count} 项校验未通过，不能封存。",
    en: "{count} checks have not passed; it cannot be sealed.",
  },
  "too-many-rows": {
    status: 422,
    zh: "台账超过 {limit} 行，请缩短期间。",
    en: "The ledger has more than {limit} rows; choose a shorter period.",
  },
  "log-behind": {
    status: 409,
    zh: "日志在本期结束后尚无记录，本期正在截止，请稍后再试。",
    en: "The log has no entry from after the period yet; the period is being closed. Try again in a moment.",
  },
  "not-signed": {
    status: 409,
    zh: "日志在这份草稿的截止点没有签名检查点，不能封存；请放弃本稿，重新编制。",
    en: "The log has no signed checkpoint where this draft was drawn, so it cannot be sealed. Give it up and draw a new one.",
  },
  "log-closed": {
    status: 409,
    zh: "这份草稿取自已关闭的日志，不能再核验或封存；请放弃本稿，重新编制。",
    en: "This draft was drawn from a log that has been closed, so it can no longer be checked or sealed. Give it up and draw a new one.",
  },
  "never-signed": {
    status: 409,
    zh: "日志还没有签名检查点，请联系运维人员。",
    en: "The log has no signed checkpoint yet; tell the operator.",
  },
  "bundle-none": {
    status: 404,
    zh: "这份申报没有证明包：尚未封存，或所在日志没有覆盖其封存记录的签名检查点。",
    en: "This filing has no bundle: it is not sealed, or its log has no signed checkpoint that holds the entry of its seal.",
  },
  "bundle-wait": {
    status: 409,
    zh: "封存记录尚未进入签名检查点，请几秒后再试。",
    en: "The entry of the seal is not in a signed checkpoint yet; try again in a few seconds.",
  },
  changed: {
    status: 409,
    zh: "按同一截止点重算的结果与草稿不一致，已停止封存。",
    en: "Recomputed from the same point of the log, the content differs from the draft; it was not sealed.",
  },
  file: { status: 404, zh: "没有这个文件。", en: "There is no such file." },
  cursor: { status: 400, zh: "分页标记无效。", en: "The page marker is not valid." },
} as const satisfies Record<string, RefusalText>;
export const refuse = refusalsOf("filings", table);

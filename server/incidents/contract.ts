import * as z from "zod";
import { longestTermDays, measureKeys, type NoticeText } from "../enforcement/contract";
import { refusalsOf, type Sentence } from "../kernel/refusal";
import { creditLevels, grades, groupCategories } from "../policy/contract";
import { groupStatuses, verificationStates } from "../registry/contract";
import {
  type IncidentState,
  incidentRowStates,
  incidentStates,
  type LeftOutCause,
  listTextLimit,
  longestTitle,
  type SelectionKind,
  subjectLimit,
} from "./contract-words";

export * from "./contract-words";

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it refuses.
const control = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F]/;
const written = (shortest: number, longest: number) =>
  z
    .string()
    .max(longest)
    .refine((text) => text.isWellFormed() && !control.test(text), {
      params: { zh: "含有不可接受的字符", en: "holds characters that are not accepted" },
    })
    .transform((text) => text.trim())
    .pipe(z.string().min(shortest));

const text = z.string().trim().min(1).max(255).optional();
/** The filters of the registry's lists. */
export const GroupFilter = z.strictObject({
  text,
  status: z.enum(groupStatuses).optional(),
  grade: z.literal(grades).optional(),
  category: z.enum(groupCategories).optional(),
});
export type GroupFilter = z.infer<typeof GroupFilter>;
export const AccountFilter = z.strictObject({
  text,
  credit: z.enum(creditLevels).optional(),
  verification: z.enum(verificationStates).optional(),
  restricted: z.boolean().optional(),
});
export type AccountFilter = z.infer<typeof AccountFilter>;

/** Subjects chosen one by one on a page of the list; or, in a second step of its own, all that match. */
const chosen = z.union([z.literal("all"), z.array(z.uuid()).min(1).max(subjectLimit)]);

/** Whom an incident is about. */
export const Selection = z.union([
  z.strictObject({ by: z.literal("query"), kind: z.literal("group"), filter: GroupFilter, chosen }),
  z.strictObject({ by: z.literal("query"), kind: z.literal("account"), filter: AccountFilter, chosen }),
  z.strictObject({
    by: z.literal("list"),
    kind: z.enum(["group", "account"]),
    /** Codes or the platform's ids, one a line or between commas. */
    text: z.string().max(listTextLimit),
  }),
]);
export type Selection = z.infer<typeof Selection>;

/** The order of an authority that the incident rests on. */
const Authority = z.strictObject({ office: written(1, 100), number: written(1, 100) });
export type Authority = z.infer<typeof Authority>;

const content = {
  title: written(0, longestTitle),
  selection: Selection,
  measure: z.strictObject({
    key: z.enum(measureKeys),
    parameters: z.record(z.string().max(40), z.unknown()).default({}),
    days: z.int().min(1).max(longestTermDays).nullable().default(null),
  }),
  /** Key of the clause; empty in a preview that is not finished. */
  clause: z.string().max(100).default(""),
  facts: written(0, 2_000).default(""),
  authority: Authority.nullable().default(null),
};
export const IncidentContent = z.strictObject(content);
export type IncidentContent = z.infer<typeof IncidentContent>;

export const DraftIncident = IncidentContent;
const held = { incidentId: z.uuid(), version: z.int().min(1) };
/** A draft may keep the subjects that it has. */
export const ReviseIncident = z.strictObject({ ...held, ...content, selection: Selection.nullable() });
export type ReviseIncident = z.infer<typeof ReviseIncident>;
export const HeldIncident = z.strictObject(held);
export type HeldIncident = z.infer<typeof HeldIncident>;
export const ReasonedIncident = z.strictObject({ ...held, reason: written(1, 1_000) });
export type ReasonedIncident = z.infer<typeof ReasonedIncident>;

export const CountInput = z.union([
  z.strictObject({ kind: z.literal("group"), filter: GroupFilter }),
  z.strictObject({ kind: z.literal("account"), filter: AccountFilter }),
]);
export type CountInput = z.infer<typeof CountInput>;

/** By number (`I-0012`) or id. */
export const IncidentInput = z.strictObject({ name: z.string().trim().min(1).max(64) });
const page = { cursor: z.string().max(200).optional(), limit: z.int().min(1).max(200).default(50) };
export const IncidentsInput = z.strictObject({ state: z.enum(incidentStates).optional(), ...page });
export type IncidentsInput = z.infer<typeof IncidentsInput>;
export const IncidentRowsInput = z.strictObject({
  incidentId: z.uuid(),
  state: z.enum(incidentRowStates).optional(),
  ...page,
});
export type IncidentRowsInput = z.infer<typeof IncidentRowsInput>;

/** What an incident says, once it is stored. */
export type IncidentTexts = {
  readonly title: string;
  readonly facts: string;
  readonly items: readonly string[];
  readonly authority: Authority | null;
  /** As it was searched for, so that a draft can be opened again; null for a list. */
  readonly filter: GroupFilter | AccountFilter | null;
  /** Of a list: what nobody has as a code or an id. */
  readonly unknown: readonly string[];
};

export type PreviewSubject = {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly memberCount: number | null;
  readonly grade: number | null;
  readonly credit: string | null;
};

/** What an incident would do now: by the rule that does it. */
export type IncidentPreview = {
  readonly kind: "group" | "account";
  readonly collected: SelectionKind;
  /** Subjects that were found, each once. */
  readonly total: number;
  readonly repeated: number;
  readonly unknown: { readonly count: number; readonly some: readonly string[] };
  /** Those that get the measure. */
  readonly going: number;
  /** Of these: their open cases are decided with it. */
  readonly joining: number;
  readonly leftOut: readonly { readonly cause: LeftOutCause; readonly count: number }[];
  /** Going ones by grade of the group, or credit of the account. */
  readonly byType: readonly { readonly type: string; readonly count: number }[];
  readonly highImpact: { readonly count: number; readonly some: readonly PreviewSubject[] };
  readonly samples: readonly PreviewSubject[];
  /** As the first of the samples would read it; null while something is missing. */
  readonly notice: NoticeText | null;
  readonly faults: readonly { readonly pointer: string; readonly reason: Sentence }[];
};

export type IncidentFigures = Readonly<Record<(typeof incidentRowStates)[number], number>>;
export type { IncidentState };

export const refuse = refusalsOf("incidents", {
  missing: { status: 404, zh: "没有这项应急处置", en: "There is no such incident" },
  bad_cursor: {
    status: 400,
    zh: "翻页位置无效，请从第一页重新开始",
    en: "This page marker is not valid: start again at the first page",
  },
  stale: {
    status: 409,
    zh: "应急处置已有新的变化，请刷新后再试",
    en: "The incident has changed since it was opened: reload and try again",
  },
  transition: {
    status: 409,
    zh: "应急处置现为“{from}”状态，不能执行“{act}”",
    en: "The incident is in state “{from}”, which does not allow “{act}”",
  },
  row_transition: {
    status: 409,
    zh: "该对象现为“{from}”状态，不能执行“{act}”",
    en: "This subject is in state “{from}”, which does not allow “{act}”",
  },
  not_author: {
    status: 403,
    zh: "只有起草人可以修改、提请或撤回",
    en: "Only its author changes, proposes or withdraws an incident",
  },
  own_proposal: {
    status: 403,
    zh: "不能复核本人提请的应急处置",
    en: "Nobody approves her own incident, or the reversal that she asked for",
  },
  lapsed: { status: 409, zh: "提请已超过 {hours} 小时失效", en: "The proposal lapsed after {hours} hours" },
  not_lapsed: { status: 409, zh: "提请尚未失效", en: "The proposal has not lapsed yet" },
  incomplete: {
    status: 422,
    zh: "应急处置尚未填写完整或有不符之处",
    en: "The incident is incomplete or does not hold together",
  },
  nobody: {
    status: 422,
    zh: "没有可以处置的对象",
    en: "Nobody is left on whom the measure could be taken",
  },
  too_many: {
    status: 422,
    zh: "一次最多 {limit} 个对象，请缩小范围",
    en: "An incident holds at most {limit} subjects: narrow it down",
  },
  too_short: {
    status: 422,
    zh: "请至少输入两个汉字、一个完整的单词、编码或外部标识",
    en: "Give at least two Chinese characters, a whole word, a code or an external id",
  },
  asked_already: {
    status: 409,
    zh: "已有人提请撤销，等待复核",
    en: "Somebody has asked already to take it back, and it waits for an answer",
  },
  not_asked: {
    status: 409,
    zh: "没有等待复核的撤销提请",
    en: "Nobody has asked to take it back, or the question has lapsed",
  },
  not_asker: {
    status: 403,
    zh: "只有提请人可以撤回",
    en: "Only who asked withdraws the question",
  },
  nothing_done: {
    status: 409,
    zh: "没有已执行的措施可以撤销",
    en: "Nothing was carried out that could be taken back",
  },
  not_over: { status: 409, zh: "还有对象等待执行", en: "Some of its subjects still wait" },
});

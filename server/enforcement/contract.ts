import * as z from "zod";
import { refusalsOf } from "../kernel/refusal";
import { creditLevels, type MeasureKey, measureKeys, subjectKinds } from "../policy/contract";
import { findings, longestTermDays, openRectifications, type RectificationState, standings } from "./contract-words";

export * from "./contract-ledger";
export * from "./contract-words";

const functionWords = ["post", "found", "join", "manage"] as const;

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it refuses.
const control = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F]/;
const written = (limit: number) =>
  z
    .string()
    .max(limit)
    .refine((text) => text.isWellFormed() && !control.test(text), { error: "holds characters that no text has" })
    .transform((text) => text.trim());

/** Parameters by measure. What a measure does not name here it may not carry. */
export const measureParameters = {
  warn: z.strictObject({}),
  warn_and_rectify: z.strictObject({
    items: z
      .array(written(300).pipe(z.string().min(1)))
      .min(1)
      .max(10),
  }),
  /** `scope` is for accounts: the whole platform, or the one group named. */
  suspend_posting: z.strictObject({ scope: z.union([z.literal("platform"), z.uuid()]).default("platform") }),
  close_group: z.strictObject({}),
  lower_credit: z.strictObject({ to: z.enum(creditLevels) }),
  suspend_management: z.strictObject({
    groups: z.union([z.literal("all"), z.array(z.uuid()).min(1).max(50)]).default("all"),
  }),
  revoke_founding: z.strictObject({}),
  blacklist: z.strictObject({ functions: z.array(z.enum(functionWords)).min(1).max(functionWords.length) }),
  remove_content: z.strictObject({}),
} as const satisfies Record<MeasureKey, z.ZodType>;

/**
 * A measure as a person proposes it. `days` counts from the moment it takes effect, so that an approval that takes
 * a day shortens nothing; null where the measure has no term or is indefinite.
 */
export const ProposedMeasure = z.strictObject({
  key: z.enum(measureKeys),
  subject: z.strictObject({ kind: z.enum(subjectKinds), id: z.uuid() }),
  standing: z.enum(standings),
  parameters: z.record(z.string().max(40), z.unknown()).default({}),
  days: z.int().min(1).max(longestTermDays).nullable().default(null),
  /** Duty breached: a founder or manager is never measured by role alone. */
  facts: written(2_000).optional(),
});
export type ProposedMeasure = z.infer<typeof ProposedMeasure>;

const clauseKey = z.string().min(1).max(100);

/** What the rail states. Everything but case, round and claim may be unfinished in a preview; the rule names what is missing. */
export const DecideCase = z.strictObject({
  caseId: z.uuid(),
  /** The round that the reviewer saw: another is a conflict. */
  round: z.int().min(1),
  claimToken: z.uuid(),
  finding: z.enum(findings),
  clauses: z.array(clauseKey).max(5).default([]),
  evidence: z
    .array(z.strictObject({ id: z.uuid(), finding: z.enum(findings) }))
    .max(200)
    .default([]),
  facts: written(2_000).default(""),
  reasoning: written(4_000).optional(),
  measures: z.array(ProposedMeasure).max(60).default([]),
  deviationReason: written(1_000).optional(),
  /**
   * Suspend posting now, until somebody else has decided on what is severe, for at most so many whole hours. `reason` is
   * what the notice states. Wider than the rule, which names what is wrong.
   */
  provisional: z
    .strictObject({ hours: z.int().min(-10_000).max(10_000), reason: written(1_000).default("") })
    .optional(),
});
export type DecideCase = z.infer<typeof DecideCase>;

/** What a group says that it did about the items it was asked to put right. */
export const SubmitRectification = z.strictObject({ text: written(4_000).pipe(z.string().min(10)) });
export type SubmitRectification = z.infer<typeof SubmitRectification>;

/** How the rectification stands that a notice asks for. */
export type Owed = {
  readonly state: RectificationState;
  readonly dueAt: Date;
  readonly submittedAt: Date | null;
  /** Whether an answer is taken now. */
  readonly isOpen: boolean;
  /** Whether its warning was lifted or taken back before anybody checked: then nothing is owed, whatever the state says. */
  readonly isOver: boolean;
};

export const RectificationsInput = z.strictObject({
  state: z.enum(openRectifications).default("submitted"),
  cursor: z.string().max(200).nullish(),
});
export type RectificationsInput = z.infer<typeof RectificationsInput>;

export const ApproveDecision = z.strictObject({ decisionId: z.uuid(), version: z.int().min(1) });
export const ReturnDecision = z.strictObject({
  decisionId: z.uuid(),
  version: z.int().min(1),
  reason: written(1_000).pipe(z.string().min(1)),
});
export const WithdrawDecision = ApproveDecision;
export const UndoDecision = ApproveDecision;
export type UndoDecision = z.infer<typeof UndoDecision>;
/** What whoever took the last step may undo, and until when, exclusive. */
export type UndoOffer = UndoDecision & {
  readonly caseNumber: number;
  readonly until: Date;
  /** From when it was offered: a page need not trust its own clock. */
  readonly seconds: number;
};
export const EndMeasure = z.strictObject({
  measureId: z.uuid(),
  version: z.int().min(1),
  reason: written(1_000).pipe(z.string().min(1)),
});
/** A review that lets a blacklisting stay. */
export const KeepListed = EndMeasure.extend({ until: z.iso.date() });
export type KeepListed = z.infer<typeof KeepListed>;
export const CheckRectification = z.strictObject({
  measureId: z.uuid(),
  version: z.int().min(1),
  verdict: z.enum(["passed", "failed"]),
  note: written(1_000).pipe(z.string().min(1)),
});
export type ApproveDecision = z.infer<typeof ApproveDecision>;
export type ReturnDecision = z.infer<typeof ReturnDecision>;
export type EndMeasure = z.infer<typeof EndMeasure>;
export type CheckRectification = z.infer<typeof CheckRectification>;

export const DecisionInput = z.strictObject({ decisionId: z.uuid() });
export const CaseInput = z.strictObject({ caseId: z.uuid() });
export const MeasureInput = z.strictObject({ measureId: z.uuid() });

/** A statement of reasons as it was issued. */
export type NoticeText = { readonly zh: string; readonly en: string };

/** What is wrong with a field of a decision. `{name}` is filled in by the rule. */
export const faultSentences = {
  clause_missing: { zh: "请选择违反的条款", en: "Choose the clause that was broken" },
  clause_unknown: { zh: "现行规则中没有这一条款", en: "The rules in force have no such clause" },
  clause_unwanted: { zh: "未认定违反时不列条款", en: "Without a violation there is no clause" },
  facts_missing: { zh: "请写明事实", en: "State the facts" },
  facts_reporter: { zh: "事实中不得出现举报人的身份信息", en: "The facts must not identify a reporter" },
  order_reporter: {
    zh: "机关和文号中不得出现举报人的身份信息",
    en: "The office and the number must not identify a reporter",
  },
  facts_quoted: {
    zh: "这里有一段与举报内容逐字相同，可能暴露举报人：请用自己的话写",
    en: "A passage here is word for word what a reporter wrote and may give the reporter away: put it in your own words",
  },
  measures_unwanted: { zh: "未认定违反时不采取措施", en: "Without a violation there is no measure" },
  measure_unfit: { zh: "此措施不适用于该对象", en: "This measure does not fit its subject" },
  measure_twice: { zh: "同一对象的同一措施只能列一次", en: "The same measure on the same subject is listed twice" },
  measure_holds: { zh: "该措施已经生效，无须重复", en: "This measure holds already" },
  subject_unknown: { zh: "没有这个对象", en: "There is no such subject" },
  subject_closed: { zh: "群组已关闭或解散", en: "The group is closed or dissolved" },
  subject_other: { zh: "不是本案的当事人", en: "This is not the subject of the case" },
  standing_wrong: { zh: "该使用者不是本群的{standing}", en: "This account is not a {standing} of the group" },
  own_facts: { zh: "须写明此人违反管理职责的事实", en: "State which duty this person breached" },
  days_missing: { zh: "请填写天数", en: "State the number of days" },
  days_unwanted: { zh: "此措施没有期限", en: "This measure has no term" },
  parameter: { zh: "参数有误或缺少", en: "A parameter is missing or wrong" },
  credit_not_lower: { zh: "现为 {from} 级，只能降到更低一级", en: "The level is {from} now: it can only go lower" },
  functions_unfit: { zh: "所列功能不适用于该对象", en: "These functions do not fit the subject" },
  group_unknown: { zh: "没有这个群组", en: "There is no such group" },
  deviation: { zh: "偏离阶梯推荐，请写明理由", en: "This deviates from the ladder: state why" },
  provisional_not_severe: {
    zh: "只有须经复核的处置才能先行暂停发布",
    en: "Only what needs a second person can come with a provisional suspension",
  },
  provisional_carried: {
    zh: "须经复核的措施不是针对当事人本身，不能先行暂停其发布",
    en: "What needs a second person is not a measure on the subject of the case itself",
  },
  provisional_hours: { zh: "须为 1 至 72 的整小时数", en: "State whole hours, from 1 to 72" },
  provisional_reason: { zh: "请写明为何不能等待复核", en: "State why it cannot wait for the second person" },
  provisional_suspended: { zh: "该对象已被暂停发布", en: "The subject is suspended already" },
  evidence_unknown: { zh: "此证据不属于本案", en: "This evidence is not of this case" },
} as const;
export type FaultKey = keyof typeof faultSentences;

export const refuse = refusalsOf("enforcement", {
  missing: { status: 404, zh: "没有这项记录", en: "There is no such record" },
  bad_cursor: {
    status: 400,
    zh: "翻页位置无效，请从第一页重新开始",
    en: "This page marker is not valid: start again at the first page",
  },
  stale: {
    status: 409,
    zh: "记录已有新的变化，请刷新后再试",
    en: "This has changed since it was opened: reload and try again",
  },
  stale_round: {
    status: 409,
    zh: "案件已进入第 {round} 轮，请刷新后再试",
    en: "The case is in round {round} now: reload and try again",
  },
  decision_transition: {
    status: 409,
    zh: "决定现为“{from}”状态，不能执行“{act}”",
    en: "The decision is in state “{from}”, which does not allow “{act}”",
  },
  measure_transition: {
    status: 409,
    zh: "措施现为“{from}”状态，不能执行“{act}”",
    en: "The measure is in state “{from}”, which does not allow “{act}”",
  },
  still_pending: {
    status: 409,
    zh: "该决定仍在撤回期内，措施尚未生效，请撤回决定",
    en: "The measure has not taken effect yet: undo its decision instead",
  },
  undo_over: {
    status: 409,
    zh: "撤回期已过，决定已经生效；此后只能附理由撤销",
    en: "The time to undo is over and the decision has taken effect: from now on it is reversed, with a reason",
  },
  not_decider: {
    status: 403,
    zh: "只有作出最后一步的人可以撤回",
    en: "Only who took the last step undoes it",
  },
  rectification_transition: {
    status: 409,
    zh: "整改现为“{from}”状态，不能执行“{act}”",
    en: "The rectification is in state “{from}”, which does not allow “{act}”",
  },
  rectification_late: {
    status: 409,
    zh: "整改期限已过，不能再提交",
    en: "The time to put things right is over; nothing more can be submitted",
  },
  incomplete: {
    status: 422,
    zh: "决定尚未填写完整或有不符之处",
    en: "The decision is incomplete or does not hold together",
  },
  needs_lead: { status: 403, zh: "须由审核主管复核", en: "A lead must approve this" },
  own_proposal: { status: 403, zh: "不能复核本人提出的决定", en: "Nobody approves her own proposal" },
  own_subject: {
    status: 403,
    zh: "当事人与本人有关，须由他人处理",
    en: "This is about your own account or group: somebody else must take it",
  },
  lapsed: { status: 409, zh: "提请已超过 {hours} 小时失效", en: "The proposal lapsed after {hours} hours" },
  not_lapsed: { status: 409, zh: "提请尚未失效", en: "The proposal has not lapsed yet" },
  not_proposer: { status: 403, zh: "只有提出人可以撤回", en: "Only the proposer withdraws a proposal" },
  changed: {
    status: 409,
    zh: "提出之后情况已有变化，请退回：{what}",
    en: "Things have changed since the proposal, return it: {what}",
  },
  nothing_due: { status: 409, zh: "没有到期的事项", en: "Nothing is due" },
  is_provisional: {
    status: 409,
    zh: "先行暂停只能解除，不能撤销",
    en: "A provisional suspension is lifted, not reversed",
  },
  is_reversal: { status: 409, zh: "这一行本身是撤销记录", en: "This row is itself a reversal" },
  notice_unfilled: {
    status: 422,
    zh: "通知中“{placeholder}”未填写",
    en: "The notice has an unfilled place: {placeholder}",
  },
  stricter: {
    status: 422,
    zh: "申诉不得加重：替换的措施不能更严或更长",
    en: "An appeal makes nothing worse: what takes the place of a measure may be neither stricter nor longer",
  },
  nothing_instead: {
    status: 422,
    zh: "请写明替换的措施；不采取任何措施即为撤销",
    en: "State what takes their place; to take nothing is to overturn",
  },
  receipt_conflict: {
    status: 409,
    zh: "该指令已回执“{receipt}”",
    en: "This order already has the receipt “{receipt}”",
  },
  not_listed: { status: 409, zh: "这不是黑名单记录", en: "This is not an entry of the blacklist" },
  review_date: {
    status: 422,
    zh: "下次复核日期须在今天以后、十年以内",
    en: "The next review must be after today and within ten years",
  },
  import_refused: {
    status: 422,
    zh: "名单有误，没有写入任何内容",
    en: "The list has faults; nothing was written",
  },
  receipt_time: { status: 422, zh: "回执时间不合理", en: "The time of the receipt cannot be right" },
  unknown_subject: { status: 404, zh: "没有这个对象", en: "There is no such subject" },
});

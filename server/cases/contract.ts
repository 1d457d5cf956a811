import * as z from "zod";
import { sources } from "../kernel/actor";
import { refusalsOf } from "../kernel/refusal";
import { caseOrders, directions, draftLimit, escalationReasons, skipReasons, stateFilters } from "./contract-words";

export * from "./contract-words";

export const refuse = refusalsOf("cases", {
  missing: { status: 404, zh: "没有这个案件", en: "There is no such case" },
  bad_cursor: {
    status: 400,
    zh: "翻页位置无效，请从第一页重新开始",
    en: "This page marker is not valid: start again at the first page",
  },
  transition: {
    status: 409,
    zh: "案件现为“{from}”状态，不能执行“{act}”",
    en: "The case is in state “{from}”, which does not allow “{act}”",
  },
  report_transition: {
    status: 409,
    zh: "举报现为“{from}”状态，不能执行“{act}”",
    en: "The report is in state “{from}”, which does not allow “{act}”",
  },
  claimed: {
    status: 409,
    zh: "{who} 自 {since} 起正在处理此案件",
    en: "{who} has been deciding this case since {since}",
  },
  lost: { status: 409, zh: "领取已失效，现无人处理此案件", en: "The claim has ended; nobody holds this case now" },
  lost_to: {
    status: 409,
    zh: "领取已失效，{who} 已于 {since} 领取此案件",
    en: "The claim has ended; {who} claimed this case at {since}",
  },
  not_held: { status: 409, zh: "请先领取此案件", en: "Claim this case first" },
  stale: {
    status: 409,
    zh: "案件已有新的进展，请刷新后再试",
    en: "The case has moved on since it was opened: reload and try again",
  },
  own_subject: {
    status: 403,
    zh: "此案件涉及本人的账号或群组，须由他人处理",
    en: "This case is about your own account or group: somebody else must take it",
  },
  not_her_queue: { status: 403, zh: "此案件不在本人负责的队列中", en: "This case is in a queue that is not yours" },
  needs_lead: { status: 403, zh: "案件已升级，须由审核主管处理", en: "The case is escalated: a lead must take it" },
  another_open: {
    status: 409,
    zh: "该对象已有另一未结案件 {number}",
    en: "This subject already has another open case, {number}",
  },
  snooze_past: { status: 422, zh: "暂缓的截止时间须晚于现在", en: "A case can be put aside only until a later time" },
  snooze_far: { status: 422, zh: "最多可暂缓 {days} 天", en: "A case can be put aside for {days} days at most" },
  unknown_queue: { status: 422, zh: "没有队列“{queue}”", en: "There is no queue “{queue}”" },
  merge_account: {
    status: 422,
    zh: "只有使用者的案件可以并入其所在群组的案件",
    en: "Only a case about an account can be merged, into one about a group that it is in",
  },
  merge_unrelated: {
    status: 422,
    zh: "该使用者与案件 {number} 的群组没有关系",
    en: "The account has nothing to do with the group of case {number}",
  },
  merge_target: {
    status: 409,
    zh: "案件 {number} 现为“{state}”状态，不能并入",
    en: "Case {number} is in state “{state}”: nothing can be merged into it",
  },
  missing_person: { status: 404, zh: "没有这位工作人员", en: "There is no such member of staff" },
});

const uuid = z.uuid();

export const CaseFilter = z.object({
  queue: z.string().min(1).max(64).optional(),
  category: z.string().min(1).max(64).optional(),
  source: z.enum(sources).optional(),
  severity: z.number().int().min(0).max(4).optional(),
  state: z.enum(stateFilters).default("waiting"),
  /** A case number, a code, or part of the subject's name (two Chinese characters, or whole words). */
  text: z.string().trim().min(2).max(100).optional(),
});
export type CaseFilter = z.infer<typeof CaseFilter>;

export const QueueInput = CaseFilter.extend({
  order: z.enum(caseOrders).default("priority"),
  /** The natural one of the order when left out. (`direction` is the name of a page's own in the client's library.) */
  sortDirection: z.enum(directions).optional(),
  cursor: z.string().max(400).optional(),
  limit: z.number().int().min(1).max(200).default(50),
});
export type QueueInput = z.infer<typeof QueueInput>;

export const NumberInput = z.object({ number: z.number().int().min(1).max(999_999_999_999_999) });
export const CaseIdInput = z.object({ caseId: uuid });
export const CasesOfSubjectInput = z.object({ kind: z.enum(["group", "account"]), id: uuid });
export const TimelineInput = z.object({
  caseId: uuid,
  cursor: z.string().max(400).optional(),
  limit: z.number().int().min(1).max(200).default(50),
});

export type TimelineInput = z.infer<typeof TimelineInput>;

/** A claim as its holder names it. */
export const HeldClaim = z.object({ caseId: uuid, token: uuid });
export type HeldClaim = z.infer<typeof HeldClaim>;

export const ClaimNextInput = z.object({ queue: z.string().min(1).max(64).optional() });
export type ClaimNextInput = z.infer<typeof ClaimNextInput>;

/** `token` names the claim when the person holds one; a waiting case can be escalated without. */
export const EscalateInput = z.object({
  caseId: uuid,
  token: uuid.optional(),
  reason: z.enum(escalationReasons),
});
export type EscalateInput = z.infer<typeof EscalateInput>;

export const SnoozeInput = z.object({ caseId: uuid, token: uuid.optional(), until: z.iso.datetime({ offset: true }) });
export type SnoozeInput = z.infer<typeof SnoozeInput>;

/** `token` names the claim when the person holds the case; `into` is the case that takes its reports. */
export const MergeInput = z.object({ caseId: uuid, into: uuid, token: uuid.optional() });
export type MergeInput = z.infer<typeof MergeInput>;

export const SkipInput = HeldClaim.extend({ reason: z.enum(skipReasons) });
export type SkipInput = z.infer<typeof SkipInput>;

export const DraftInput = z.object({ caseId: uuid, draft: z.string().max(draftLimit) });
export type DraftInput = z.infer<typeof DraftInput>;

/** People who may be given work, by email. */
export const ServingInput = z.object({ cursor: z.string().max(500).nullish() });
export type ServingInput = z.infer<typeof ServingInput>;

/** Which queues a person serves; null: all of them. */
export const AssignQueuesInput = z.object({
  staffId: uuid,
  queues: z.array(z.string().min(1).max(64)).min(1).max(50).nullable(),
});
export type AssignQueuesInput = z.infer<typeof AssignQueuesInput>;

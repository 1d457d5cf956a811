import * as z from "zod";
import { refusalsOf } from "../kernel/refusal";

/**
 * What became of a request to read the log by the acts of a colleague. A request that nobody answered and a grant whose
 * time is over keep their word: `standingOf` in the rules tells them from the others.
 */
export const viewStates = ["pending", "approved", "refused", "withdrawn", "ended", "lapsed"] as const;
export type ViewState = (typeof viewStates)[number];

/** A request that nobody answered for so long counts no more. */
export const answerHours = 72;
/** A grant lasts so long from the answer on. */
export const grantHours = 24;
/** One entry tells of all openings within this time. */
export const openingMinutes = 15;
/** Requests of one person that may wait at once. */
export const waitingLimit = 10;
/** Requests and grants that `/audit` shows at once, of each sort. */
export const deskRows = 50;

const staffId = z.guid();
const viewId = z.uuid();

/** Colleagues whose acts a filter names: one as actor, one as subject. */
export const Named = z.strictObject({ staffIds: z.array(staffId).max(2) });
export type Named = z.infer<typeof Named>;
export const AskView = z.strictObject({ staffId, reason: z.string().trim().min(4).max(300) });
export type AskView = z.infer<typeof AskView>;
export const AnswerView = z.strictObject({ viewId, answer: z.enum(["approved", "refused"]) });
export type AnswerView = z.infer<typeof AnswerView>;
export const EndView = z.strictObject({ viewId });
export type EndView = z.infer<typeof EndView>;

const colleague = /^staff:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** Ids of colleagues among actors and subjects as the log names them, without the one who asks, each once. */
export const colleaguesAmong = (refs: readonly (string | null | undefined)[], ownId: string): string[] => [
  ...new Set(refs.flatMap((ref) => colleague.exec(ref ?? "")?.[1] ?? []).filter((id) => id !== ownId)),
];

export const refuse = refusalsOf("oversight", {
  closed: {
    status: 403,
    zh: "按同事查看审计日志须经另一人同意，请先申请。",
    en: "Reading the log by a colleague's acts takes a second person: ask for it first.",
  },
  missing: { status: 404, zh: "没有这个人。", en: "There is no such person." },
  missing_view: { status: 404, zh: "没有这项申请。", en: "There is no such request." },
  own: {
    status: 409,
    zh: "查看自己的操作记录无须申请。",
    en: "Your own acts are open to you: there is nothing to ask for.",
  },
  waiting: { status: 409, zh: "已有申请，正在等待另一人答复。", en: "You asked already, and it waits for an answer." },
  granted: { status: 409, zh: "已获同意，尚未到期。", en: "You may read them already." },
  too_many: {
    status: 409,
    zh: "最多 {limit} 项申请同时等待答复。",
    en: "At most {limit} requests may wait at once.",
  },
  settled: { status: 409, zh: "这项申请已有结果。", en: "This request is settled already." },
  lapsed: {
    status: 410,
    zh: "申请超过 {hours} 小时无人答复，已失效。",
    en: "Nobody answered within {hours} hours, and the request has lapsed.",
  },
  over: { status: 410, zh: "已满 {hours} 小时，不再有效。", en: "The {hours} hours are over." },
  same_person: {
    status: 403,
    zh: "申请人不能自己答复，须由另一人答复。",
    en: "Whoever asked cannot answer: another person does.",
  },
  concerned: {
    status: 403,
    zh: "申请涉及您本人，须由另一人答复。",
    en: "The request is about you: another person answers it.",
  },
  officer_needed: {
    status: 403,
    zh: "申请人与答复人中至少一人须为合规专员。",
    en: "Of the two, one who asks and one who answers, at least one is a compliance officer.",
  },
  asker_gone: {
    status: 409,
    zh: "申请人已不能查看审计日志。",
    en: "Whoever asked may no longer read the log.",
  },
  not_yours: {
    status: 403,
    zh: "只有申请人或同意人可以收回。",
    en: "Only who asked, or who said yes, takes it back.",
  },
});

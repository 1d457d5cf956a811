import * as z from "zod";
import { findings, longestTermDays, measureKeys, type NoticeText } from "../enforcement/contract";
import { refusalsOf, type Sentence } from "../kernel/refusal";
import {
  type AppealKind,
  type AppealState,
  appealKinds,
  appealStates,
  type FileKind,
  longestName,
  longestNote,
  longestText,
  rulings,
  type Side,
  shortestText,
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

/** What somebody writes who disagrees. */
export const FileAppeal = z.strictObject({ text: written(shortestText, longestText) });
export type FileAppeal = z.infer<typeof FileAppeal>;

/** What the list shows: what is not ruled on; one state; what is mine. */
export const stateFilters = ["open", ...appealStates] as const;
export const AppealFilter = z.strictObject({
  state: z.enum(stateFilters).default("open"),
  kind: z.enum(appealKinds).optional(),
  mine: z.boolean().default(false),
});
export type AppealFilter = z.infer<typeof AppealFilter>;
export const AppealsInput = AppealFilter.extend({
  cursor: z.string().max(400).optional(),
  limit: z.int().min(1).max(200).default(50),
});
export type AppealsInput = z.infer<typeof AppealsInput>;

export const AppealInput = z.strictObject({ appealId: z.uuid() });
const held = { appealId: z.uuid(), version: z.int().min(1) };
export const TakeAppeal = z.strictObject(held);
export type TakeAppeal = z.infer<typeof TakeAppeal>;
export const NoteView = z.strictObject({ ...held, finding: z.enum(findings), note: written(1, longestNote) });
export type NoteView = z.infer<typeof NoteView>;

export const AskAppellant = z.strictObject({ ...held, text: written(1, longestNote) });
export type AskAppellant = z.infer<typeof AskAppellant>;
/** What an officer is about to tell or ask, to be looked at before it leaves. */
export const WeighWords = z.strictObject({
  appealId: z.uuid(),
  field: z.enum(["reasons", "text"]),
  text: z.string().max(longestNote),
});
export type WeighWords = z.infer<typeof WeighWords>;
/** What she answers who was asked. */
export const AnswerQuestion = z.strictObject({ text: written(1, longestText) });
export type AnswerQuestion = z.infer<typeof AnswerQuestion>;

/** What somebody calls a file: the last step of a path. */
export const FileName = z.strictObject({
  name: written(1, longestName).transform((name) =>
    name.slice(Math.max(name.lastIndexOf("/"), name.lastIndexOf("\\")) + 1),
  ),
});

/** A measure in the place of those of the decision: whom it is on stands in the decision. */
export const InsteadMeasure = z.strictObject({
  key: z.enum(measureKeys),
  parameters: z.record(z.string().max(40), z.unknown()).default({}),
  days: z.int().min(1).max(longestTermDays).nullable().default(null),
});
export const RuleAppeal = z.strictObject({
  ...held,
  ruling: z.enum(rulings),
  /** Told to the person who filed it. */
  reasons: written(1, longestNote),
  /** With `modified` only. */
  instead: z.array(InsteadMeasure).max(5).default([]),
});
export type RuleAppeal = z.infer<typeof RuleAppeal>;

/** One thing that was said before the ruling; null once it was erased. An officer has no name here. */
export type Message = { readonly side: Side; readonly text: string | null; readonly at: Date };

/** A file beside an appeal; without a name once it was erased. */
export type AttachedFile = {
  readonly id: string;
  readonly kind: FileKind;
  readonly bytes: number;
  readonly sha256: string;
  readonly name: string | null;
  readonly at: Date;
};

/** What the page of an appeal shows: nothing about a reporter to the affected person, and of a measure nothing to a reporter. */
export type AppealPage = {
  readonly kind: AppealKind;
  /** The statement of reasons that the appeal answers. */
  readonly notice: { readonly text: NoticeText; readonly issuedAt: Date; readonly isProvisional: boolean } | null;
  /** Exclusive. */
  readonly until: Date;
  /** Why nothing can be filed; null: the form is open, or there is an appeal. */
  readonly bar: Sentence | null;
  readonly filed: {
    readonly state: AppealState;
    readonly filedAt: Date;
    readonly ruledAt: Date | null;
    /** What the ruling says; null before, and once it was erased. */
    readonly reasons: string | null;
    /** Of the notice that took the place of the first. */
    readonly noticeUrl: string | null;
    readonly dialogue: readonly Message[];
    /** Until when a question may be answered, exclusive; null: nothing is asked. */
    readonly answerBy: Date | null;
    readonly files: readonly AttachedFile[];
    /** How many more may be attached; null: none any more, or none to this case. */
    readonly filesLeft: number | null;
  } | null;
};

/** Days within which an appeal should be ruled on when a policy says nothing: this product's default, no law's. */
export const answerDays = 15;
/** Days in which a question may be answered when a policy says nothing: this product's default, no law's. */
export const questionDays = 7;

export const refuse = refusalsOf("appeals", {
  missing: { status: 404, zh: "没有这项申诉", en: "There is no such appeal" },
  missing_notice: { status: 404, zh: "没有可供申诉的决定", en: "There is nothing here to appeal against" },
  bad_cursor: {
    status: 400,
    zh: "翻页位置无效，请从第一页重新开始",
    en: "This page marker is not valid: start again at the first page",
  },
  stale: {
    status: 409,
    zh: "申诉已有新的变化，请刷新后再试",
    en: "The appeal has changed since it was opened: reload and try again",
  },
  transition: {
    status: 409,
    zh: "申诉现为“{from}”状态，不能执行“{act}”",
    en: "The appeal is in state “{from}”, which does not allow “{act}”",
  },
  already: {
    status: 409,
    zh: "对同一决定只能申诉一次，您的申诉已收到",
    en: "One appeal can be made against a decision; yours has been received",
  },
  late: { status: 410, zh: "申诉期限已过", en: "The time in which to appeal is over" },
  provisional: {
    status: 409,
    zh: "这是先行暂停发布的通知，尚未作出处置决定，不单独受理申诉；作出处置决定后将另行通知，届时可以申诉",
    en: "This notice is of a provisional suspension: nothing is decided yet, and it cannot be appealed by itself. If a measure is decided on, you receive another notice and may appeal then",
  },
  not_standing: {
    status: 409,
    zh: "该决定已不再有效，无须申诉",
    en: "This decision no longer stands: there is nothing to appeal against",
  },
  not_closed: {
    status: 409,
    zh: "举报尚未办结，或认定成立，不能提出异议",
    en: "The report has no outcome yet, or was upheld: there is nothing to object to",
  },
  document_number: {
    status: 422,
    zh: "请勿提交证件号码",
    en: "Do not send numbers of identity documents",
  },
  own_decision: {
    status: 403,
    zh: "不能处理针对本人所作决定的申诉",
    en: "Nobody rules on an appeal against a decision she proposed or approved",
  },
  own_subject: {
    status: 403,
    zh: "当事人与本人有关，须由他人处理",
    en: "This is about your own account or group: somebody else must take it",
  },
  held: { status: 409, zh: "此申诉已由您领取", en: "You have this appeal already" },
  not_holder: { status: 409, zh: "请先领取此申诉", en: "Take this appeal first" },
  viewed: { status: 409, zh: "您已写下初步意见", en: "You have noted your view already" },
  view_first: {
    status: 409,
    zh: "请先写下本人的初步意见",
    en: "Note your own view of the evidence first",
  },
  ruling_unfit: {
    status: 422,
    zh: "此裁决不适用于该申诉",
    en: "This ruling does not fit this kind of appeal",
  },
  instead_unwanted: {
    status: 422,
    zh: "只有变更时才填写替换的措施",
    en: "Measures are stated only where the decision is modified",
  },
  file_kind: {
    status: 415,
    zh: "只接收 PNG、JPEG、WebP 图片、PDF 和纯文本文件",
    en: "Only PNG, JPEG and WebP images, PDF and plain text are taken",
  },
  file_empty: { status: 400, zh: "文件是空的", en: "The file is empty" },
  file_pixels: {
    status: 413,
    zh: "图片过大：超过 {limit} 像素",
    en: "The image is too large: more than {limit} pixels",
  },
  file_limit: { status: 409, zh: "最多附 {limit} 个文件", en: "At most {limit} files can be attached" },
  file_same: { status: 409, zh: "此文件已经附上", en: "This file is attached already" },
  files_closed: {
    status: 409,
    zh: "申诉已裁决，不再接收文件",
    en: "The appeal has been ruled on: it takes no more files",
  },
  files_hash_only: {
    status: 409,
    zh: "此类案件不接收文件",
    en: "Cases of this kind take no files",
  },
  missing_file: { status: 404, zh: "没有这个文件", en: "There is no such file" },
  file_erased: { status: 410, zh: "文件已被删除", en: "The file has been erased" },
  question_limit: {
    status: 409,
    zh: "每项申诉最多询问 {limit} 次",
    en: "One appeal bears {limit} questions",
  },
  not_asked: { status: 409, zh: "目前没有待您答复的询问", en: "Nothing waits for your answer at present" },
  answer_late: { status: 410, zh: "答复期限已过", en: "The time in which to answer is over" },
  nothing_due: { status: 409, zh: "没有到期的询问", en: "No question is due" },
  names_staff: {
    status: 422,
    zh: "不得出现工作人员的姓名：对外只称申诉专员",
    en: "Name no colleague: towards the person it is the appeals officer who asks",
  },
  reasons_reporter: {
    status: 422,
    zh: "对外告知的内容不得出现举报人的身份信息",
    en: "What the person is told must not identify a reporter",
  },
});

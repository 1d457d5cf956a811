import * as z from "zod";
import { refusalsOf } from "../kernel/refusal";
import { type MeasureKey, measureKeys } from "../policy/contract";
import { type TextKey, textKeys } from "./contract-placeholders";

export * from "./contract-placeholders";

/** A notice, or one text of it, in both languages. */
export type BothTexts = { readonly zh: string; readonly en: string };
export const noticeLanguages = ["zh", "en"] as const satisfies readonly (keyof BothTexts)[];
export type NoticeLanguage = (typeof noticeLanguages)[number];

/**
 * States of a set of notice texts: `draft → proposed → published | returned`; a published one is superseded by the
 * next. At most one is open (draft, proposed, returned), and one published.
 */
export const setStates = ["draft", "proposed", "returned", "discarded", "published", "superseded"] as const;
export type SetState = (typeof setStates)[number];
export const openStates = ["draft", "proposed", "returned"] as const satisfies readonly SetState[];

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it refuses.
const control = /[\u0000-\u0009\u000B-\u001F\u007F]/;
/** Wider than any text may be, so that the rule can name the text that is too long. */
const templateText = z
  .string()
  .max(4_000)
  .transform((text) => text.replaceAll("\r\n", "\n").trim())
  .refine((text) => text.isWellFormed() && !control.test(text), { error: "holds characters that no text has" });
const bothTexts = z.strictObject({ zh: templateText, en: templateText });

/** All texts of a set, by key. */
export const NoticeTexts = z.strictObject(
  Object.fromEntries(textKeys.map((key) => [key, bothTexts])) as Record<TextKey, typeof bothTexts>,
);
export type NoticeTexts = { readonly [Key in TextKey]: BothTexts };

/** The name of a version, for people: no sentence, so that the log may state it. */
export const SetLabel = z.string().regex(/^[0-9A-Za-z][0-9A-Za-z.-]{0,19}$/);

/** A published set of texts, as notices pin it by its number. */
export type NoticeSet = {
  readonly number: number;
  readonly label: string;
  /** SHA-256 of the RFC 8785 bytes of label and texts, hex. */
  readonly sha256: string;
  readonly texts: NoticeTexts;
};

const at = { id: z.uuid(), version: z.int().min(1) };
export const SaveDraft = z.strictObject({ ...at, label: z.string().max(40), texts: NoticeTexts });
export type SaveDraft = z.infer<typeof SaveDraft>;
export const MoveDraft = z.strictObject(at);
export type MoveDraft = z.infer<typeof MoveDraft>;
export const ReturnDraft = z.strictObject({
  ...at,
  reason: z
    .string()
    .trim()
    .min(4)
    .max(1_000)
    .refine((text) => text.isWellFormed() && !control.test(text)),
});
export type ReturnDraft = z.infer<typeof ReturnDraft>;

export const SetNumber = z.strictObject({ number: z.int().min(1).max(2_147_483_647) });
export const SetListInput = z.strictObject({
  cursor: z.string().max(200).nullish(),
  limit: z.int().min(1).max(200).default(50),
});

/** What a preview shows: each measure by itself, one without an end, several at once, the outcome of an appeal, a provisional suspension, and what an authority ordered. */
export const sampleKeys = [
  ...measureKeys,
  "revoke_founding_for_good",
  "several",
  "after_appeal",
  "provisional",
  "authority",
] as const;
export type SampleKey = (typeof sampleKeys)[number];
/** Is it of one measure, by whose name it goes? */
export const isMeasureSample = (key: SampleKey): key is MeasureKey => (measureKeys as readonly string[]).includes(key);
export const PreviewTexts = z.strictObject({
  texts: NoticeTexts,
  sample: z.enum(sampleKeys),
  /** With the longest values that may come, instead of usual ones. */
  isLongest: z.boolean().default(false),
});
export type PreviewTexts = z.infer<typeof PreviewTexts>;

export const refuse = refusalsOf("notices", {
  missing: { status: 404, zh: "没有这一版通知文本", en: "There is no such version of the notice texts" },
  bad_cursor: {
    status: 400,
    zh: "翻页位置无效，请从第一页重新开始",
    en: "This page marker is not valid: start again at the first page",
  },
  stale: {
    status: 409,
    zh: "草案已被他人修改，请刷新后再试",
    en: "Somebody has changed the draft since it was opened: reload and try again",
  },
  not_allowed: { status: 403, zh: "您的角色不能执行此操作", en: "Your roles do not allow this" },
  open: {
    status: 409,
    zh: "已有一份草案，请在其上修改",
    en: "There is a draft already: go on with that one",
  },
  not_first: {
    status: 409,
    zh: "运维只能发布第一版通知文本",
    en: "The operator publishes the first notice texts only",
  },
  transition: {
    status: 409,
    zh: "通知文本现为“{from}”状态，不能执行“{act}”",
    en: "The notice texts are in state “{from}”, which does not allow “{act}”",
  },
  faulty: {
    status: 422,
    zh: "文本有 {count} 处错误，没有保存",
    en: "The texts have faults ({count}); nothing was saved",
  },
  unchanged: {
    status: 422,
    zh: "与现行版本（第 {number} 版）的文本相同",
    en: "These are the texts of the version in force (number {number})",
  },
  names_reporter: {
    status: 422,
    zh: "文本中出现了举报人的身份信息，请退回修改",
    en: "The texts identify a reporter: return the draft to be changed",
  },
  own_draft: {
    status: 403,
    zh: "参与起草的人不能发布或退回，须由另一人办理",
    en: "Whoever worked on a draft neither publishes nor returns it: another person does",
  },
});

import type { Sentence } from "../kernel/refusal";
import { type MeasureKey, measureKeys } from "../policy/contract";

/** What a placeholder stands for, which decides how it is written. */
export const placeholderTypes = ["text", "date-time", "duration", "list", "url", "level"] as const;
export type PlaceholderType = (typeof placeholderTypes)[number];

type PlaceholderSpec = {
  readonly type: PlaceholderType;
  /** What it stands for, for the person who writes a text. */
  readonly names: Sentence;
  /** May be nothing: then it leaves no trace. All others must be filled, or the notice is not sent. */
  readonly isOptional?: true;
};

/**
 * All that a notice may say of a case. The list is closed: what is not here no text can ask for, and nothing here
 * tells who reported, when, or in which words. Source: `domain.md`, invariant 13.
 */
export const placeholders = {
  subject: {
    type: "text",
    names: { zh: "对象：群组或账号及其名称", en: "the subject: group or account, with its name" },
  },
  code: { type: "text", names: { zh: "对象的编码", en: "the subject’s code" } },
  label: { type: "text", names: { zh: "平台规则的版本", en: "version of the platform rules" } },
  clause: { type: "list", names: { zh: "违反的条款号", en: "numbers of the clauses broken" } },
  rule: { type: "list", names: { zh: "违反的条款内容", en: "what those clauses say" } },
  legal: {
    type: "list",
    names: {
      zh: "依据：法律条文，以及主管部门指令（如有）",
      en: "grounds: the law, and the order of an authority if there is one",
    },
  },
  facts: { type: "text", names: { zh: "认定的事实", en: "the facts found" } },
  measures: { type: "list", names: { zh: "各项措施的文本", en: "the sentences of all measures" } },
  remedy: { type: "text", names: { zh: "救济途径的文本", en: "the text on how to disagree" } },
  rules: { type: "url", names: { zh: "规则全文的网址", en: "address of the full rules" } },
  number: { type: "text", names: { zh: "案件编号", en: "number of the case" } },
  deadline: { type: "date-time", names: { zh: "申诉截止时间", en: "until when to appeal" } },
  appeal: { type: "url", names: { zh: "申诉网址", en: "address for the appeal" } },
  from: { type: "date-time", names: { zh: "措施的开始时间", en: "when the measure begins" } },
  until: { type: "date-time", names: { zh: "措施的结束时间", en: "when the measure ends" } },
  term: { type: "text", names: { zh: "期限：至何时止，或不设期限", en: "the term: until when, or no end date" } },
  duration: { type: "duration", names: { zh: "措施的天数", en: "how many days the measure lasts" } },
  due: { type: "date-time", names: { zh: "整改期限", en: "until when to put things right" } },
  items: { type: "list", names: { zh: "整改事项", en: "what to put right" } },
  level: { type: "level", names: { zh: "降至的信用等级", en: "the credit level it is lowered to" } },
  functions: { type: "list", names: { zh: "限制的功能", en: "the functions restricted" } },
  review: { type: "date-time", names: { zh: "复核时间", en: "when it will be reviewed" } },
  office: { type: "text", names: { zh: "发出指令的主管部门", en: "the authority that ordered it" } },
  order: { type: "text", names: { zh: "指令的文号", en: "number of its order" } },
  scope: {
    type: "text",
    names: { zh: "范围：仅限所涉群组时写明，否则不写", en: "the scope: said when it is one group only, else nothing" },
    isOptional: true,
  },
} as const satisfies Record<string, PlaceholderSpec>;
export type Placeholder = keyof typeof placeholders;

export const placeholderNames = Object.keys(placeholders) as Placeholder[];
export const isPlaceholder = (name: string): name is Placeholder => Object.hasOwn(placeholders, name);
export const isOptional = (name: Placeholder): boolean => "isOptional" in placeholders[name];

type TextSpec = {
  readonly names: Sentence;
  /** Without these the notice would not say what it must: rule, facts, measure, how long, how to object. */
  readonly must: readonly Placeholder[];
  /** What it may say besides: values that are always there when this text is used. */
  readonly may: readonly Placeholder[];
  /** In UTF-16 units, as every limit of ours. */
  readonly longest: number;
};

const sentenceLimit = 500;

/**
 * The texts of a notice: the frame, a sentence for each measure, how to disagree, the whole of what is said before a
 * second person has decided, and how the order of an authority is named. Source of `must`: issue point 8.
 */
export const textSpecs = {
  frame: {
    names: { zh: "正文框架", en: "Frame" },
    must: ["subject", "code", "label", "clause", "rule", "legal", "facts", "measures", "remedy", "rules"],
    may: ["number"],
    longest: 2_000,
  },
  warn: { names: { zh: "警示", en: "Warn" }, must: [], may: ["from"], longest: sentenceLimit },
  warn_and_rectify: {
    names: { zh: "警示整改", en: "Warn and rectify" },
    must: ["due", "items"],
    may: ["from"],
    longest: sentenceLimit,
  },
  suspend_posting: {
    names: { zh: "暂停发布", en: "Suspend posting" },
    must: ["from", "until", "scope"],
    may: ["duration"],
    longest: sentenceLimit,
  },
  close_group: { names: { zh: "关闭群组", en: "Close group" }, must: ["from"], may: [], longest: sentenceLimit },
  lower_credit: {
    names: { zh: "降低信用等级", en: "Lower credit" },
    must: ["from", "until", "level"],
    may: ["duration"],
    longest: sentenceLimit,
  },
  suspend_management: {
    names: { zh: "暂停管理权限", en: "Suspend management" },
    must: ["from", "until", "scope"],
    may: ["duration"],
    longest: sentenceLimit,
  },
  revoke_founding: {
    names: { zh: "取消建群资格", en: "Revoke founding" },
    must: ["from", "term"],
    may: [],
    longest: sentenceLimit,
  },
  blacklist: {
    names: { zh: "列入黑名单", en: "Blacklist" },
    must: ["from", "functions", "review"],
    may: [],
    longest: sentenceLimit,
  },
  remove_content: { names: { zh: "删除信息", en: "Remove content" }, must: [], may: ["from"], longest: sentenceLimit },
  remedy_open: {
    names: { zh: "如何申诉", en: "How to appeal" },
    must: ["deadline", "appeal", "number"],
    may: [],
    longest: 800,
  },
  remedy_used: {
    names: { zh: "申诉的结果", en: "Outcome of an appeal" },
    must: ["number"],
    may: [],
    longest: 800,
  },
  provisional: {
    names: { zh: "先行暂停发布（复核之前）", en: "Provisional suspension" },
    must: ["subject", "code", "label", "clause", "rule", "facts", "from", "until", "number", "rules"],
    may: ["legal"],
    longest: 2_000,
  },
  authority: {
    names: { zh: "主管部门指令（列于依据）", en: "Order of an authority (among the grounds)" },
    must: ["office", "order"],
    may: [],
    longest: 200,
  },
} as const satisfies Record<
  MeasureKey | "frame" | "remedy_open" | "remedy_used" | "provisional" | "authority",
  TextSpec
>;
export type TextKey = keyof typeof textSpecs;

/** In the order in which the editor shows them. */
export const textKeys: readonly TextKey[] = [
  "frame",
  ...measureKeys,
  "remedy_open",
  "remedy_used",
  "provisional",
  "authority",
];

/** What may stand in a text: first what it must have. */
export const placesOf = (key: TextKey): readonly Placeholder[] => {
  const { must, may }: TextSpec = textSpecs[key];
  return [...must, ...may];
};

/** A text as the rules see it, without the exact words of its own entry. */
export const specOf = (key: TextKey): TextSpec => textSpecs[key];

import { TZDate } from "@date-fns/tz";
import { zone } from "../kernel/calendar";
import { type Citation, creditLevels, type Leaf, type MeasureKey, type RestrictedFunction } from "../policy/contract";
import { citationText } from "../policy/rules-words";
import {
  type BothTexts,
  isOptional,
  isPlaceholder,
  type NoticeLanguage,
  type NoticeTexts,
  noticeLanguages,
  type Placeholder,
  type PlaceholderType,
  placeholders,
} from "./contract";
import { segmentsOf } from "./rules-template";

/** Made once: making one costs more than the rest of a notice. */
const months = new Intl.DateTimeFormat("en", { month: "long", timeZone: zone });

/** `2026年11月22日14:34`, `22 November 2026, 14:34`: both in the installation's zone, which the text names once. */
export function noticeTime(date: Date, language: NoticeLanguage): string {
  const local = new TZDate(date, zone);
  const two = (value: number) => String(value).padStart(2, "0");
  const time = `${two(local.getHours())}:${two(local.getMinutes())}`;
  if (language === "zh") return `${local.getFullYear()}年${local.getMonth() + 1}月${local.getDate()}日${time}`;
  return `${local.getDate()} ${months.format(date)} ${local.getFullYear()}, ${time}`;
}

type ValueOf = {
  text: string;
  "date-time": Date;
  /** In whole days. */
  duration: number;
  list: readonly string[];
  url: string;
  level: string;
};
/** What fills a template, by the type of each place. */
export type Values = {
  readonly [Name in Placeholder]?: ValueOf[(typeof placeholders)[Name]["type"]] | undefined;
};

const both = { short: { zh: "、", en: ", " }, long: { zh: "；", en: "; " }, sentences: { zh: "", en: " " } };
const listed = (value: readonly string[], place: Placeholder, language: NoticeLanguage) => {
  if (place === "items") return value.map((item, at) => `(${at + 1}) ${item}`).join(both.long[language]);
  if (place === "measures")
    return value.map((each, at) => (value.length > 1 ? `${at + 1}. ${each}` : each)).join(both.sentences[language]);
  return value.join(both[place === "rule" || place === "legal" ? "long" : "short"][language]);
};

/** How a value of each type is written. What cannot be one is nothing, and nothing counts as unfilled. */
const writers: {
  readonly [Type in PlaceholderType]: (value: ValueOf[Type], language: NoticeLanguage, place: Placeholder) => string;
} = {
  text: (value) => value,
  "date-time": (value, language) => (Number.isNaN(value.getTime()) ? "" : noticeTime(value, language)),
  duration: (value, language) =>
    !Number.isInteger(value) || value < 1
      ? ""
      : language === "zh"
        ? `${value} 天`
        : `${value} day${value === 1 ? "" : "s"}`,
  list: (value, language, place) => listed(value, place, language),
  url: (value) => (/^https?:\/\/\S+$/.test(value) ? value : ""),
  level: (value) => ((creditLevels as readonly string[]).includes(value) ? value : ""),
};

function written(place: Placeholder, values: Values, language: NoticeLanguage): string {
  const value = values[place];
  if (value === undefined) return "";
  const write = writers[placeholders[place].type] as (
    value: unknown,
    language: NoticeLanguage,
    place: Placeholder,
  ) => string;
  return write(value, language, place);
}

/** Fills a template, once: braces in a value stay what they are. A value that is empty counts as unfilled. */
export function fill(
  template: string,
  values: Values,
  language: NoticeLanguage,
): { readonly text: string } | { readonly unfilled: string } {
  let text = "";
  for (const segment of segmentsOf(template)) {
    if ("words" in segment) text += segment.words;
    else {
      const value = isPlaceholder(segment.place) ? written(segment.place, values, language) : "";
      if (!value.trim() && !(isPlaceholder(segment.place) && isOptional(segment.place)))
        return { unfilled: segment.place };
      text += value;
    }
  }
  return { text };
}

/** What a notice tells about one measure. */
export type NoticedMeasure = {
  readonly key: MeasureKey;
  readonly from: Date;
  readonly until: Date | null;
  readonly days: number | null;
  readonly items: readonly string[];
  readonly parameters: Readonly<Record<string, unknown>>;
};

export type NoticeFacts = {
  readonly subject: { readonly kind: "group" | "account"; readonly name: string; readonly code: string };
  readonly policyLabel: string;
  readonly clauses: readonly Pick<Leaf, "clause" | "rule">[];
  readonly legal: readonly Citation[];
  /** Whose order the decision carries out: a ground like the law, and named among the grounds. */
  readonly authority?: { readonly office: string; readonly number: string } | null;
  readonly facts: string;
  readonly measures: readonly NoticedMeasure[];
  /** Of the case. */
  readonly number: string;
  /** Where and until when, exclusive, the reader may appeal; null: she has. */
  readonly appeal: { readonly url: string; readonly until: Date } | null;
  readonly rulesUrl: string;
  /** Of a suspension before anybody else has decided: then its own text says everything. */
  readonly provisional?: boolean;
};

const functionNames: Record<RestrictedFunction, BothTexts> = {
  post: { zh: "发布信息", en: "posting" },
  found: { zh: "建立群组", en: "founding groups" },
  join: { zh: "加入群组", en: "joining groups" },
  manage: { zh: "管理群组", en: "managing groups" },
};

const dateIn = (value: unknown): Date | undefined => (typeof value === "string" ? new Date(value) : undefined);

function termOf(until: Date | null, language: NoticeLanguage): string {
  const end = until && noticeTime(until, language);
  if (language === "zh") return end ? `至${end}止` : "不设期限";
  return end ? `until ${end}` : "with no end date";
}

/** The values of one measure's own sentence. */
function measureValues(measure: NoticedMeasure, language: NoticeLanguage): Values {
  const { parameters, until, days } = measure;
  const isScoped =
    (typeof parameters.scope === "string" && parameters.scope !== "platform") ||
    (Array.isArray(parameters.groups) && parameters.groups.length > 0);
  return {
    from: measure.from,
    until: until ?? undefined,
    term: termOf(until, language),
    duration: days ?? undefined,
    due: dateIn(parameters.dueAt),
    review: dateIn(parameters.reviewAt),
    items: measure.items,
    level: typeof parameters.to === "string" ? parameters.to : undefined,
    functions: Array.isArray(parameters.functions)
      ? parameters.functions.map((word) => functionNames[word as RestrictedFunction][language])
      : undefined,
    scope: isScoped ? (language === "zh" ? "，仅限所涉群组" : ", in the group concerned only") : "",
  };
}

const kinds: Record<"group" | "account", BothTexts> = {
  group: { zh: "群组", en: "Group" },
  account: { zh: "账号", en: "Account" },
};
const rulesThemselves: BothTexts = { zh: "平台规则", en: "the platform rules" };

function frameValues(
  about: NoticeFacts,
  order: string,
  measures: readonly string[],
  remedy: string,
  language: NoticeLanguage,
): Values {
  const { name, kind, code } = about.subject;
  const legal = [...about.legal.map((citation) => citationText(citation)[language]), order].filter(Boolean);
  return {
    subject: language === "zh" ? `${kinds[kind].zh}“${name}”` : `${kinds[kind].en} “${name}”`,
    code,
    label: about.policyLabel,
    clause: about.clauses.map(({ clause }) => clause),
    rule: about.clauses.map(({ rule }) => rule[language].replace(/[。.；;]\s*$/, "")),
    legal: legal.length > 0 ? legal : [rulesThemselves[language]],
    facts: about.facts,
    measures,
    remedy,
    rules: about.rulesUrl,
    number: about.number,
  };
}

export type Written =
  | { readonly ok: true; readonly text: BothTexts }
  /** Which place of which text nothing fills: `suspend_posting.until`, `facts`. */
  | { readonly ok: false; readonly unfilled: string };

/**
 * The statement of reasons to one subject, in both languages: which rule, which facts, which measures and for how long,
 * and how to object. The one way in which a notice is written, for an act, for its preview and for the editor's samples.
 */
export function writeNotice(texts: NoticeTexts, about: NoticeFacts): Written {
  const text = { zh: "", en: "" };
  for (const language of noticeLanguages) {
    const [only] = about.measures;
    const { authority } = about;
    const order = authority
      ? fill(texts.authority[language], { office: authority.office, order: authority.number }, language)
      : { text: "" };
    if ("unfilled" in order) return { ok: false, unfilled: `authority.${order.unfilled}` };
    if (about.provisional && only) {
      const values = {
        ...frameValues(about, order.text, [], "", language),
        from: only.from,
        until: only.until ?? undefined,
      };
      const filled = fill(texts.provisional[language], values, language);
      if ("unfilled" in filled) return { ok: false, unfilled: `provisional.${filled.unfilled}` };
      text[language] = filled.text;
      continue;
    }
    const measures: string[] = [];
    for (const measure of about.measures) {
      const filled = fill(texts[measure.key][language], measureValues(measure, language), language);
      if ("unfilled" in filled) return { ok: false, unfilled: `${measure.key}.${filled.unfilled}` };
      measures.push(filled.text);
    }
    const { appeal, number } = about;
    const remedy = fill(
      texts[appeal ? "remedy_open" : "remedy_used"][language],
      { deadline: appeal?.until, appeal: appeal?.url, number },
      language,
    );
    if ("unfilled" in remedy) return { ok: false, unfilled: remedy.unfilled };
    const filled = fill(
      texts.frame[language],
      frameValues(about, order.text, measures, remedy.text, language),
      language,
    );
    if ("unfilled" in filled) return { ok: false, unfilled: filled.unfilled };
    text[language] = filled.text;
  }
  return { ok: true, text };
}

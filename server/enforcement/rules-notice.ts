import { TZDate } from "@date-fns/tz";
import { zone } from "../kernel/calendar";
import type { Refusal } from "../kernel/refusal";
import type { Citation, Leaf, MeasureKey } from "../policy/contract";
import { citationText } from "../policy/rules-words";
import { type NoticeText, refuse } from "./contract";

type Language = keyof NoticeText;
const languages = ["zh", "en"] as const satisfies readonly Language[];

/** Made once: making one costs more than the rest of a notice. */
const months = new Intl.DateTimeFormat("en", { month: "long", timeZone: zone });

/** `2026年11月22日14:34`, `22 November 2026, 14:34`: both in the installation's zone, which the text names once. */
export function noticeTime(date: Date, language: Language): string {
  const local = new TZDate(date, zone);
  const two = (value: number) => String(value).padStart(2, "0");
  const time = `${two(local.getHours())}:${two(local.getMinutes())}`;
  if (language === "zh") return `${local.getFullYear()}年${local.getMonth() + 1}月${local.getDate()}日${time}`;
  const month = months.format(date);
  return `${local.getDate()} ${month} ${local.getFullYear()}, ${time}`;
}

/** Places that a template may have, and nothing else. */
type Place =
  | "subject"
  | "code"
  | "clause"
  | "rule"
  | "label"
  | "legal"
  | "facts"
  | "measures"
  | "from"
  | "until"
  | "days"
  | "items"
  | "level"
  | "functions"
  | "scope"
  | "deadline"
  | "appeal"
  | "number"
  | "rules"
  | "remedy";
type Values = Partial<Record<Place, string>>;

/** What each measure means for the one who reads it. `{until}` and the like are filled from the measure itself. */
const sentences: Record<MeasureKey, NoticeText> = {
  warn: {
    zh: "予以警示。再次违规将采取更严格的措施。",
    en: "You are warned. A further violation leads to stricter measures.",
  },
  warn_and_rectify: {
    zh: "予以警示整改，请于{until}前完成以下事项：{items}。到期由工作人员复查。",
    en: "The group is warned and must put the following right by {until}: {items}. Our staff will check again then.",
  },
  suspend_posting: {
    zh: "自{from}起暂停发布 {days} 天，至{until}止{scope}。期满自动恢复。",
    en: "Posting is suspended for {days} days from {from} until {until}{scope}. It is restored automatically.",
  },
  close_group: {
    zh: "自{from}起关闭群组，群组识别编码不再使用。",
    en: "The group is closed from {from}. Its code will not be used again.",
  },
  lower_credit: {
    zh: "自{from}起信用等级降为 {level} 级，至{until}止。",
    en: "Your credit level is lowered to {level} from {from} until {until}.",
  },
  suspend_management: {
    zh: "自{from}起暂停群组管理权限 {days} 天，至{until}止{scope}。",
    en: "Your rights to manage groups are suspended for {days} days from {from} until {until}{scope}.",
  },
  revoke_founding: {
    zh: "自{from}起取消建群资格，{until}。",
    en: "You may not found groups from {from}, {until}.",
  },
  blacklist: {
    zh: "自{from}起列入黑名单，限制以下功能：{functions}。将于{until}复核。",
    en: "Placed on the blacklist from {from}. These functions are restricted: {functions}. It will be reviewed on {until}.",
  },
  remove_content: { zh: "相关信息已删除。", en: "The content concerned has been removed." },
};

const frame: NoticeText = {
  zh: `关于{subject}的处置通知

{subject}（编码 {code}）违反了《平台规则》{label} 版第 {clause} 条：{rule}。依据：{legal}。

事实：{facts}

处置措施：{measures}

{remedy}规则全文：{rules}。以上时间均为北京时间。`,
  en: `Notice about {subject}

{subject} (code {code}) broke clause {clause} of the platform rules, version {label}: {rule}. Grounds: {legal}.

Facts: {facts}

Measures: {measures}

{remedy} The full rules: {rules}. All times are Beijing time.`,
};

/** How to disagree, once. A notice that an appeal has led to says that it has. */
const remedies = {
  open: {
    zh: "如有异议，可在{deadline}前通过以下地址申诉（案件编号 {number}），将由未参与本案的人员处理：{appeal} 。",
    en: "If you disagree, appeal before {deadline} at the following address; somebody who took no part in this case ({number}) will look at it: {appeal} .",
  },
  used: {
    zh: "本通知是对您申诉（案件编号 {number}）的复核结果，取代此前就同一决定发出的通知。",
    en: "This notice is the outcome of your appeal in case {number} and takes the place of the earlier notice about the same decision.",
  },
} as const satisfies Record<string, NoticeText>;

const words = {
  post: { zh: "发布信息", en: "posting" },
  found: { zh: "建立群组", en: "founding groups" },
  join: { zh: "加入群组", en: "joining groups" },
  manage: { zh: "管理群组", en: "managing groups" },
} as const;
const between: NoticeText = { zh: "；", en: "; " };

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
  readonly facts: string;
  readonly measures: readonly NoticedMeasure[];
  /** Of the case. */
  readonly number: string;
  /** Where and until when, exclusive, the reader may appeal; null: she has. */
  readonly appeal: { readonly url: string; readonly until: Date } | null;
  readonly rulesUrl: string;
};

/** Fills a template. An empty value counts as unfilled. */
function fill(template: string, values: Values): { readonly text: string } | { readonly unfilled: string } {
  let unfilled: string | undefined;
  const text = template.replace(/\{(\w+)\}/g, (_, place: string) => {
    const value = values[place as Place];
    if (!value?.trim() && place !== "scope") unfilled ??= place;
    return value ?? "";
  });
  return unfilled ? { unfilled } : { text };
}

function measureValues(measure: NoticedMeasure, language: Language): Values {
  const { parameters, until, days } = measure;
  const deadline = parameters.dueAt ?? parameters.reviewAt;
  const end = until ?? (typeof deadline === "string" ? new Date(deadline) : null);
  const zh = language === "zh";
  const untilText = end ? noticeTime(end, language) : undefined;
  const scoped =
    (typeof parameters.scope === "string" && parameters.scope !== "platform") ||
    (Array.isArray(parameters.groups) && parameters.groups.length > 0);
  return {
    from: noticeTime(measure.from, language),
    until:
      measure.key === "revoke_founding"
        ? untilText
          ? zh
            ? `至${untilText}止`
            : `until ${untilText}`
          : zh
            ? "不设期限"
            : "with no end date"
        : untilText,
    days: days === null ? undefined : String(days),
    items: measure.items.map((item, at) => `(${at + 1}) ${item}`).join(between[language]),
    level: typeof parameters.to === "string" ? parameters.to : undefined,
    functions: Array.isArray(parameters.functions)
      ? parameters.functions.map((word) => words[word as keyof typeof words][language]).join(zh ? "、" : ", ")
      : undefined,
    scope: scoped ? (zh ? "，仅限所涉群组" : ", in the group concerned only") : "",
  };
}

/**
 * The statement of reasons to one subject, in both languages: which rule, which facts, which measures and for how long,
 * and how to object. Refuses: notice_unfilled (which place).
 */
export function noticeText(
  about: NoticeFacts,
): { readonly ok: true; readonly text: NoticeText } | { readonly ok: false; readonly refusal: Refusal } {
  const text = { zh: "", en: "" };
  for (const language of languages) {
    const zh = language === "zh";
    const measures: string[] = [];
    for (const measure of about.measures) {
      const filled = fill(sentences[measure.key][language], measureValues(measure, language));
      if ("unfilled" in filled)
        return { ok: false, refusal: refuse("notice_unfilled", { placeholder: `${measure.key}.${filled.unfilled}` }) };
      measures.push(filled.text);
    }
    const remedy = fill(remedies[about.appeal ? "open" : "used"][language], {
      deadline: about.appeal ? noticeTime(about.appeal.until, language) : undefined,
      appeal: about.appeal?.url,
      number: about.number,
    });
    if ("unfilled" in remedy)
      return { ok: false, refusal: refuse("notice_unfilled", { placeholder: remedy.unfilled }) };
    const kind = about.subject.kind === "group" ? (zh ? "群组" : "Group") : zh ? "账号" : "Account";
    const filled = fill(frame[language], {
      subject: zh ? `${kind}“${about.subject.name}”` : `${kind} “${about.subject.name}”`,
      code: about.subject.code,
      label: about.policyLabel,
      clause: about.clauses.map(({ clause }) => clause).join(zh ? "、" : ", "),
      rule: about.clauses.map(({ rule }) => rule[language].replace(/[。.；;]\s*$/, "")).join(between[language]),
      legal:
        about.legal.map((citation) => citationText(citation)[language]).join(between[language]) ||
        (zh ? "平台规则" : "the platform rules"),
      facts: about.facts,
      measures: measures
        .map((sentence, at) => (measures.length > 1 ? `${at + 1}. ${sentence}` : sentence))
        .join(zh ? "" : " "),
      remedy: remedy.text,
      rules: about.rulesUrl,
    });
    if ("unfilled" in filled)
      return { ok: false, refusal: refuse("notice_unfilled", { placeholder: filled.unfilled }) };
    text[language] = filled.text;
  }
  return { ok: true, text };
}

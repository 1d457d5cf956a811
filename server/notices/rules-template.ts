import type { FieldFault, Sentence } from "../kernel/refusal";
import {
  type BothTexts,
  isPlaceholder,
  type NoticeLanguage,
  type NoticeTexts,
  noticeLanguages,
  SetLabel,
} from "./contract";
import { placesOf, specOf, type TextKey, textKeys } from "./contract-placeholders";

/** A piece of a template: words as they stand, or a place to fill. */
export type Segment = { readonly words: string } | { readonly place: string };

/** Takes a template apart. Braces that close nothing stay among the words, where `templateFaults` finds them. */
export const segmentsOf = (template: string): Segment[] =>
  template
    .split(/(\{[^{}]*\})/)
    .map((piece, at): Segment => (at % 2 === 1 ? { place: piece.slice(1, -1) } : { words: piece }))
    .filter((segment) => "place" in segment || segment.words !== "");

/** Names of the places of a template, each once, in their order. */
const placesIn = (template: string): string[] => [
  ...new Set(segmentsOf(template).flatMap((segment) => ("place" in segment ? [segment.place] : []))),
];

/** Full-width braces too: they are what a Chinese keyboard types, and would reach the reader as they are. */
const brace = /[{}｛｝]/;
const isUnbalanced = (template: string) =>
  segmentsOf(template).some((segment) => "words" in segment && brace.test(segment.words));

const shownLimit = 40;
const languageNames: Record<NoticeLanguage, Sentence> = {
  zh: { zh: "中文", en: "Chinese" },
  en: { zh: "英文", en: "English" },
};

/** What is wrong with one text in one language, without its name. */
function whys(key: TextKey, template: string): Sentence[] {
  const { must, longest } = specOf(key);
  if (template.trim() === "") return [{ zh: "不能为空", en: "must not be empty" }];
  const found: Sentence[] = [];
  if (template.length > longest) found.push({ zh: `超过 ${longest} 字`, en: `is longer than ${longest} characters` });
  if (isUnbalanced(template)) found.push({ zh: "有不成对的花括号", en: "has an unbalanced brace" });
  const places = placesIn(template);
  for (const place of places) {
    const shown = `{${place.slice(0, shownLimit)}}`;
    if (!isPlaceholder(place)) found.push({ zh: `没有占位符 ${shown}`, en: `there is no placeholder ${shown}` });
    else if (!placesOf(key).includes(place))
      found.push({ zh: `这里不能使用占位符 ${shown}`, en: `the placeholder ${shown} has no place here` });
  }
  for (const place of must)
    if (!places.includes(place))
      found.push({ zh: `缺少必需的占位符 {${place}}`, en: `lacks the required placeholder {${place}}` });
  return found;
}

function textFaults(key: TextKey, text: BothTexts): FieldFault[] {
  const { names } = specOf(key);
  return noticeLanguages.flatMap((language) =>
    whys(key, text[language]).map((why) => ({
      pointer: `/texts/${key}/${language}`,
      reason: {
        zh: `${names.zh}（${languageNames[language].zh}）：${why.zh}`,
        en: `${names.en} (${languageNames[language].en}): ${why.en}`,
      },
    })),
  );
}

/** Every fault of a set of texts, each naming text, language and placeholder; empty when it may go to a reader. */
export const textsFaults = (texts: NoticeTexts): FieldFault[] => textKeys.flatMap((key) => textFaults(key, texts[key]));

/** The same for a whole draft. `taken` are labels of published versions. */
export function draftFaults(
  draft: { readonly label: string; readonly texts: NoticeTexts },
  taken: readonly string[],
): FieldFault[] {
  const found: FieldFault[] = [];
  if (!SetLabel.safeParse(draft.label).success)
    found.push({
      pointer: "/label",
      reason: {
        zh: "版本名称只用字母、数字、点和连字符，最多 20 个",
        en: "The name of a version is letters, digits, dots and hyphens, at most 20",
      },
    });
  else if (taken.includes(draft.label))
    found.push({
      pointer: "/label",
      reason: { zh: `已有名为 ${draft.label} 的版本`, en: `There is a version named ${draft.label} already` },
    });
  return [...found, ...textsFaults(draft.texts)];
}

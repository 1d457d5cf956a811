import { catalogue } from "../../messages/catalogue";
import type { Language } from "../../messages/languages";
import type { Messages } from "../../messages/types";

/** What pages say in a language. */
export const wordsOf = (language: Language): Messages => catalogue(language);

/** A sentence with whatever stands in its places. */
export const like = (sentence: string): RegExp =>
  new RegExp(
    sentence
      .split(/\{(?:[^{}]|\{[^{}]*\})*\}/)
      .map((piece) => piece.replace(/[.*+?^$()|[\]\\]/g, "\\$&"))
      .join(".+"),
  );

/** A sentence with its places filled. */
export const filled = (sentence: string, values: Readonly<Record<string, string>>): string =>
  sentence.replace(/\{(\w+)\}/g, (place, name: string) => values[name] ?? place);

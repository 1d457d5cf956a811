import { gramsOf } from "../kernel/grams";
import { foldCode } from "./rules";

/** What a person typed into a search, made ready to look up. */
export type Search = {
  /** As a code: capital letters, half width. */
  readonly code: string;
  /** As the platform's id: exactly as typed. */
  readonly externalId: string;
  /** Index words of a name; empty when the text is too short for them. */
  readonly grams: readonly string[];
  /** Folded words that all must stand in the name: what the index found is checked again. */
  readonly words: readonly string[];
};

/** Reads a search. A single Chinese character is no index word of its own: names hold it in pairs. */
export function searchOf(text: string): Search {
  const folded = text.normalize("NFKC").toLowerCase();
  return {
    code: foldCode(text),
    externalId: text,
    grams: gramsOf(text).filter((gram) => !/^\p{Script=Han}$/u.test(gram)),
    words: folded.split(/\s+/).filter((word) => word !== ""),
  };
}

import { squeeze } from "../privacy/rules-marks";
import type { DecideCase } from "./contract";

/**
 * What would give a reporter away although it names her nowhere: long passages in her own words, which are warned of.
 * Her ids, contacts and names are refused: `privacy/rules-marks.ts`. Source: `domain.md`, invariant 13.
 */

/** Sixteen Han characters, or forty letters: as much as nobody writes by chance. */
const weights = { han: 5, other: 2 } as const;
const passageWeight = 80;
/** The fewest characters that can weigh as much. */
const shortestPassage = passageWeight / weights.han;

const weightOf = (text: string) => {
  let weight = 0;
  for (const character of text) weight += /\p{Script=Han}/u.test(character) ? weights.han : weights.other;
  return weight;
};

/**
 * Does a text repeat a long passage of another, word for word? Spaces, signs, case and width do not hide it.
 *
 * @param sources what reporters wrote; compared up to the length that a report may have.
 */
export function quotes(text: string, sources: readonly string[]): boolean {
  const own = squeeze(text);
  if (own.length < shortestPassage) return false;
  const starts = new Map<string, number[]>();
  for (let at = 0; at + shortestPassage <= own.length; at++) {
    const piece = own.slice(at, at + shortestPassage);
    starts.set(piece, [...(starts.get(piece) ?? []), at]);
  }
  for (const source of sources) {
    const other = squeeze(source);
    for (let at = 0; at + shortestPassage <= other.length; at++)
      for (const start of starts.get(other.slice(at, at + shortestPassage)) ?? []) {
        let length = shortestPassage;
        while (start + length < own.length && own[start + length] === other[at + length]) length++;
        if (weightOf(own.slice(start, start + length)) >= passageWeight) return true;
      }
  }
  return false;
}

type Leaving = Pick<DecideCase, "facts" | "measures" | "provisional">;
/** A text that leaves as somebody wrote it, with the field that it was written in. */
export type LeavingText = { readonly pointer: string; readonly text: string };

/** What of a decision leaves as somebody wrote it, by field. */
export const leavingTexts = ({ facts, measures, provisional }: Leaving): LeavingText[] => [
  { pointer: "/facts", text: facts },
  { pointer: "/provisional/reason", text: provisional?.reason ?? "" },
  ...measures.flatMap((measure, at) => {
    const { items } = measure.parameters;
    return [
      { pointer: `/measures/${at}/facts`, text: measure.facts ?? "" },
      { pointer: `/measures/${at}/parameters/items`, text: Array.isArray(items) ? items.join("\n") : "" },
    ];
  }),
];

/** Fields that repeat a long passage of what reporters wrote. */
export const quotingFields = (texts: readonly LeavingText[], sources: readonly string[]): string[] =>
  texts.filter(({ text }) => quotes(text, sources)).map(({ pointer }) => pointer);

import type { Reader } from "../../../db/client";
import { Refused } from "../../kernel/refusal";
import { read } from "../../read";
import { idsMatching, subjectsByIds, subjectsNamed } from "../../registry/service/collect";
import { type CountInput, refuse, type Selection, subjectLimit } from "../contract";

export type Selected = {
  /** Each once, in the order of the list. */
  readonly ids: readonly string[];
  readonly repeated: number;
  readonly unknown: readonly string[];
};

const tooMany = () => new Refused(refuse("too_many", { limit: subjectLimit }));

/** The names of a pasted list: one a line, or between commas and semicolons of either width. */
export const namesIn = (text: string): string[] =>
  text
    .replace(/^\uFEFF/, "")
    .split(/[\r\n\t,;，；、]+/)
    .map((name) => name.trim())
    .filter(Boolean);

const longestName = 255;

async function listed(tx: Reader, kind: "group" | "account", text: string): Promise<Selected> {
  const all = namesIn(text);
  const names = [...new Set(all)];
  if (names.length > subjectLimit) throw tooMany();
  const wellFormed = names.filter((name) => name.length <= longestName && name.isWellFormed());
  const found = await subjectsNamed(tx, kind, wellFormed);
  const ids = new Set(names.flatMap((name) => found.get(name) ?? []));
  const unknown = names.filter((name) => !found.has(name)).map((name) => name.toWellFormed().slice(0, longestName));
  return { ids: [...ids], repeated: all.length - unknown.length - ids.size, unknown };
}

/**
 * Collects the subjects of an incident: by the registry's filters, or from a list. Refuses: too_many, too_short
 * (registry).
 */
export async function select(tx: Reader, selection: Selection): Promise<Selected> {
  if (selection.by === "list") return listed(tx, selection.kind, selection.text);
  if (selection.chosen !== "all") {
    const ids = [...new Set(selection.chosen)];
    const known = new Set((await subjectsByIds(tx, selection.kind, ids)).map(({ id }) => id));
    return {
      ids: ids.filter((id) => known.has(id)),
      repeated: selection.chosen.length - ids.length,
      unknown: ids.filter((id) => !known.has(id)),
    };
  }
  const { ids, isMore } = await idsMatching(tx, selection.kind, selection.filter, subjectLimit);
  if (isMore) throw tooMany();
  return { ids, repeated: 0, unknown: [] };
}

/** How many match, up to the limit and one more. Refuses: too_short (registry). */
export const countMatching = ({ kind, filter }: CountInput): Promise<{ count: number; isMore: boolean }> =>
  read(async (tx) => {
    const { ids, isMore } = await idsMatching(tx, kind, filter, subjectLimit);
    return { count: ids.length, isMore };
  });

import type { Reader } from "../../db/client";
import { marksIn } from "./rules-marks";
import { openMany } from "./seal";

/** Who reported, as a report keeps it. */
export type SealedReporter = { readonly id: string; readonly about: string; readonly reporter: Buffer | null };

const sealedIn = (reports: readonly SealedReporter[], limit: number) =>
  reports
    .flatMap(({ id, about, reporter }) =>
      reporter ? [{ about, purpose: `report:${id}:reporter`, sealed: reporter }] : [],
    )
    .slice(0, limit);

const marksOf = (opened: readonly (string | null)[]): string[] => {
  const marks = new Set<string>();
  for (const text of opened) {
    if (!text) continue;
    const values: unknown[] = Object.values(JSON.parse(text) as Record<string, unknown>);
    for (const mark of marksIn(values.filter((value) => typeof value === "string"))) marks.add(mark);
  }
  return [...marks];
};

/**
 * What would give these reporters away: their ids and contacts, opened for comparing only. Nothing of it is shown or
 * kept, so no disclosure is entered.
 *
 * @param limit the first so many are opened.
 */
export const reporterMarks = async (tx: Reader, reports: readonly SealedReporter[], limit: number): Promise<string[]> =>
  marksOf(await openMany(tx, sealedIn(reports, limit)));

/** The same for several groups of reports, in one statement; groups without a reporter are absent. */
export async function reporterMarksEach<Key>(
  tx: Reader,
  groups: ReadonlyMap<Key, readonly SealedReporter[]>,
  limit: number,
): Promise<Map<Key, string[]>> {
  const sealed = [...groups].map(([key, reports]) => [key, sealedIn(reports, limit)] as const);
  const opened = await openMany(
    tx,
    sealed.flatMap(([, each]) => each),
  );
  let from = 0;
  const marks = new Map<Key, string[]>();
  for (const [key, { length }] of sealed) {
    if (length > 0) marks.set(key, marksOf(opened.slice(from, from + length)));
    from += length;
  }
  return marks;
}

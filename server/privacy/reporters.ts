import type { Reader } from "../../db/client";
import { marksIn } from "./rules-marks";
import { openMany } from "./seal";

/** Who reported, as a report keeps it. */
export type SealedReporter = { readonly id: string; readonly about: string; readonly reporter: Buffer | null };

/**
 * What would give these reporters away: their ids and contacts, opened for comparing only. Nothing of it is shown or
 * kept, so no disclosure is entered.
 *
 * @param limit the first so many are opened.
 */
export async function reporterMarks(tx: Reader, reports: readonly SealedReporter[], limit: number): Promise<string[]> {
  const sealed = reports.flatMap(({ id, about, reporter }) =>
    reporter ? [{ about, purpose: `report:${id}:reporter`, sealed: reporter }] : [],
  );
  const opened = await openMany(tx, sealed.slice(0, limit));
  const marks = new Set<string>();
  for (const text of opened) {
    if (!text) continue;
    const values: unknown[] = Object.values(JSON.parse(text) as Record<string, unknown>);
    for (const mark of marksIn(values.filter((value) => typeof value === "string"))) marks.add(mark);
  }
  return [...marks];
}

import type { Reader } from "../../../db/client";
import { openMany } from "../../privacy/seal";
import { marksIn } from "../../privacy/rules-marks";
import { comparedReporters } from "../store-appeal";

type SealedReporter = { readonly id: string; readonly about: string; readonly reporter: Buffer | null };

/**
 * What would give a reporter away: her ids and contacts, opened for comparing only. Nothing of it is shown or kept, so
 * no disclosure is entered.
 */
export async function reporterMarks(tx: Reader, reports: readonly SealedReporter[]): Promise<string[]> {
  const sealed = reports.flatMap(({ id, about, reporter }) =>
    reporter ? [{ about, purpose: `report:${id}:reporter`, sealed: reporter }] : [],
  );
  const opened = await openMany(tx, sealed.slice(0, comparedReporters));
  const marks = new Set<string>();
  for (const text of opened) {
    if (!text) continue;
    const values: unknown[] = Object.values(JSON.parse(text) as Record<string, unknown>);
    for (const mark of marksIn(values.filter((value) => typeof value === "string"))) marks.add(mark);
  }
  return [...marks];
}

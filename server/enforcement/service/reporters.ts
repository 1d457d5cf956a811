import type { Reader } from "../../../db/client";
import { marksIn } from "../../privacy/rules-marks";
import { openMany } from "../../privacy/seal";
import { comparedReporters, reportersAbout, reportersOf } from "../store-appeal";

type SealedReporter = { readonly id: string; readonly about: string; readonly reporter: Buffer | null };
type SubjectName = { readonly kind: string; readonly id: string };

/** Those who reported in this case, and whoever else ever reported one of these subjects, each report once. */
export async function everyReporter(
  tx: Reader,
  caseId: string,
  subjects: readonly SubjectName[],
): Promise<SealedReporter[]> {
  const [here, elsewhere] = await Promise.all([
    reportersOf(tx, caseId),
    reportersAbout(tx, subjects, comparedReporters),
  ]);
  return [...new Map([...here, ...elsewhere].map((row) => [row.id, row])).values()];
}

/**
 * What would give a reporter away: her ids and contacts, opened for comparing only. Nothing of it is shown or kept, so
 * no disclosure is entered.
 */
export async function reporterMarks(tx: Reader, reports: readonly SealedReporter[]): Promise<string[]> {
  const sealed = reports.flatMap(({ id, about, reporter }) =>
    reporter ? [{ about, purpose: `report:${id}:reporter`, sealed: reporter }] : [],
  );
  const opened = await openMany(tx, sealed.slice(0, 2 * comparedReporters));
  const marks = new Set<string>();
  for (const text of opened) {
    if (!text) continue;
    const values: unknown[] = Object.values(JSON.parse(text) as Record<string, unknown>);
    for (const mark of marksIn(values.filter((value) => typeof value === "string"))) marks.add(mark);
  }
  return [...marks];
}

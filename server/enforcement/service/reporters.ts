import type { Reader } from "../../../db/client";
import { reporterMarks as marksOf, type SealedReporter } from "../../privacy/reporters";
import { comparedReporters, reportersAbout, reportersOf } from "../store-appeal";

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

/** What would give one of these reporters away: of as many as a case and its subject are compared with. */
export const reporterMarks = (tx: Reader, reports: readonly SealedReporter[]): Promise<string[]> =>
  marksOf(tx, reports, 2 * comparedReporters);

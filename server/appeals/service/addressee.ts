import type { Reader, Tx } from "../../../db/client";
import { subjectPayload } from "../../enforcement/rules-effect";
import { type DecisionRow, marksOf } from "../../enforcement/service/appealed";
import { subjectById } from "../../registry/service/subjects";
import type { Reviewed } from "../rules";
import { type AppealRow, reportById } from "../store";

/** Whom the platform is asked to tell. Null: the report came from nobody who waits to hear. */
export async function addressee(tx: Tx, appeal: Reviewed, reportId: string | null) {
  if (!reportId) {
    const subject = await subjectById(tx, appeal.subject.kind, appeal.subject.id);
    return subject && { subject: subjectPayload(subject) };
  }
  const report = await reportById(tx, reportId);
  const waits = report !== null && /^(key|connection):/.test(report.origin);
  return waits ? { report: { id: report.id, externalId: report.externalId } } : null;
}

/** What would give a reporter away to whoever appealed: all who reported, but for herself where she is one of them. */
export const marksTo = (
  tx: Reader,
  row: Pick<AppealRow, "caseId" | "reportId" | "subjectKind" | "subjectId">,
  decision: Pick<DecisionRow, "subjectKind" | "subjectId">,
): Promise<string[]> =>
  marksOf(
    tx,
    row.caseId,
    [decision, row].map(({ subjectKind, subjectId }) => ({ kind: subjectKind, id: subjectId })),
    row.reportId,
  );

import type { Tx } from "../../../db/client";
import { subjectPayload } from "../../enforcement/rules-effect";
import { subjectById } from "../../registry/service/subjects";
import type { Reviewed } from "../rules";
import { reportById } from "../store";

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

import type { Tx } from "../../../db/client";
import type { Source } from "../../kernel/actor";
import { Refused } from "../../kernel/refusal";
import { seal } from "../../privacy/seal";
import { Overtaken, type Settle } from "../../transact";
import type { ReportState } from "../contract";
import { refuseReport } from "../receive-contract";
import { type PriorityTerms, reporterWeight } from "../rules-priority";
import { withdrawReport } from "../rules-withdraw";
import { saveCase } from "../store";
import { recordsOf } from "../store-receive";
import { markWithdrawn, reportersLeft, withdrawableByHash } from "../store-withdraw";
import { lockCase } from "./lock";
import { readReceipt, receiptHash } from "./receipt";

/** A report that is taken back, as far as telling its sender goes. */
export type WithdrawnReport = {
  readonly id: string;
  readonly externalId: string | null;
  /** Who sent it: a key or a connection waits to hear of its outcome. */
  readonly origin: string;
  /** Of its case, as for every other outcome: after a merge that is not whom the report is about. */
  readonly subjectId: string;
};

/**
 * Takes the report with this receipt back, in the transaction at hand, under its case's lock.
 * Refuses: missing, withdrawn, concluded, document_number.
 *
 * @param orderOf the message of its outcome, if anybody waits for one; the caller queues it with the entry's id.
 */
export async function takeBack<Order extends { readonly id: string }>(
  tx: Tx,
  settle: Settle,
  input: { readonly receipt: string; readonly reason: string },
  orderOf: (report: WithdrawnReport) => Order | null,
  now: Date,
): Promise<{ readonly order: Order | null; readonly eventId: string }> {
  const plain = readReceipt(input.receipt);
  const hash = plain && receiptHash(plain);
  const asked = hash && (await withdrawableByHash(tx, hash));
  if (!hash || !asked) throw new Refused(refuseReport("missing"));
  const found = await lockCase(tx, asked.caseId);
  const report = await withdrawableByHash(tx, hash);
  if (!report) throw new Refused(refuseReport("missing"));
  // Its case was merged into another while we waited for the lock.
  if (report.caseId !== asked.caseId) throw new Overtaken();
  const { left, refs } = await reportersLeft(tx, report.caseId, report.round, report.id);
  const records = new Map((refs.length > 0 ? await recordsOf(tx, refs) : []).map((row) => [row.ref, row]));
  const weightLeft = refs.reduce((sum, ref) => sum + reporterWeight(records.get(ref)), 0);
  const order = orderOf({ ...report, subjectId: found.subjectId });
  // Both columns are written by receiving only.
  const [source, terms] = [found.source as Source, found.priorityTerms as PriorityTerms];
  const { next, eventId } = settle(
    withdrawReport(
      { ...report, state: report.state as ReportState },
      { ...found, source, terms, left, weightLeft },
      input.reason,
      order,
    ),
  );
  const purpose = `report:${report.id}:withdrawal`;
  const words = input.reason ? await seal(tx, now, { about: report.about, purpose, value: input.reason }) : null;
  const { reporterWeight: weight, terms: priorityTerms, priority, version } = next;
  await Promise.all([
    saveCase(tx, found.id, { reporterWeight: weight, priorityTerms, priority, version }),
    markWithdrawn(tx, report.id, words, now),
  ]);
  return { order, eventId };
}

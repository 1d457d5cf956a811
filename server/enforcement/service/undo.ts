import { leaveDraft, putDraft } from "../../cases/service/draft";
import { unsettleReports } from "../../cases/service/lock";
import { lockForUndo, type Resumed, resume } from "../../cases/service/reunite";
import { cancelOrders } from "../../delivery/service/order";
import type { StaffActor } from "../../kernel/actor";
import { Refused } from "../../kernel/refusal";
import type { Severity } from "../../policy/contract";
import { leafOf } from "../../policy/rules";
import { policyAt } from "../../policy/service";
import { read } from "../../read";
import { lockSubjects } from "../../registry/service/subjects";
import { transact } from "../../transact";
import { type DecisionState, type Finding, refuse, type UndoDecision } from "../contract";
import { draftOf } from "../contract-draft";
import { mayUndo, undo as undoRule } from "../rules-undo";
import { decisionById, lockDecision, saveDecision, saveMeasure } from "../store";
import { approvalOf, measuresTaken, noticesOf } from "../store-appeal";
import { heldOf, holdingOf } from "../store-ground";
import { affectedOf, touchedBy } from "./ground";
import { proposalOf } from "./proposal";
import { type StoredMeasure, saveStanding } from "./save";

const subjectOf = (row: { readonly subjectKind: string; readonly subjectId: string }) => ({
  kind: row.subjectKind as "group" | "account",
  id: row.subjectId,
});

/** Where the work goes on, and which case went into which when a report had opened another one meanwhile. */
export type Undone = { readonly caseNumber: number; readonly merged: Resumed["merged"] };

/**
 * Takes back a decision that has not taken effect yet, in one transaction: decision, measures, standings, reports,
 * notices, everything that was to leave. The case is open in the same round, held by whoever undid it, with the
 * decision as her draft; the proposer of one that was approved finds her words too. Another case about the subject that
 * is open by then becomes one with it, and refuses nothing.
 * Refuses: missing, decision_transition, not_decider, stale, undo_over.
 */
export async function undoDecision(by: StaffActor, input: UndoDecision, now: Date): Promise<Undone> {
  const before = await read((tx) => decisionById(tx, input.decisionId));
  if (!before) throw new Refused(refuse("missing"));
  const policy = await policyAt(before.policyNumber);
  return transact(by, now, async (tx, settle) => {
    const touched = await touchedBy(tx, before.caseId, { measures: before.proposed as StoredMeasure[] });
    const ids = touched.map(({ id }) => id);
    const locked = await lockSubjects(tx, touched);
    const cases = await lockForUndo(tx, before.caseId);
    const { found } = cases;
    const [row, approved, taken, held, notices] = await Promise.all([
      lockDecision(tx, before.id),
      approvalOf(tx, before.id),
      measuresTaken(tx, before.id),
      holdingOf(tx, ids),
      noticesOf(tx, before.id),
    ]);
    if (!row) throw new Refused(refuse("missing"));
    const last = approved ?? { by: row.proposedBy, at: row.proposedAt, eventId: row.eventId };
    const state = row.state as DecisionState;
    const refusal = mayUndo({ ...row, state, lastBy: last.by }, by, input.version, now);
    if (refusal) throw new Refused(refusal);
    const sent = await cancelOrders(tx, last.eventId, ids, now);
    const verdict = undoRule(
      {
        case: {
          id: found.id,
          number: found.number,
          round: found.round,
          version: found.version,
          subject: subjectOf(found),
        },
        policy,
      },
      {
        id: row.id,
        state,
        version: row.version,
        effectiveAt: row.effectiveAt,
        lastBy: last.by,
        lastAt: last.at,
        deviates: row.deviates,
        plan: {
          finding: row.finding as Finding,
          clauses: row.clauses.flatMap((key) => leafOf(policy, key) ?? []),
          severity: row.severity as Severity,
          severe: row.severe,
          measures: taken,
        },
      },
      [...locked].map(([key, subject]) => affectedOf(subject, held.get(key) ?? [])),
      taken.map((each) => ({ ...heldOf(each, row.caseNumber), subject: subjectOf(each) })),
      notices,
      sent,
      by,
      input.version,
      now,
    );
    const { next, eventIds } = settle(verdict);
    const { input: said } = await proposalOf(tx, row);
    await saveDecision(tx, row.id, { state: next.state, version: next.version, effectiveAt: null });
    let entry = 1;
    for (const { standing, creditCause, measures } of next.subjects) {
      for (const { id, ...change } of measures)
        await saveMeasure(tx, id, { ...change, endedAt: now, endedAs: change.state });
      entry += measures.length;
      const change = creditCause
        ? { measureId: creditCause, reason: "reversal" as const, eventId: eventIds[entry++] as string }
        : null;
      await saveStanding(tx, standing, change, now);
    }
    await unsettleReports(tx, found.id, row.round);
    const { caseId, number, merged } = await resume(tx, settle, cases, by, found.version + 1, now);
    const draft = JSON.stringify(draftOf(said, row.deviates));
    // Elsewhere, and of somebody else, what she wrote since is newer than the decision.
    await (caseId === found.id ? putDraft : leaveDraft)(tx, caseId, by.id, draft, now);
    await leaveDraft(tx, caseId, row.proposedBy, draft, now);
    return { caseNumber: number, merged };
  });
}

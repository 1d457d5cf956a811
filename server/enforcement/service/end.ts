import type { Tx } from "../../../db/client";
import { lockCase, mayReopen, reopenCase, reverseReports } from "../../cases/service/lock";
import { queueOrders } from "../../delivery/service/order";
import type { Actor, Source, StaffActor, SystemActor } from "../../kernel/actor";
import { newId } from "../../kernel/id";
import { Refused } from "../../kernel/refusal";
import type { Severity } from "../../policy/contract";
import { slaDueAt } from "../../policy/rules";
import { currentPolicy } from "../../policy/service";
import { read } from "../../read";
import { lockSubject } from "../../registry/service/subjects";
import { type Settle, transact } from "../../transact";
import {
  type CheckRectification,
  type DecisionState,
  type EndMeasure,
  type RectificationState,
  refuse,
} from "../contract";
import { type Ended, expire, lift, reverse } from "../rules-end";
import type { Affected } from "../rules-plan";
import { checkRectification as checkRule, overdue } from "../rules-rectification";
import {
  insertMeasures,
  lockDecision,
  lockMeasure,
  lockRectification,
  type MeasureRow,
  measureById,
  overdueIds,
  saveDecision,
  saveMeasure,
  saveRectification,
  siblings,
  subjectsDue,
  upheldReports,
} from "../store";
import { heldOf, holdingOf, ownsAny } from "../store-ground";
import { affectedOf } from "./ground";
import { saveStanding } from "./save";

/** Locks a subject and reads the measures in force on it. */
export async function lockAffected(tx: Tx, kind: "group" | "account", id: string) {
  const subject = await lockSubject(tx, kind, id);
  const held = (await holdingOf(tx, [id])).get(`${kind}:${id}`) ?? [];
  return { subject: affectedOf(subject, held) satisfies Affected, held };
}

/**
 * Saves measures that have ended and what that makes of their subject.
 *
 * @param eventIds of the entries in the rule's order: one for each measure, then one for the credit, if it changed.
 */
export async function saveEnded(tx: Tx, ended: Ended, eventIds: readonly string[], now: Date): Promise<void> {
  const { measures, standing, orders } = ended;
  for (const { id, state, version } of measures)
    await saveMeasure(tx, id, { state, version, endedAt: now, endedAs: state });
  const creditEvent = eventIds[measures.length];
  const [first] = measures;
  const change =
    ended.creditCause && creditEvent && first
      ? {
          measureId: ended.creditCause,
          reason: first.state === "expired" ? ("expiry" as const) : ("reversal" as const),
          eventId: creditEvent,
        }
      : null;
  await saveStanding(tx, standing, change, now);
  await queueOrders(tx, orders, eventIds[0] as string, now);
}

const expiry: SystemActor = { kind: "system", name: "expiry" };
const batchLimit = 200;

/** Ends what is due and lets a faster worker or a lead be faster. */
export async function unlessDone(work: () => Promise<number>): Promise<number> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Refused) return 0;
    throw error;
  }
}

/**
 * Ends every measure whose term is over, subject by subject: those that end on one subject in the same moment end
 * together. Two workers share the work and none ends twice, because the subject is locked first.
 *
 * @returns how many measures ended; at most 200 subjects a call.
 */
export async function expireMeasures(now: Date): Promise<number> {
  const due = await read((tx) => subjectsDue(tx, now, batchLimit));
  let ended = 0;
  for (const { kind, id } of due)
    ended += await unlessDone(() =>
      transact(expiry, now, async (tx, settle) => {
        const { subject, held } = await lockAffected(tx, kind, id);
        const { next, eventIds } = settle(expire(subject, held, now, () => newId(now)));
        await saveEnded(tx, next, eventIds, now);
        return next.measures.length;
      }),
    );
  return ended;
}

type FoundMeasure = NonNullable<Awaited<ReturnType<typeof measureById>>>;

export async function measureFor(measureId: string): Promise<FoundMeasure> {
  const found = await read((tx) => measureById(tx, measureId));
  if (!found) throw new Refused(refuse("missing"));
  return found;
}

/** Locks subject, then measure, and refuses a person whose own subject it is. */
export async function openMeasure(tx: Tx, by: Actor, before: FoundMeasure) {
  const kind = before.measure.subjectKind as "group" | "account";
  const { subject } = await lockAffected(tx, kind, before.measure.subjectId);
  const row = await lockMeasure(tx, before.measure.id);
  if (!row) throw new Refused(refuse("missing"));
  if (by.kind === "staff" && (await ownsAny(tx, by.id, [row.subjectId]))) throw new Refused(refuse("own_subject"));
  return { subject, row, held: heldOf(row, before.decision.caseNumber) };
}

/** A lead ends a measure before its time, with a reason. Refuses: missing, own_subject, is_reversal, stale, measure_transition. */
export async function liftMeasure(by: StaffActor, input: EndMeasure, now: Date): Promise<void> {
  const before = await measureFor(input.measureId);
  await transact(by, now, async (tx, settle) => {
    const { subject, held } = await openMeasure(tx, by, before);
    const { next, eventIds } = settle(lift(subject, held, input, now, () => newId(now)));
    await saveEnded(tx, next, eventIds, now);
  });
}

/** The row of the ledger that names the one that it reverses. */
export const reversalOf = (row: MeasureRow, id: string, eventId: string, now: Date): MeasureRow => ({
  ...row,
  id,
  from: now,
  until: null,
  state: "lifted",
  endedAt: now,
  endedAs: "lifted",
  reverses: row.id,
  executedAt: null,
  delivery: "queued",
  version: 1,
  enteredAt: now,
  eventId,
});

/**
 * A lead takes a measure back: a new row of the ledger names the one that it reverses. When nothing of the decision is
 * left, its reports' outcomes turn too. Refuses: missing, own_subject, is_reversal, stale, measure_transition,
 * decision_transition.
 */
export async function reverseMeasure(by: StaffActor, input: EndMeasure, now: Date): Promise<{ reversalId: string }> {
  const before = await measureFor(input.measureId);
  return transact(by, now, (tx, settle) => reverseOne(tx, settle, by, before, input, now));
}

/** Takes one measure back in the caller's transaction. Refuses as `reverseMeasure`. */
export async function reverseOne(
  tx: Tx,
  settle: Settle,
  by: Actor,
  before: FoundMeasure,
  input: EndMeasure,
  now: Date,
): Promise<{ reversalId: string }> {
  const { subject, row, held } = await openMeasure(tx, by, before);
  const found = await lockCase(tx, row.caseId);
  const decision = await lockDecision(tx, row.decisionId);
  if (!decision) throw new Refused(refuse("missing"));
  const verdict = reverse(
    subject,
    held,
    { state: decision.state as DecisionState, version: decision.version },
    await siblings(tx, row.decisionId, row.id),
    { caseSubjectId: found.subjectId, reports: await upheldReports(tx, found.id, decision.round) },
    input,
    now,
    () => newId(now),
  );
  const { next, eventId, eventIds } = settle(verdict);
  await saveEnded(tx, next, eventIds, now);
  await insertMeasures(tx, [reversalOf(row, next.reversalId, eventId, now)]);
  await saveDecision(tx, decision.id, next.decision);
  if (next.decision.state === "reversed") await reverseReports(tx, found.id, decision.round, "not_upheld", now);
  return { reversalId: next.reversalId };
}

/** The re-check of a rectification by hand; a failed one opens the case again. Refuses: missing, own_subject, stale, rectification_transition, measure_transition. */
export async function checkRectification(by: StaffActor, input: CheckRectification, now: Date): Promise<void> {
  const policy = await currentPolicy();
  const before = await measureFor(input.measureId);
  await transact(by, now, async (tx, settle) => {
    const { subject, row, held } = await openMeasure(tx, by, before);
    const found = await lockCase(tx, row.caseId);
    const rectification = await lockRectification(tx, row.id);
    if (!rectification) throw new Refused(refuse("missing"));
    const state = rectification.state as RectificationState;
    const reopened = input.verdict === "failed" && (await mayReopen(tx, found)) ? found : null;
    const verdict = checkRule(subject, held, { ...rectification, state }, reopened, input, now, () => newId(now));
    const { next, eventIds } = settle(verdict);
    await saveEnded(tx, next, eventIds, now);
    if (reopened)
      await reopenCase(tx, reopened, {
        act: "reopen",
        version: reopened.version + 1,
        at: now,
        dueAt: slaDueAt(policy, reopened.severity as Severity, reopened.source as Source, now, null),
      });
    await saveRectification(tx, row.id, {
      state: next.rectification,
      version: rectification.version + 1,
      checkedBy: by.id,
      checkedAt: now,
    });
  });
}

const deadline: SystemActor = { kind: "system", name: "rectification" };

/** Marks rectifications whose deadline has passed. For the worker; returns how many. */
export async function markOverdue(now: Date): Promise<number> {
  const due = await read((tx) => overdueIds(tx, now, batchLimit));
  let marked = 0;
  for (const { measureId } of due)
    marked += await unlessDone(async () => {
      const before = await measureFor(measureId);
      return transact(deadline, now, async (tx, settle) => {
        const { row, held } = await openMeasure(tx, deadline, before);
        const rectification = await lockRectification(tx, row.id);
        if (!rectification || row.state !== "in_force") throw new Refused(refuse("nothing_due"));
        const state = rectification.state as RectificationState;
        const { next } = settle(overdue(held, { ...rectification, state }, now));
        await saveRectification(tx, row.id, { state: next.state, version: rectification.version + 1 });
        await saveMeasure(tx, row.id, { version: row.version + 1 });
        return 1;
      });
    });
  return marked;
}

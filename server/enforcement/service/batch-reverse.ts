import type { Tx } from "../../../db/client";
import { lockCase, reverseReports } from "../../cases/service/lock";
import { queueOrders } from "../../delivery/service/order";
import type { Actor } from "../../kernel/actor";
import { assert } from "../../kernel/assert";
import { newId } from "../../kernel/id";
import { Refused } from "../../kernel/refusal";
import { lockSubject } from "../../registry/service/subjects";
import { Overtaken, type Settle } from "../../transact";
import type { DecisionState } from "../contract";
import { decisionMove } from "../rules";
import { reportOutcome } from "../rules-effect";
import { lockDecision, measureById, saveDecision, siblings, upheldReports } from "../store";
import { isErased, ownedAmong } from "../store-batch";
import { reverseOne } from "./end";

/** What becomes of one decision of a batch that is taken back. */
export type TakenBack =
  | { readonly state: "reversed"; readonly cause: null | "ended_already" }
  | { readonly state: "kept"; readonly cause: "ended_already" | "own_subject" | "erased" };

/** A decision whose measure has ended already falls: its strike, and what its reporters were told. */
async function fell(
  tx: Tx,
  settle: Settle,
  before: NonNullable<Awaited<ReturnType<typeof measureById>>>,
  incident: number,
  reason: string,
  now: Date,
): Promise<TakenBack> {
  const { measure, decision: stored } = before;
  await lockSubject(tx, measure.subjectKind as "group" | "account", measure.subjectId);
  const found = await lockCase(tx, stored.caseId);
  const decision = await lockDecision(tx, stored.id);
  const others = await siblings(tx, stored.id, measure.id);
  const move = decision && decisionMove(decision.state as DecisionState, "reverse");
  // An appeal has overturned it, or put another measure in its place.
  if (!decision || !move?.ok || others.some(({ state }) => state === "in_force"))
    return { state: "kept", cause: "ended_already" };
  const told = await upheldReports(tx, found.id, decision.round);
  const orders = told.map((report) => reportOutcome(newId(now), found.subjectId, report, "not_upheld"));
  const { eventId } = settle({
    ok: true,
    next: null,
    entry: {
      kind: "decision",
      action: "decision.reversed",
      subject: { kind: "decision", id: decision.id, version: null },
      pub: { decision: decision.id, case: decision.caseNumber, round: decision.round, incident },
      priv: { about: `${measure.subjectKind}:${measure.subjectId}`, values: { reason } },
      caseId: decision.caseId,
    },
    effects: orders.map(({ id }) => ({ topic: "deliver", key: id })),
  });
  await Promise.all([
    saveDecision(tx, decision.id, { state: move.to, version: decision.version + 1 }),
    reverseReports(tx, found.id, decision.round, "not_upheld", now),
    queueOrders(tx, orders, eventId, now),
  ]);
  return { state: "reversed", cause: "ended_already" };
}

/**
 * Takes back what a batch did to one subject, in the caller's transaction: its measure through the door of every
 * reversal; where the measure has ended by itself, what is left of the decision. Of a subject that was erased since,
 * nothing can be written any more: what was done stays.
 *
 * @param people who asked for it, and who agreed: their own subjects stay.
 */
export async function takeBack(
  tx: Tx,
  settle: Settle,
  by: Actor,
  given: {
    readonly measureId: string;
    readonly incident: number;
    readonly people: readonly string[];
    readonly reason: string;
  },
  now: Date,
): Promise<TakenBack> {
  const before = await measureById(tx, given.measureId);
  assert(before, "a measure of a batch is not there");
  const { id, subjectKind, subjectId, state, version } = before.measure;
  if (await isErased(tx, subjectKind as "group" | "account", subjectId)) return { state: "kept", cause: "erased" };
  if ((await ownedAmong(tx, given.people, [subjectId])).size > 0) return { state: "kept", cause: "own_subject" };
  if (state !== "in_force") return fell(tx, settle, before, given.incident, given.reason, now);
  try {
    await reverseOne(tx, settle, by, before, { measureId: id, version, reason: given.reason }, now);
  } catch (error) {
    // It changed after it was read: begun anew, it is read as it is now.
    throw error instanceof Refused ? new Overtaken() : error;
  }
  return { state: "reversed", cause: null };
}

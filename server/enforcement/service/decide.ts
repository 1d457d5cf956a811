import { caseMove } from "../../cases/rules";
import { assertClaim, closeCase, lockCase } from "../../cases/service/lock";
import { config } from "../../config";
import type { StaffActor } from "../../kernel/actor";
import { newId } from "../../kernel/id";
import { Refused } from "../../kernel/refusal";
import { currentPolicy } from "../../policy/service";
import { holdKeys } from "../../privacy/seal";
import { read } from "../../read";
import { lockSubjects } from "../../registry/service/subjects";
import { sqlState, transact } from "../../transact";
import { type DecideCase, refuse, type UndoOffer } from "../contract";
import { type Decided, decide as decideRule, offerOf, timesOf } from "../rules-decide";
import { subjectKey } from "../rules-plan";
import { ownsAny } from "../store-ground";
import { addresses, groundOf, loadFacts, readGround, touchedBy } from "./ground";
import { closeWith, saveDecisionRow, saveEffects, sealDecision, sealEffects } from "./save";

export type DecisionMade = {
  readonly decisionId: string;
  readonly caseNumber: number;
  readonly state: Decided["state"];
  readonly measures: number;
  readonly orders: number;
  /** Null where nothing can be undone: nothing took effect, or the window is 0. */
  readonly undo: UndoOffer | null;
};

/** The database's own last word when two acts meet: one decision a round. */
const uniqueViolation = "23505";

/**
 * Decides a case in one transaction: decision, measures, credit, the registry's state, the reports' outcomes, the
 * case's end, notices, orders and entries, or none of it. A severe one is only proposed.
 * Refuses: missing, stale_round, lost and lost_to (the claim), own_subject, transition, incomplete (each field),
 * notice_unfilled.
 */
export async function decide(by: StaffActor, input: DecideCase, now: Date): Promise<DecisionMade> {
  const policy = await currentPolicy();
  const times = timesOf(now, config().undoSeconds);
  try {
    return await transact(by, now, async (tx, settle) => {
      const touched = await touchedBy(tx, input.caseId, input);
      const [subjects, found, claim, isOwn, facts] = await Promise.all([
        lockSubjects(tx, touched),
        lockCase(tx, input.caseId),
        assertClaim(tx, input.caseId, by.id, input.claimToken, now),
        ownsAny(
          tx,
          by.id,
          touched.map(({ id }) => id),
        ),
        loadFacts(tx, input.caseId, input, touched, policy, now),
        holdKeys(tx, now, touched.map(subjectKey)),
      ]);
      const ground = groundOf(found, subjects, facts, policy);
      const handed = caseMove(found.state, "claim");
      const refusal = !claim.ok ? claim.refusal : !handed.ok ? handed.refusal : isOwn ? refuse("own_subject") : null;
      const verdict = decideRule(ground, { refusal }, input, addresses(), times, () => newId(now));
      const { next, eventId, eventIds } = settle(verdict);
      const texts = await sealDecision(tx, ground, next.id, input, now);
      const version = found.version + 1;
      const decision = () => saveDecisionRow(tx, ground, next, input, texts, by.id, eventId, now);
      if (next.state === "proposed") {
        const begun = next.provisional && { ...next.provisional, sealed: await sealEffects(tx, next.provisional, now) };
        await Promise.all([
          decision(),
          closeCase(tx, found, { state: "awaiting_approval", version, at: now }),
          begun && saveEffects(tx, ground, next.id, next.plan, begun, begun.sealed, eventIds.slice(1), eventId, now),
        ]);
      } else {
        const sealed = await sealEffects(tx, next.effected, now);
        await Promise.all([
          decision(),
          saveEffects(tx, ground, next.id, next.plan, next.effected, sealed, eventIds.slice(1), eventId, now),
          closeWith(tx, found, next.outcomes, version, times),
        ]);
      }
      return {
        decisionId: next.id,
        caseNumber: found.number,
        state: next.state,
        measures: next.plan.measures.length,
        orders: next.state === "effective" ? next.effected.orders.length : 0,
        undo: next.state === "effective" ? offerOf(next.id, 1, found.number, times) : null,
      };
    });
  } catch (error) {
    if (sqlState(error) === uniqueViolation) throw new Refused(refuse("stale"));
    throw error;
  }
}

/**
 * What `decide` would do, by the same rule, saving nothing. The claim is not asked: it is no part of what a decision
 * says.
 */
export async function previewDecision(by: StaffActor, input: DecideCase, now: Date) {
  const policy = await currentPolicy();
  const times = timesOf(now, config().undoSeconds);
  return read(async (tx) => {
    const { ground, touched } = await readGround(tx, input.caseId, input, policy, now);
    const isOwn = await ownsAny(
      tx,
      by.id,
      touched.map(({ id }) => id),
    );
    const refusal = isOwn ? refuse("own_subject") : null;
    return decideRule(ground, { refusal }, input, addresses(), times, () => newId(now));
  });
}

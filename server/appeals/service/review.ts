import type { Tx } from "../../../db/client";
import { queueOrders } from "../../delivery/service/order";
import type { DecisionState } from "../../enforcement/contract";
import { lockAppealed, overturnFor, reopenFor, replaceFor } from "../../enforcement/service/appeal";
import { type DecisionRow, decisionWith } from "../../enforcement/service/appealed";
import type { StaffActor } from "../../kernel/actor";
import { newId } from "../../kernel/id";
import { Refused } from "../../kernel/refusal";
import { currentPolicy, policyAt } from "../../policy/service";
import { seal } from "../../privacy/seal";
import { read } from "../../read";
import { transact } from "../../transact";
import { type NoteView, type RuleAppeal, refuse, type TakeAppeal } from "../contract";
import { mayRule, noteView, rule, ruledOrder, take } from "../rules";
import { type AppealRow, appealById, insertView, lockAppeal, saveAppeal, viewOf } from "../store";
import { addressee, marksTo } from "./addressee";
import { reviewedOf } from "./queue";

/** The appeal and its decision, before anything is locked. Refuses: missing. */
async function filed(appealId: string): Promise<{ row: AppealRow; decision: DecisionRow }> {
  return read(async (tx) => {
    const row = await appealById(tx, appealId);
    const decision = row && (await decisionWith(tx, row.decisionId));
    if (!row || !decision) throw new Refused(refuse("missing"));
    return { row, decision };
  });
}

const locked = async (tx: Tx, appealId: string): Promise<AppealRow> => {
  const row = await lockAppeal(tx, appealId);
  if (!row) throw new Refused(refuse("missing"));
  return row;
};

/** An officer takes an appeal. Refuses: missing, stale, transition, own_decision, own_subject, held. */
export async function takeAppeal(staff: StaffActor, input: TakeAppeal, now: Date): Promise<void> {
  const { decision } = await filed(input.appealId);
  await transact(staff, now, async (tx, settle) => {
    const row = await locked(tx, input.appealId);
    const { appeal, by } = await reviewedOf(tx, row, decision, staff.id);
    const { next } = settle(take(appeal, by, input.version));
    await saveAppeal(tx, row.id, { ...next, reviewerId: staff.id, takenAt: now });
  });
}

/**
 * Notes her own view of the evidence, for good; then the decision is open to her.
 * Refuses: missing, stale, own_decision, own_subject, not_holder, transition, viewed.
 */
export async function noteFirstView(staff: StaffActor, input: NoteView, now: Date): Promise<void> {
  const { decision } = await filed(input.appealId);
  await transact(staff, now, async (tx, settle) => {
    const row = await locked(tx, input.appealId);
    const { appeal, by } = await reviewedOf(tx, row, decision, staff.id);
    const about = `${decision.subjectKind}:${decision.subjectId}`;
    const hasView = (await viewOf(tx, row.id, staff.id)) !== null;
    const { next, eventId } = settle(noteView(appeal, by, hasView, input, about));
    const id = newId(now);
    const note = await seal(tx, now, { about, purpose: `appeal_view:${id}:note`, value: input.note });
    await insertView(tx, { id, appealId: row.id, staffId: staff.id, finding: input.finding, note, at: now, eventId });
    await saveAppeal(tx, row.id, next);
  });
}

/**
 * Rules on an appeal, and does what the ruling says in the same transaction: measures, strikes, credit, the registry's
 * state, reports and their outcomes, orders, notices, entries, or none of it.
 * Refuses: missing, stale, own_decision, own_subject, not_holder, transition, view_first, ruling_unfit,
 * instead_unwanted, reasons_reporter, and what undoing or replacing measures refuses.
 */
export async function ruleAppeal(staff: StaffActor, input: RuleAppeal, now: Date): Promise<{ caseNumber: number }> {
  const { decision: before } = await filed(input.appealId);
  const [policy, pinned] = [await currentPolicy(), await policyAt(before.policyNumber)];
  return transact(staff, now, async (tx, settle) => {
    const appealed = await lockAppealed(tx, before.id);
    const row = await locked(tx, input.appealId);
    const { appeal, by } = await reviewedOf(tx, row, appealed.row, staff.id);
    const hasView = (await viewOf(tx, row.id, staff.id)) !== null;
    const refusal = mayRule(appeal, by, hasView, await marksTo(tx, row, appealed.row), input);
    if (refusal) throw new Refused(refusal);

    const to = await addressee(tx, appeal, row.reportId);
    const told = to && ruledOrder(newId(now), appeal, input.ruling, to);
    const ruling = {
      appealId: row.id,
      reasons: input.reasons,
      verdict: (outcome: Parameters<typeof rule>[3]) => rule(appeal, input, told, outcome),
    };
    const ruled = await (() => {
      switch (input.ruling) {
        case "overturned":
          return row.reportId
            ? reopenFor(tx, settle, appealed, row.reportId, policy, ruling, now)
            : overturnFor(tx, settle, appealed, appeal.subject, ruling, now);
        case "modified":
          return replaceFor(tx, settle, appealed, appeal.subject, input.instead, pinned, ruling, now);
        default:
          return settle(ruling.verdict({ state: appealed.row.state as DecisionState, orders: [] }));
      }
    })();
    const reasons = await seal(tx, now, {
      about: row.about,
      purpose: `appeal:${row.id}:reasons`,
      value: input.reasons,
    });
    await saveAppeal(tx, row.id, { state: ruled.next.state, version: ruled.next.version, ruledAt: now, reasons });
    if (told) await queueOrders(tx, [told], ruled.eventId, now);
    return { caseNumber: row.caseNumber };
  });
}

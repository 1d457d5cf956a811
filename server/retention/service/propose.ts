import type { StaffActor } from "../../kernel/actor";
import { newId } from "../../kernel/id";
import { Refused } from "../../kernel/refusal";
import { transact } from "../../transact";
import { type ErasureInput, type ProposeErasure, refuse } from "../contract";
import { propose, turnDown } from "../rules";
import { insertProposal, proposalById, settleProposal } from "../store";
import { countEntry, lockSubject } from "../store-subject";
import { factsOf, monthsKept, present } from "./facts";

/** Proposes to erase a subject; another person confirms. Refuses: missing, nobody, and as `propose`. */
export async function proposeErasure(by: StaffActor, input: ProposeErasure, now: Date): Promise<{ erasureId: string }> {
  const months = await monthsKept();
  return transact(by, now, async (tx, settle) => {
    const subject = present(await lockSubject(tx, input));
    const facts = await factsOf(tx, subject, by.id, months);
    const { next, eventId } = settle(propose(facts, by, input.ground, newId(now), now));
    if (facts.pending) await settleProposal(tx, facts.pending.id, "lapsed", null, now);
    await insertProposal(tx, subject, next, eventId);
    await countEntry(tx, subject);
    return { erasureId: next.id };
  });
}

/** Turns a proposal down, or takes one's own back. Refuses: missing_proposal, settled. */
export const returnErasure = (by: StaffActor, { erasureId }: ErasureInput, now: Date): Promise<void> =>
  transact(by, now, async (tx, settle) => {
    const asked = await proposalById(tx, erasureId);
    if (!asked) throw new Refused(refuse("missing_proposal"));
    const subject = present(await lockSubject(tx, { kind: asked.subjectKind, id: asked.subjectId }));
    const proposal = await proposalById(tx, erasureId);
    if (!proposal) throw new Refused(refuse("missing_proposal"));
    settle(turnDown(subject, proposal));
    await settleProposal(tx, erasureId, "returned", by.id, now);
    await countEntry(tx, subject);
  });

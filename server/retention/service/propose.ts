import type { StaffActor } from "../../kernel/actor";
import { newId } from "../../kernel/id";
import { Refused } from "../../kernel/refusal";
import { transact } from "../../transact";
import { type ErasureInput, type ProposeErasure, refuse } from "../contract";
import { propose, turnDown } from "../rules";
import { countEntry, insertProposal, lockAccount, proposalById, settleProposal } from "../store";
import { factsOf, monthsKept } from "./facts";

/** Proposes to erase an account; another person confirms. Refuses: missing, and as `propose`. */
export async function proposeErasure(by: StaffActor, input: ProposeErasure, now: Date): Promise<{ erasureId: string }> {
  const months = await monthsKept();
  return transact(by, now, async (tx, settle) => {
    const her = await lockAccount(tx, input.accountId);
    if (!her) throw new Refused(refuse("missing"));
    const facts = await factsOf(tx, her, by.id, months);
    const { next, eventId } = settle(propose(facts, by, input.ground, newId(now), now));
    if (facts.pending) await settleProposal(tx, facts.pending.id, "lapsed", null, now);
    await insertProposal(tx, her.id, next, eventId);
    await countEntry(tx, her.id);
    return { erasureId: next.id };
  });
}

/** Turns a proposal down, or takes one's own back. Refuses: missing_proposal, settled. */
export const returnErasure = (by: StaffActor, { erasureId }: ErasureInput, now: Date): Promise<void> =>
  transact(by, now, async (tx, settle) => {
    const asked = await proposalById(tx, erasureId);
    const her = asked && (await lockAccount(tx, asked.subjectId));
    const proposal = asked && (await proposalById(tx, erasureId));
    if (!her || !proposal) throw new Refused(refuse("missing_proposal"));
    settle(turnDown(her, proposal));
    await settleProposal(tx, erasureId, "returned", by.id, now);
    await countEntry(tx, her.id);
  });

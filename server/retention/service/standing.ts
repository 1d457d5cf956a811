import { may } from "../../access/matrix";
import type { StaffActor } from "../../kernel/actor";
import { Refused } from "../../kernel/refusal";
import { read } from "../../read";
import { type AccountInput, refuse } from "../contract";
import { isLapsed, keptUntil, mayConfirm, propose } from "../rules";
import { accountOf, confirmedOf, holdsOn } from "../store";
import { factsOf, monthsKept } from "./facts";

/**
 * How an account stands: erased or not, holds, a proposal that waits, until when records are kept, and why this person
 * may not propose or confirm, by the rules that refuse it. Refuses: missing.
 */
export async function standingOf(by: StaffActor, { accountId }: AccountInput, now: Date) {
  const months = await monthsKept();
  return read(async (tx) => {
    const her = await accountOf(tx, accountId);
    if (!her) throw new Refused(refuse("missing"));
    const facts = await factsOf(tx, her, by.id, months);
    const { pending } = facts;
    const erased = her.erasedAt ? await confirmedOf(tx, her.id) : null;
    const verdict = propose(facts, by, "lawful_other", her.id, now);
    const waiting =
      pending && !isLapsed(pending, now)
        ? {
            id: pending.id,
            ground: pending.ground,
            proposedAt: pending.proposedAt,
            proposerName: pending.proposerName,
            isOwn: pending.proposedBy === by.id,
            whyNotConfirm: mayConfirm(facts, pending, by, now)?.sentence ?? null,
          }
        : null;
    return {
      erased: her.erasedAt && { at: her.erasedAt, byName: erased?.byName ?? "" },
      holds: (await holdsOn(tx, her.id)).map((hold) => ({ ...hold, placedByName: hold.placedByName ?? "" })),
      keptUntil: keptUntil(facts),
      recordMonths: months,
      proposal: waiting,
      whyNotPropose: verdict.ok ? null : verdict.refusal.sentence,
      allowed: {
        hold: may(by.roles, "hold.manage"),
        propose: may(by.roles, "erasure.propose"),
        confirm: may(by.roles, "erasure.confirm"),
      },
    };
  });
}
export type StandingView = Awaited<ReturnType<typeof standingOf>>;

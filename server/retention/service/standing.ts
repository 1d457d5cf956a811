import { may } from "../../access/matrix";
import type { StaffActor } from "../../kernel/actor";
import { read } from "../../read";
import type { KeptInput } from "../contract";
import { isLapsed, keptUntil, mayConfirm, propose } from "../rules";
import { confirmedOf, holdsOn } from "../store";
import { factsOf, monthsKept, subjectNamed } from "./facts";

/**
 * How a subject stands: erased or not, holds, a proposal that waits, until when records are kept, and why this person
 * may not propose or confirm, by the rules that refuse it. Refuses: missing, nobody.
 */
export async function standingOf(by: StaffActor, input: KeptInput, now: Date) {
  const months = await monthsKept();
  return read(async (tx) => {
    const subject = await subjectNamed(tx, input);
    const facts = await factsOf(tx, subject, by.id, months);
    const { pending } = facts;
    const erased = subject.isErased ? await confirmedOf(tx, subject) : null;
    const verdict = propose(facts, by, "lawful_other", subject.id, now);
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
      kind: subject.kind,
      /** The subject's own id: of a reporter, that of her first report. */
      id: subject.id,
      /** Without a time where a reporter went with her account. */
      erased: subject.isErased ? { at: erased?.at ?? null, byName: erased?.byName ?? "" } : null,
      holds: (await holdsOn(tx, subject)).map((hold) => ({ ...hold, placedByName: hold.placedByName ?? "" })),
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

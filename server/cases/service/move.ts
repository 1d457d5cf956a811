import type { Tx } from "../../../db/client";
import { caseSkip } from "../../../db/schema";
import type { StaffActor } from "../../kernel/actor";
import { newId } from "../../kernel/id";
import { Refused } from "../../kernel/refusal";
import type { Verdict } from "../../kernel/verdict";
import { transact } from "../../transact";
import { type EscalateInput, refuse, type SkipInput, type SnoozeInput } from "../contract";
import { type CaseFacts, type Claim, escalate, type Person, skip, snooze } from "../rules";
import { dropClaim, lockClaim, personOf, saveCase } from "../store";
import { type LockedCase, lockCase } from "./lock";

type Rule = (found: LockedCase, claim: Claim | null, by: Person) => Verdict<Partial<CaseFacts>>;

/** Locks, asks the rule, saves what moved; the lease ends with the act, so that none outlives it. */
const move = (
  by: StaffActor,
  caseId: string,
  now: Date,
  rule: Rule,
  also?: (tx: Tx) => Promise<unknown>,
): Promise<{ number: number; state: string }> =>
  transact(by, now, async (tx, settle) => {
    const found = await lockCase(tx, caseId);
    const { next } = settle(rule(found, await lockClaim(tx, caseId), await personOf(tx, by)));
    await saveCase(tx, caseId, next);
    await dropClaim(tx, caseId);
    await also?.(tx);
    return { number: found.number, state: next.state ?? found.state };
  });

/** Hands a waiting or held case to the leads. Refuses as the rule does. */
export const escalateCase = (by: StaffActor, input: EscalateInput, now: Date) =>
  move(by, input.caseId, now, (found, claim, person) => escalate(found, claim, person, input, now));

/** Puts a case aside until a time. Refuses as the rule does. */
export const snoozeCase = (by: StaffActor, input: SnoozeInput, now: Date) => {
  const until = new Date(input.until);
  if (Number.isNaN(until.getTime())) throw new Refused(refuse("snooze_past"));
  return move(by, input.caseId, now, (found, claim, person) =>
    snooze(found, claim, person, { token: input.token, until }, now),
  );
};

/** Passes a claimed case on; it is not handed to the same person again soon. Refuses as the rule does. */
export const skipCase = (by: StaffActor, input: SkipInput, now: Date) =>
  move(
    by,
    input.caseId,
    now,
    (found, claim, person) => skip(found, claim, person, input.token, now),
    (tx) =>
      tx
        .insert(caseSkip)
        .values({ id: newId(now), caseId: input.caseId, staffId: by.id, reason: input.reason, at: now }),
  );

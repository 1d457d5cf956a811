import { may } from "../../access/matrix";
import type { StaffActor } from "../../kernel/actor";
import { after, hour, second } from "../../kernel/calendar";
import { newId } from "../../kernel/id";
import { Refused } from "../../kernel/refusal";
import { read } from "../../read";
import { touch } from "../../touch";
import { type ClaimNextInput, type HeldClaim, leaseSeconds, refuse, skipHours } from "../contract";
import { checkClaim, mayClaim, type Person } from "../rules";
import { claimOf, lockClaim, lockRow, personOf, putClaim, rowById } from "../store";
import { type Asking, giveBack, peekNext, renew, takeNext } from "../store-claim";

/** A lease as its holder keeps it. `expiresAt` is exclusive. */
export type Lease = {
  readonly caseId: string;
  readonly number: number;
  readonly token: string;
  readonly expiresAt: Date;
};

const leaseEnd = (now: Date) => after(now, leaseSeconds * second);

/**
 * Claims one case. Somebody who holds it already gets the same lease, renewed: a second tab is the same person.
 * Refuses: missing, own_subject, not_her_queue, needs_lead, claimed (who, since when), transition.
 */
export const claimCase = (by: StaffActor, input: { readonly caseId: string }, now: Date): Promise<Lease> =>
  touch(async (tx) => {
    const row = await lockRow(tx, input.caseId);
    if (!row) throw new Refused(refuse("missing"));
    const current = await lockClaim(tx, row.id);
    const person = await personOf(tx, by);
    const refusal = mayClaim({ ...row, subject: `${row.subjectKind}:${row.subjectId}` }, current, person, now);
    if (refusal) throw new Refused(refusal);
    const expiresAt = leaseEnd(now);
    if (current && current.staffId === by.id && current.expiresAt > now) {
      await renew(tx, row.id, by.id, current.token, expiresAt);
      return { caseId: row.id, number: row.number, token: current.token, expiresAt };
    }
    const token = newId(now);
    await putClaim(tx, { caseId: row.id, staffId: by.id, token, expiresAt }, now);
    return { caseId: row.id, number: row.number, token, expiresAt };
  });

function asking(person: Person, input: ClaimNextInput, now: Date): Asking {
  const { actor, queues } = person;
  if (input.queue && queues && !queues.includes(input.queue)) throw new Refused(refuse("not_her_queue"));
  return {
    staffId: actor.id,
    queues: input.queue ? [input.queue] : queues,
    mayTakeEscalated: may(actor.roles, "case.escalated"),
    skippedSince: after(now, -skipHours * hour),
    now,
  };
}

/** Each try loses only to somebody who got a case: this many in a row means that the rest is being decided. */
const tryLimit = 64;

/**
 * Hands out the most pressing case that this person may take: her queues, not her own subject, not one she passed on
 * within `skipHours`, escalated ones to leads only. Never the same case to two people.
 * Refuses: not_her_queue.
 *
 * @returns null when nothing waits for her.
 */
export const claimNext = (by: StaffActor, input: ClaimNextInput, now: Date): Promise<Lease | null> =>
  touch(async (tx) => {
    const wanted = asking(await personOf(tx, by), input, now);
    const lease = { token: newId(now), expiresAt: leaseEnd(now) };
    for (let tried = 0; tried < tryLimit; tried++) {
      const next = await takeNext(tx, wanted, lease);
      if (next.kind === "none") return null;
      if (next.kind === "raced") continue;
      const row = await rowById(tx, next.caseId);
      return row ? { caseId: row.id, number: row.number, ...lease } : null;
    }
    return null;
  });

/** The case that `claimNext` would hand out now, so that a screen can load it. Claims and logs nothing. */
export const peek = (
  by: StaffActor,
  input: ClaimNextInput,
  now: Date,
): Promise<{ caseId: string; number: number } | null> =>
  read(async (tx) => {
    const caseId = await peekNext(tx, asking(await personOf(tx, by), input, now));
    const row = caseId ? await rowById(tx, caseId) : null;
    return row ? { caseId: row.id, number: row.number } : null;
  });

/**
 * Renews a lease. One that has run out is renewed as long as nobody took the case over.
 * Refuses: missing, lost, lost_to (who, when).
 */
export const heartbeat = (by: StaffActor, input: HeldClaim, now: Date): Promise<{ expiresAt: Date }> =>
  touch(async (tx) => {
    const expiresAt = leaseEnd(now);
    if (await renew(tx, input.caseId, by.id, input.token, expiresAt)) return { expiresAt };
    throw new Refused(checkClaim(await claimOf(tx, input.caseId), by.id, input.token, now) ?? refuse("lost"));
  });

/** Gives a case back. A lease that is gone already is no error: the page may leave twice. */
export const release = (by: StaffActor, input: HeldClaim): Promise<{ released: boolean }> =>
  touch(async (tx) => ({ released: await giveBack(tx, input.caseId, by.id, input.token) }));

import type { Tx } from "../../../db/client";
import { isDemoMode } from "../../config";
import type { OperatorActor, StaffActor } from "../../kernel/actor";
import { newId } from "../../kernel/id";
import { Refused } from "../../kernel/refusal";
import { transact } from "../../transact";
import { refuse, type StaffRole } from "../contract";
import { confirm, grant, lapsedBefore, type Person, turnDown, withdraw } from "../rules";
import * as store from "../store";

/** A person, locked; refused when there is none. */
export async function personOf(tx: Tx, staffId: string, now: Date): Promise<Person> {
  const person = await store.lockPerson(tx, staffId, lapsedBefore(now));
  if (!person) throw new Refused(refuse("missing"));
  return person;
}

/**
 * Grants a role, or proposes it to a second administrator.
 * Refuses: missing, own-role, inactive, has-role, proposed, no-second-admin.
 *
 * @returns `proposed` when another administrator has to confirm it.
 */
export const grantRole = (by: StaffActor | OperatorActor, { staffId, role }: StaffRole, now: Date) =>
  transact(by, now, async (tx, settle) => {
    const person = await personOf(tx, staffId, now);
    const { next, eventId } = settle(grant(person, by, role, await store.adminIds(tx, isDemoMode())));
    await store.saveStaff(tx, staffId, { version: person.version + 1 });
    if (next === "granted") {
      await store.cancelGrants(tx, { staffId, role }, now);
      await store.insertRoles(tx, staffId, [role], now);
    } else if (by.kind === "staff") {
      await store.lapseGrants(tx, staffId, lapsedBefore(now), now);
      const proposal = { id: newId(now), staffId, role, proposedBy: by.id, proposedAt: now, eventId };
      await store.insertGrant(tx, { ...proposal, state: "pending" });
    }
    return next;
  });

/** Takes the person's lock first, then reads the proposal, so that two answers to one proposal come one after another. */
async function proposalOf(tx: Tx, grantId: string, now: Date) {
  const asked = await store.grantById(tx, grantId);
  if (!asked) throw new Refused(refuse("no-grant"));
  const person = await personOf(tx, asked.staffId, now);
  return { person, proposal: (await store.grantById(tx, grantId)) ?? asked };
}

/** The second administrator's yes. Refuses: no-grant, settled, lapsed, same-person, own-role, inactive, has-role. */
export const confirmGrant = (by: StaffActor, grantId: string, now: Date) =>
  transact(by, now, async (tx, settle) => {
    const { person, proposal } = await proposalOf(tx, grantId, now);
    settle(confirm(proposal, person, by, now));
    await store.settleGrant(tx, grantId, { state: "confirmed", settledBy: by.id, settledAt: now });
    await store.insertRoles(tx, person.id, [proposal.role], now);
    await store.saveStaff(tx, person.id, { version: person.version + 1 });
  });

/** Turns a proposal down, or takes one's own back. Refuses: no-grant, settled. */
export const returnGrant = (by: StaffActor, grantId: string, now: Date) =>
  transact(by, now, async (tx, settle) => {
    const { person, proposal } = await proposalOf(tx, grantId, now);
    settle(turnDown(proposal, person));
    await store.settleGrant(tx, grantId, { state: "returned", settledBy: by.id, settledAt: now });
    await store.saveStaff(tx, person.id, { version: person.version + 1 });
  });

/** Takes a role away, at once: roles are read with every request. What a former administrator proposed is cancelled. Refuses: missing, own-role, has-not. */
export const withdrawRole = (by: StaffActor | OperatorActor, { staffId, role }: StaffRole, now: Date) =>
  transact(by, now, async (tx, settle) => {
    const person = await personOf(tx, staffId, now);
    settle(withdraw(person, by, role));
    await store.deleteRole(tx, staffId, role);
    if (role === "admin") await store.cancelGrants(tx, { proposedBy: staffId }, now);
    await store.saveStaff(tx, staffId, { version: person.version + 1 });
  });

import type { OperatorActor, StaffActor } from "../../kernel/actor";
import { transact } from "../../transact";
import { deactivate, reactivate, staffEntry } from "../rules";
import * as store from "../store";
import { personOf } from "./roles";

/** Closes an account: sessions end at once, roles go, proposals for her and by her are cancelled. Refuses: missing, own-account, inactive. */
export const deactivateStaff = (by: StaffActor | OperatorActor, staffId: string, now: Date) =>
  transact(by, now, async (tx, settle) => {
    const person = await personOf(tx, staffId, now);
    settle(deactivate(person, by));
    await store.revoke(tx, { staffId }, now);
    await store.deleteRole(tx, staffId, null);
    await store.cancelGrants(tx, { staffId }, now);
    await store.cancelGrants(tx, { proposedBy: staffId }, now);
    await store.saveStaff(tx, staffId, { active: false, version: person.version + 1 });
  });

/** Opens an account again, without roles. Refuses: missing, active. */
export const reactivateStaff = (by: StaffActor | OperatorActor, staffId: string, now: Date) =>
  transact(by, now, async (tx, settle) => {
    const person = await personOf(tx, staffId, now);
    settle(reactivate(person));
    await store.saveStaff(tx, staffId, { active: true, version: person.version + 1 });
  });

/** Ends all of a person's sessions, everywhere and at once. Refuses: missing. Gives the number ended. */
export const revokeSessions = (by: StaffActor | OperatorActor, staffId: string, now: Date) =>
  transact(by, now, async (tx, settle) => {
    const person = await personOf(tx, staffId, now);
    const sessions = await store.revoke(tx, { staffId }, now);
    settle({ ok: true, next: null, entry: staffEntry("sessions_revoked", person, { sessions }), effects: [] });
    await store.saveStaff(tx, staffId, { version: person.version + 1 });
    return sessions;
  });

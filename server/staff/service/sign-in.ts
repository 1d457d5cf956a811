import { isDemoMode } from "../../config";
import type { PublicActor, StaffActor } from "../../kernel/actor";
import { after, second } from "../../kernel/calendar";
import { newId } from "../../kernel/id";
import { Refused } from "../../kernel/refusal";
import type { Entry } from "../../kernel/verdict";
import { keyed } from "../../privacy/keyring";
import { read } from "../../read";
import { touch } from "../../touch";
import { transact } from "../../transact";
import { refuse, type SignIn } from "../contract";
import { countNetworkFailure, networkWaitSeconds } from "../network";
import { isPassword } from "../password";
import { forgetAfterMs, isUsable, sessionEnd, waitSeconds } from "../rules";
import * as store from "../store";

const door: PublicActor = { kind: "public", via: "sign-in" };

const entry = (action: "signed_in" | "sign_in_failed" | "signed_out", id: string, pub: Entry["pub"]): Entry => ({
  kind: "staff",
  action: `staff.${action}`,
  subject: { kind: "staff", id, version: null },
  pub,
});

const settled = (made: Entry) => ({ ok: true as const, next: undefined, entry: made, effects: [] });

/** Counts an attempt before the password is looked at, so that many at once cannot outrun the back-off. */
const takeTurn = (addressHash: string, now: Date) =>
  touch(async (tx) => {
    const found = await store.lockAttempts(tx, addressHash, now);
    const before = now.getTime() - found.lastAt.getTime() > forgetAfterMs ? 0 : found.failures;
    if (found.lockedUntil && found.lockedUntil > now && before > 0)
      throw new Refused(
        refuse("locked", { seconds: Math.ceil((found.lockedUntil.getTime() - now.getTime()) / second) }),
      );
    const failures = before + 1;
    await store.saveAttempts(tx, {
      addressHash,
      failures,
      lastAt: now,
      lockedUntil: waitSeconds(failures) > 0 ? after(now, waitSeconds(failures) * second) : null,
    });
  });

/**
 * Signs somebody in and writes it to the log; a wrong password, an unknown or a deactivated person too, and
 * outside demo mode one of a demo. An address
 * that nobody has is named in the log by its keyed hash. An attempt that has to wait is refused without a look at the
 * password and is not logged: otherwise anybody could fill the log.
 * Refuses: `locked` (with the seconds to wait), `wrong` (also for unknown and deactivated people).
 *
 * @param network from `networkOf`: many failures from one network slow all its attempts down.
 * @returns the id of the session.
 */
export async function signIn(input: SignIn, network: string, now: Date): Promise<string> {
  const networkWait = networkWaitSeconds(network, now);
  if (networkWait > 0) throw new Refused(refuse("locked", { seconds: networkWait }));
  const addressHash = keyed("sign-in", input.email).toString("hex");
  await takeTurn(addressHash, now);
  const found = await read((tx) => store.staffByEmail(tx, input.email));
  const usable = found && isUsable(found, isDemoMode()) ? found : null;
  const isRight = await isPassword(usable?.passwordHash ?? null, input.password);
  if (!usable || !isRight) {
    countNetworkFailure(network, now);
    const reason = !found ? "unknown" : usable ? "password" : found.active ? "demo" : "inactive";
    await transact(door, now, async (_, settle) => {
      settle(settled(entry("sign_in_failed", found?.id ?? `address:${addressHash.slice(0, 32)}`, { reason })));
    });
    throw new Refused(refuse("wrong"));
  }
  const id = newId(now);
  const actor: StaffActor = { kind: "staff", id: usable.id, roles: [], sessionId: id };
  await transact(actor, now, async (tx, settle) => {
    settle(settled(entry("signed_in", usable.id, { session: id })));
    await store.insertSession(tx, { id, staffId: usable.id, createdAt: now, seenAt: now, expiresAt: sessionEnd(now) });
  });
  await touch((tx) => store.dropAttempts(tx, addressHash, after(now, -forgetAfterMs)));
  return id;
}

/** Ends the session with which somebody asks. */
export const signOut = (by: StaffActor, now: Date) =>
  transact(by, now, async (tx, settle) => {
    settle(settled(entry("signed_out", by.id, { session: by.sessionId })));
    await store.revoke(tx, { sessionId: by.sessionId }, now);
  });

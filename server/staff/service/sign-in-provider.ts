import { isDemoMode } from "../../config";
import type { PublicActor, StaffActor } from "../../kernel/actor";
import { newId } from "../../kernel/id";
import { Refused } from "../../kernel/refusal";
import type { Entry, Verdict } from "../../kernel/verdict";
import { keyed } from "../../privacy/keyring";
import { read } from "../../read";
import { transact } from "../../transact";
import { refuse } from "../contract";
import { countNetworkFailure, networkWaitSeconds } from "../network";
import { matchIdentity, type ProviderClaims, sessionEnd, staffEntry } from "../rules";
import { insertSession, saveStaff } from "../store";
import { insertIdentity, knownIdentity } from "../store-identity";
import { personOf } from "./roles";

const door: PublicActor = { kind: "public", via: "sign-in" };

const entry = (action: "signed_in" | "sign_in_failed", id: string, pub: Entry["pub"]): Verdict<undefined> => ({
  ok: true,
  next: undefined,
  entry: {
    kind: "staff",
    action: `staff.${action}`,
    subject: { kind: "staff", id, version: null },
    pub: { ...pub, by: "oidc" },
  },
  effects: [],
});

/**
 * Signs in whom the installation's OpenID provider vouches for, and writes it to the log; whoever it does not mean
 * too, by a keyed hash of the subject. It makes nobody and gives no role.
 * Refuses: `locked` (with the seconds to wait), `provider` (one sentence for every reason; the log has the reason).
 *
 * @param claims of a checked ID token of the configured issuer.
 * @param network from `networkOf`: many refusals from one network slow all its attempts down.
 * @returns the id of the session.
 */
export async function signInByProvider(claims: ProviderClaims, network: string, now: Date): Promise<string> {
  const seconds = networkWaitSeconds(network, now);
  if (seconds > 0) throw new Refused(refuse("locked", { seconds }));
  const found = matchIdentity(claims, await read((tx) => knownIdentity(tx, claims)), isDemoMode());
  if (!found.ok) {
    countNetworkFailure(network, now);
    const nobody = keyed("sign-in", `${claims.issuer} ${claims.subject}`).toString("hex").slice(0, 32);
    await transact(door, now, async (_, settle) => {
      settle(entry("sign_in_failed", found.staffId ?? `subject:${nobody}`, { reason: found.reason }));
    });
    throw new Refused(refuse("provider"));
  }
  const { staffId } = found;
  const id = newId(now);
  const actor: StaffActor = { kind: "staff", id: staffId, roles: [], sessionId: id };
  await transact(actor, now, async (tx, settle) => {
    // Under her lock, so that two first sign-ins at once bind her once.
    const person = await personOf(tx, staffId, now);
    const again = matchIdentity(claims, await knownIdentity(tx, claims), isDemoMode());
    if (!again.ok || again.staffId !== staffId) throw new Refused(refuse("provider"));
    if (again.isFirst) {
      const { issuer, subject } = claims;
      const bound = staffEntry("identity_bound", person, { issuer });
      const { eventId } = settle({ ok: true, next: null, entry: bound, effects: [] });
      await insertIdentity(tx, { issuer, subject, staffId, createdAt: now, eventId });
      await saveStaff(tx, staffId, { version: person.version + 1 });
    }
    settle(entry("signed_in", staffId, { session: id }));
    const times = { createdAt: now, seenAt: now, expiresAt: sessionEnd(now) };
    await insertSession(tx, { id, staffId, ...times, method: "oidc" });
  });
  return id;
}

import { config } from "../config";
import type { Actor } from "../kernel/actor";
import { plusDays } from "../kernel/calendar";
import { Refused } from "../kernel/refusal";
import type { Entry } from "../kernel/verdict";
import { read } from "../read";
import { type Settle, transact } from "../transact";
import { refuse } from "./contract";
import { LogBroken } from "./failure";
import { formatVkey } from "./note-key";
import { addSigningKey, readSigningKeys, type SigningKey } from "./signing-key";
import { type Head, headNow } from "./store";
import { addLogKey, type LogKey, lockKeys, logKeys, retireLogKey } from "./store-checkpoint";

/** A new key and an old one both sign for this long, unless the operator says otherwise. */
export const overlapDays = 30;

/** `name+id+key`: an entry names a key by its id. */
const settleKey = (settle: Settle, action: "log.key_added" | "log.key_retired", vkey: string, pub: Entry["pub"] = {}) =>
  settle({
    ok: true,
    next: null,
    entry: {
      kind: "log",
      action,
      subject: { kind: "log_key", id: vkey.split("+")[1] as string, version: null },
      pub: { vkey, ...pub },
    },
    effects: [],
  });

/** Whether a key signs at this time. */
export const isActive = ({ activeFrom, activeUntil }: LogKey, at: Date): boolean =>
  activeFrom <= at && (activeUntil === null || at < activeUntil);

/** The head of the open log. Throws LogBroken when there is none. */
export async function openHead(): Promise<Head> {
  const head = await read(headNow);
  if (!head) throw new LogBroken("log_missing", "0");
  return head;
}

/** Keys for a log that this machine holds, whether they sign now or not. */
export const heldKeys = (origin: string): SigningKey[] =>
  readSigningKeys(config().signingKeyFile).filter((key) => key.name === origin);

/** The public keys of the open log, oldest first, and which of them this machine can sign with. */
export async function listKeys(): Promise<readonly (LogKey & { readonly isHeld: boolean })[]> {
  const { origin } = await openHead();
  const held = new Set(heldKeys(origin).map(formatVkey));
  return (await read((tx) => logKeys(tx, origin))).map((key) => ({ ...key, isHeld: held.has(key.vkey) }));
}

/**
 * Makes the first signing key of the open log: the private half in DOCKET_SIGNING_KEY_FILE, the public one in the
 * database, with an entry. A key that the file holds already for this log is taken.
 *
 * @returns the public key. Refuses: signing_key_exists.
 */
export async function createKey(by: Actor, now: Date): Promise<string> {
  const { origin } = await openHead();
  return transact(by, now, async (tx, settle) => {
    await lockKeys(tx);
    if ((await logKeys(tx, origin)).length > 0) throw new Refused(refuse("signing_key_exists"));
    const vkey = formatVkey(heldKeys(origin)[0] ?? addSigningKey(config().signingKeyFile, origin));
    await addLogKey(tx, origin, vkey, now);
    settleKey(settle, "log.key_added", vkey);
    return vkey;
  });
}

/**
 * Makes a new key beside those in use. Old and new sign together until the overlap ends; then the old ones sign no
 * more, and still verify what they signed.
 *
 * @returns the new public key, and when the old ones end. Refuses: signing_key_missing, when there is none yet.
 */
export async function rotateKey(
  by: Actor,
  now: Date,
  days = overlapDays,
): Promise<{ readonly vkey: string; readonly until: Date }> {
  const { origin } = await openHead();
  const until = plusDays(now, days);
  return transact(by, now, async (tx, settle) => {
    await lockKeys(tx);
    const known = await logKeys(tx, origin);
    const old = known.filter((key) => key.activeUntil === null);
    if (old.length === 0) throw new Refused(refuse("signing_key_missing"));
    // One that an attempt before this one put into the file, and did not get to announce, is as new.
    const unknown = heldKeys(origin).find((key) => !known.some(({ vkey: one }) => one === formatVkey(key)));
    const vkey = formatVkey(unknown ?? addSigningKey(config().signingKeyFile, origin));
    await addLogKey(tx, origin, vkey, now);
    settleKey(settle, "log.key_added", vkey);
    for (const key of old) {
      await retireLogKey(tx, key.vkey, until);
      settleKey(settle, "log.key_retired", key.vkey, { until: until.toISOString() });
    }
    return { vkey, until };
  });
}

/** Makes the first key where nobody was asked to: in an installation that brings its own database. */
export async function ensureKey(now: Date): Promise<void> {
  if (!config().embedded) return;
  const { origin } = await openHead();
  if ((await read((tx) => logKeys(tx, origin))).length > 0) return;
  try {
    await createKey({ kind: "system", name: "signer" }, now);
  } catch (error) {
    // Another worker was faster.
    if (!(error instanceof Refused && error.refusal.code === "audit.signing_key_exists")) throw error;
  }
}

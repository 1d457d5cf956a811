import { Refused } from "../kernel/refusal";
import { read } from "../read";
import { touch } from "../touch";
import { formatCheckpoint, openCheckpoint } from "./checkpoint";
import { type CheckpointStore, checkpointStore, type Stored } from "./checkpoint-store";
import { refuse } from "./contract";
import { LogBroken } from "./failure";
import { heldKeys, isActive, openHead } from "./keys";
import { formatNote } from "./note";
import { NoteRefused } from "./note-failure";
import { formatVkey, type VerifierKey } from "./note-key";
import { verifyConsistency } from "./proof";
import { checkpointDue } from "./rules";
import type { SigningKey } from "./signing-key";
import { stopLog } from "./stop";
import type { Head } from "./store";
import { type LogKey, lastPublished, logKeys, openStop, type Published, publish } from "./store-checkpoint";
import type { Hash } from "./tree";
import { proveConsistency, rootAt } from "./tree-store";

/** A checkpoint that was signed, stored and published. */
export type Signed = Omit<Published, "seq">;

export type SignOptions = {
  /** Where the last signed checkpoint is kept; by default, files below DOCKET_DATA_DIR. */
  readonly store?: CheckpointStore;
  /** Publish another one though nothing changed, once the last is a day old: to say that the log still stands there. */
  readonly renew?: boolean;
};

/** Signers that come between each other are tried this often. */
const attemptLimit = 8;
const isSame = (a: Uint8Array, b: Uint8Array) => Buffer.compare(a, b) === 0;

/** What a signer knows before it signs: what was published, what is in the store, and where the log is. */
type Standing = {
  readonly head: Head;
  readonly keys: readonly LogKey[];
  readonly published: Published | undefined;
  readonly stored: Stored | null;
  /** What the stored note says, and who signed it. */
  readonly last: { readonly size: bigint; readonly root: Hash; readonly signedBy: readonly VerifierKey[] } | null;
};

function openStored(stored: Stored, origin: string, keys: readonly LogKey[]) {
  try {
    return openCheckpoint(stored.note, { origin, keys: [...keys, ...heldKeys(origin)] });
  } catch (error) {
    if (error instanceof NoteRefused) throw new LogBroken("store_damaged", error.failure);
    throw error;
  }
}

/** Checks that the log goes on from what was signed last. */
async function checkContinues(head: Head, last: { size: bigint; root: Hash } | null): Promise<void> {
  const at = head.size.toString();
  if (last && last.size > head.size) throw new LogBroken("store_ahead", last.size.toString());
  if (!last || last.size === 0n) {
    if (!isSame(await read((tx) => rootAt(tx, head.log, head.size)), head.root))
      throw new LogBroken("head_root_wrong", at);
    return;
  }
  const proof = await read((tx) => proveConsistency(tx, head.log, last.size, head.size));
  const sizes = { fromSize: last.size, toSize: head.size };
  if (verifyConsistency({ ...sizes, fromRoot: last.root, toRoot: head.root, proof }))
    throw new LogBroken("log_rewritten", last.size.toString());
}

/**
 * Looks at database and store together. The order of the looks matters beside another signer, which moves first the
 * log, then the store, then what is published.
 *
 * @returns null where the log was closed meanwhile: its successor is another log, with another store.
 * @throws LogBroken when they do not fit each other.
 */
async function inspect(origin: string, store: CheckpointStore): Promise<Standing | null> {
  const published = await read((tx) => lastPublished(tx, origin));
  const stored = await store.read();
  const head = await openHead();
  if (head.origin !== origin) return null;
  const keys = await read((tx) => logKeys(tx, origin));
  if (!stored && published) throw new LogBroken("store_missing", published.size.toString());
  const last = stored && openStored(stored, origin, keys);
  if (last && published && published.size > last.size) throw new LogBroken("store_behind", published.size.toString());
  await checkContinues(head, last);
  return { head, keys, published, stored, last };
}

/** The head as a note that all these keys signed. Read back before anybody else sees it. */
function noteOf({ origin, size, root }: Head, signers: readonly SigningKey[]): string {
  const text = formatCheckpoint({ origin, size, root, extensions: [] });
  const message = new TextEncoder().encode(text);
  const note = formatNote({
    text,
    signatures: signers.map((key) => ({ name: key.name, id: key.id, signature: key.sign(message) })),
  });
  openCheckpoint(note, { origin, keys: signers });
  return note;
}

/** When a note was signed that somebody stored and did not publish: by now, but while a key that signed it did so. */
function signedWhile({ signedBy }: NonNullable<Standing["last"]>, keys: readonly LogKey[], now: Date): Date {
  const signers = keys.filter((key) => signedBy.some((one) => one.name === key.name && one.id === key.id));
  if (signers.length === 0 || signers.some((key) => isActive(key, now))) return now;
  return new Date(Math.max(...signers.map(({ activeUntil }) => (activeUntil ?? now).getTime())) - 1);
}

/** One attempt. Null when another signer came between, or the log's successor. */
async function attempt(origin: string, store: CheckpointStore, now: Date, renew: boolean): Promise<Signed | null> {
  const standing = await inspect(origin, store);
  if (!standing) return null;
  const { head, keys, published, stored, last } = standing;
  const signedAt = published && published.signedAt > now ? published.signedAt : now;
  if (stored && last && published?.note !== stored.note) {
    // Signed and stored, but not published: whoever did it was killed in between, or is about to.
    const { size, root } = last;
    const then = signedWhile(last, keys, signedAt);
    const found = { origin, size, root: Buffer.from(root), note: stored.note };
    await touch((tx) =>
      publish(tx, published, {
        ...found,
        signedAt: published && published.signedAt > then ? published.signedAt : then,
      }),
    );
    return null;
  }
  const active = new Set(keys.filter((key) => isActive(key, signedAt)).map((key) => key.vkey));
  const signers = heldKeys(origin).filter((key) => active.has(formatVkey(key)));
  if (signers.length === 0) throw new Refused(refuse("signing_key_missing"));
  const note = noteOf(head, signers);
  // Another signer may have renewed it since this one saw that it was due.
  if (published && note === published.note && !(renew && checkpointDue(published, head.size, now))) return published;
  if (!(await store.replace(stored, note))) return null;
  const signed = { origin, size: head.size, root: head.root, note, signedAt };
  return (await touch((tx) => publish(tx, published, signed))) ? signed : null;
}

/**
 * Signs where the log stands now, stores that outside the database, publishes it. Call it where a checkpoint is
 * needed at once, after what it must hold was sequenced. When nothing grew since the last one, that is the answer.
 * Harmless beside other signers. What does not continue what was signed before stops the log.
 *
 * @throws Refused: stopped, signing_key_missing, signing_busy.
 */
export async function signCheckpoint(now: Date, options: SignOptions = {}): Promise<Signed> {
  const { origin } = await openHead();
  const store = options.store ?? checkpointStore(origin);
  for (let tried = 0; tried < attemptLimit; tried++) {
    const stop = await read((tx) => openStop(tx, origin));
    if (stop) throw new Refused(refuse("stopped", { failure: stop.failure }));
    try {
      const signed = await attempt(origin, store, now, options.renew ?? false);
      if (signed) return signed;
    } catch (error) {
      if (!(error instanceof LogBroken)) throw error;
      await stopLog({ kind: "system", name: "signer" }, error, now);
      throw new Refused(refuse("stopped", { failure: error.failure }));
    }
  }
  throw new Refused(refuse("signing_busy"));
}

/**
 * Looks whether database and store fit each other, without signing: before the first leaf after a start, and in
 * `docket audit verify`. A machine that holds no key of the log has no store to look at either.
 *
 * @throws LogBroken when they do not.
 */
export async function checkStore(): Promise<void> {
  const { origin } = await openHead();
  if (heldKeys(origin).length > 0 && !(await inspect(origin, checkpointStore(origin)))) await checkStore();
}

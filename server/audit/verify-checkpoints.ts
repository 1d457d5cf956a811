import { createPublicKey, type KeyObject, verify } from "node:crypto";
import type { Reader } from "../../db/client";
import { openCheckpoint } from "./checkpoint";
import { LogBroken } from "./failure";
import { isActive } from "./keys";
import { NoteRefused } from "./note-failure";
import type { VerifierKey } from "./note-key";
import {
  firstBeyond,
  firstOutOfOrder,
  type LogKey,
  lastPublished,
  logKeys,
  type Published,
  publishedBetween,
} from "./store-checkpoint";
import { appendLeaves, type Edge, type Hash, rootOf } from "./tree";

const checkpointsAtOnce = 1_000;
const isSame = (a: Uint8Array, b: Uint8Array) => Buffer.compare(a, b) === 0;

/** What stands before an Ed25519 public key in SubjectPublicKeyInfo (RFC 8410). */
const spkiPrefix = Buffer.from("302a300506032b6570032100", "hex");
const known = new WeakMap<VerifierKey, KeyObject>();

/** As `note.ts` verifies, ten times as fast: a log has thousands of checkpoints. */
function verifyNatively(key: VerifierKey, message: Uint8Array, signature: Uint8Array): boolean {
  let publicKey = known.get(key);
  if (!publicKey) {
    const der = Buffer.concat([spkiPrefix, key.publicKey]);
    publicKey = createPublicKey({ key: der, format: "der", type: "spki" });
    known.set(key, publicKey);
  }
  return signature.length === 64 && verify(null, message, publicKey, signature);
}

/**
 * Checks published checkpoints against the tree, as its leaves go by: each is signed by a key that was in use, says
 * what its columns say, and has the root of the leaves before it. So any two of them are consistent.
 */
export class CheckpointCheck {
  readonly #origin: string;
  readonly #keys: readonly LogKey[];
  /** The last one that was there at the beginning: what is published meanwhile may belong to leaves that have gone by. */
  readonly #lastSeq: bigint;
  #after: { readonly size: bigint; readonly seq: bigint };

  private constructor(origin: string, keys: readonly LogKey[], lastSeq: bigint, from: bigint) {
    this.#origin = origin;
    this.#keys = keys;
    this.#lastSeq = lastSeq;
    this.#after = { size: from - 1n, seq: 1n << 62n };
  }

  /**
   * @param from checkpoints of fewer leaves are passed over.
   * @param pinned keys that the caller trusts; without them, those in the database are believed.
   * @throws LogBroken when keys or the order of checkpoints are not what was written.
   */
  static async begin(
    tx: Reader,
    origin: string,
    from: bigint,
    pinned?: readonly VerifierKey[],
  ): Promise<CheckpointCheck> {
    const keys = await logKeys(tx, origin);
    const disordered = await firstOutOfOrder(tx, origin);
    if (disordered)
      throw new LogBroken(disordered.isReplay ? "checkpoint_replayed" : "checkpoint_time_wrong", disordered.seq);
    const trusted = pinned?.map((key) => {
      const listed = keys.find((one) => one.name === key.name && one.id === key.id);
      return { ...(listed ?? { vkey: "", activeFrom: new Date(0), activeUntil: null }), ...key };
    });
    const beyond = await firstBeyond(tx, origin);
    if (beyond) throw new LogBroken("checkpoint_ahead", beyond);
    const last = await lastPublished(tx, origin);
    return new CheckpointCheck(origin, trusted ?? keys, last?.seq ?? 0n, from);
  }

  #check({ seq, size, root, note, signedAt }: Published): Hash {
    const at = seq.toString();
    try {
      const trust = { origin: this.#origin, keys: this.#keys, verify: verifyNatively };
      const opened = openCheckpoint(note, trust);
      if (opened.size !== size || !isSame(opened.root, root)) throw new LogBroken("checkpoint_columns_altered", at);
      const active = this.#keys.filter((key) => isActive(key, signedAt));
      if (!opened.signedBy.some((key) => active.some((one) => one.name === key.name && one.id === key.id)))
        throw new LogBroken("checkpoint_key_inactive", at);
      return opened.root;
    } catch (error) {
      if (error instanceof NoteRefused) throw new LogBroken("checkpoint_note_wrong", `${at} (${error.failure})`);
      throw error;
    }
  }

  /**
   * Checks all checkpoints of sizes from that of `edge` to its size after these leaves.
   *
   * @throws LogBroken at a checkpoint's place in the order of publication.
   */
  async pass(tx: Reader, edge: Edge, leaves: readonly Hash[]): Promise<void> {
    let at = edge;
    const end = { size: edge.size + BigInt(leaves.length), seq: this.#lastSeq };
    for (;;) {
      const some = await publishedBetween(tx, this.#origin, this.#after, end, checkpointsAtOnce);
      for (const checkpoint of some) {
        const root = this.#check(checkpoint);
        const { size, seq } = checkpoint;
        at = appendLeaves(at, leaves.slice(Number(at.size - edge.size), Number(size - edge.size)));
        if (!isSame(rootOf(at), root)) throw new LogBroken("checkpoint_root_wrong", seq.toString());
        this.#after = { size, seq };
      }
      if (some.length < checkpointsAtOnce) return;
    }
  }
}

import { fromBase64, toBase64 } from "./base64";
import { openNote, type VerifySignature } from "./note";
import { NoteRefused } from "./note-failure";
import type { VerifierKey } from "./note-key";
import type { Hash } from "./tree";

/** What a log states of itself (C2SP tlog-checkpoint): its name, how many leaves it has, and the root of their tree. */
export type Checkpoint = {
  readonly origin: string;
  readonly size: bigint;
  readonly root: Hash;
  /** Further lines. Docket writes none. */
  readonly extensions: readonly string[];
};

const sizeLimit = 1n << 64n;

/** The text of a checkpoint's note. */
export const formatCheckpoint = ({ origin, size, root, extensions }: Checkpoint): string =>
  [origin, size.toString(), toBase64(root), ...extensions].map((line) => `${line}\n`).join("");

/**
 * Reads the text of a checkpoint's note.
 *
 * @throws NoteRefused: checkpoint_lines_missing, checkpoint_line_empty, checkpoint_size_malformed,
 * checkpoint_root_malformed.
 */
export function parseCheckpoint(text: string): Checkpoint {
  if (!text.endsWith("\n")) throw new NoteRefused("checkpoint_lines_missing");
  const lines = text.slice(0, -1).split("\n");
  const [origin, size, root, ...extensions] = lines;
  if (origin === undefined || size === undefined || root === undefined)
    throw new NoteRefused("checkpoint_lines_missing");
  if (lines.some((line) => line === "")) throw new NoteRefused("checkpoint_line_empty");
  if (!/^(0|[1-9]\d{0,19})$/.test(size) || BigInt(size) >= sizeLimit)
    throw new NoteRefused("checkpoint_size_malformed");
  const hash = fromBase64(root);
  if (hash?.length !== 32) throw new NoteRefused("checkpoint_root_malformed");
  return { origin, size: BigInt(size), root: hash, extensions };
}

export type CheckpointTrust = {
  readonly origin: string;
  /** Those that the caller trusts for this log. */
  readonly keys: readonly VerifierKey[];
  /** Another implementation of Ed25519, where there is a faster one. */
  readonly verify?: VerifySignature;
};

/**
 * Opens a signed checkpoint of a log: signature first, then form, then origin.
 *
 * @throws NoteRefused as `openNote` and `parseCheckpoint` do; checkpoint_origin_wrong.
 */
export function openCheckpoint(
  note: Uint8Array | string,
  { origin, keys, verify }: CheckpointTrust,
): Checkpoint & { readonly signedBy: readonly VerifierKey[] } {
  const { text, signedBy } = openNote(note, keys, verify);
  const checkpoint = parseCheckpoint(text);
  if (checkpoint.origin !== origin) throw new NoteRefused("checkpoint_origin_wrong");
  return { ...checkpoint, signedBy };
}

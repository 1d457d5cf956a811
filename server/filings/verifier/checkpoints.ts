import { bytesToHex, hexToBytes } from "@noble/hashes/utils.js";
import { type Checkpoint, openCheckpoint, parseCheckpoint } from "../../audit/checkpoint";
import { parseNote } from "../../audit/note";
import { type NoteFailure, NoteRefused } from "../../audit/note-failure";
import { parseVkey, type VerifierKey } from "../../audit/note-key";
import { type ProofFailure, verifyConsistency } from "../../audit/proof";
import type { Reading } from "./files";
import { type Manifest, names } from "./format";
import type { FailureName, Findings, Place } from "./report";

/** What the caller holds of his own, and takes from no bundle. */
export type Pinned = {
  /**
   * Public keys of one log or of several, as signed notes write them (`name+hash+base64`). The name of a key is the
   * origin of the log that it signs (C2SP tlog-checkpoint): a bundle is held against the keys of its own log only.
   */
  readonly keys: readonly string[];
  /** The checkpoint of the filing before, as the caller got it then: its signed note. */
  readonly previous?: string | Uint8Array;
};

/** The checkpoints of a bundle, as far as they could be read; `signedBy` is empty where no signature held. */
export type Checkpoints = {
  readonly asOf: Opened | null;
  readonly seal: Opened | null;
  readonly previous: Opened | null;
};
export type Opened = Checkpoint & { readonly signedBy: readonly VerifierKey[] };

const noteLimitBytes = 131_072;

const nameOf = (failure: NoteFailure): FailureName => {
  if (failure === "note_signature_wrong") return "checkpoint_signature_wrong";
  if (failure === "note_key_unknown") return "checkpoint_key_unknown";
  return "checkpoint_malformed";
};

/** What `read` gives, or null and a failure where it is refused. */
function refusable<T>(
  findings: Findings,
  at: Place,
  name: (failure: NoteFailure) => FailureName,
  read: () => T,
): T | null {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof NoteRefused)) throw error;
    findings.fail(name(error.failure), at, { found: error.failure });
    return null;
  }
}

/** The log that a bundle says it is of, and the keys of that log that the caller holds. */
type Log = { readonly origin: string; readonly keys: readonly VerifierKey[] };

/**
 * Opens a checkpoint. One whose signature does not hold is still read, so that the steps that follow can say whether
 * anything else is wrong.
 */
function open(findings: Findings, note: Uint8Array | string, at: Place, { origin, keys }: Log): Opened | null {
  const read = refusable(findings, at, nameOf, () => parseCheckpoint(parseNote(note).text));
  if (!read) return null;
  const unsigned = { ...read, signedBy: [] };
  if (read.origin !== origin) {
    findings.fail("checkpoint_origin_wrong", at, { found: read.origin, expected: origin });
    return unsigned;
  }
  // That no key of the log is held was said once, of the whole bundle.
  if (keys.length === 0) return unsigned;
  return refusable(findings, at, nameOf, () => openCheckpoint(note, { origin, keys })) ?? unsigned;
}

/** The keys that the caller holds, as far as they are any. */
const keysOf = (findings: Findings, pinned: Pinned): VerifierKey[] =>
  pinned.keys.flatMap((vkey) => {
    const at: Place = { kind: "key", value: vkey.slice(0, 80) };
    return (
      refusable(
        findings,
        at,
        () => "key_refused",
        () => parseVkey(vkey.trim()),
      ) ?? []
    );
  });

/**
 * Step "signature": every checkpoint of the bundle, and the one that the caller holds, is of the log that the bundle
 * states, and signed by a pinned key of that log.
 */
export async function openCheckpoints(
  findings: Findings,
  reading: Reading,
  manifest: Manifest,
  pinned: Pinned,
): Promise<Checkpoints & { readonly held: Opened | null }> {
  const { origin } = manifest;
  const all = keysOf(findings, pinned);
  const log: Log = { origin, keys: all.filter(({ name }) => name === origin) };
  if (log.keys.length === 0) {
    const held = [...new Set(all.map(({ name }) => name))].join(", ");
    const detail = { found: origin, ...(held && { expected: held }) };
    findings.fail("checkpoint_origin_unpinned", { kind: "field", value: "origin" }, detail);
  }
  const fromBundle = async (name: string) =>
    open(findings, await reading.whole(name, noteLimitBytes), { kind: "file", value: name }, log);
  const found = {
    asOf: await fromBundle(names.asOf),
    seal: await fromBundle(names.seal),
    previous: manifest.previous ? await fromBundle(names.previous) : null,
    held: pinned.previous ? open(findings, pinned.previous, { kind: "field", value: "--previous" }, log) : null,
  };
  findings.tried("signature");
  // A checkpoint of another log that the caller holds is refused as that, and compared with nothing here.
  return { ...found, held: found.held?.origin === origin ? found.held : null };
}

const proofBetween = (from: Checkpoint, to: Checkpoint, proof: readonly string[]): ProofFailure | null =>
  verifyConsistency({
    fromSize: from.size,
    fromRoot: from.root,
    toSize: to.size,
    toRoot: to.root,
    proof: proof.map(hexToBytes),
  });

const sizeOf = ({ size }: Checkpoint): Place => ({ kind: "size", value: size.toString() });
const stated = ({ size, root }: Checkpoint) => `${size} ${bytesToHex(root)}`;

/** Step "consistency": each checkpoint continues the one before it, and the bundle's previous one is the caller's. */
export function checkConsistency(
  findings: Findings,
  manifest: Manifest,
  { asOf, seal, previous, held }: Checkpoints & { readonly held: Opened | null },
): void {
  if (held && !manifest.previous) findings.fail("previous_missing", sizeOf(held));
  if (held && previous && stated(held) !== stated(previous))
    findings.fail("previous_differs", sizeOf(held), { found: stated(previous), expected: stated(held) });
  if (!asOf || !seal || (manifest.previous && !previous)) return;
  if (manifest.previous && previous) {
    const failure = proofBetween(previous, asOf, manifest.previous.consistency);
    if (failure) findings.fail("previous_inconsistent", sizeOf(previous), { found: failure });
  }
  const failure = proofBetween(asOf, seal, manifest.seal.consistency);
  if (failure) findings.fail("seal_inconsistent", sizeOf(seal), { found: failure });
  findings.tried("consistency");
}

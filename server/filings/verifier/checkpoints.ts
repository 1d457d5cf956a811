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
  /** Public keys of the log, as signed notes write them (`name+hash+base64`). */
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
  if (failure === "checkpoint_origin_wrong") return "checkpoint_origin_wrong";
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

/**
 * Opens a checkpoint. One whose signature does not hold is still read, so that the steps that follow can say whether
 * anything else is wrong.
 */
function open(findings: Findings, note: Uint8Array | string, at: Place, keys: readonly VerifierKey[]): Opened | null {
  // The name of a key is the name of the log that it signs (C2SP tlog-checkpoint).
  const origin = keys[0]?.name ?? "";
  const opened = refusable(findings, at, nameOf, () => openCheckpoint(note, { origin, keys }));
  if (opened) return opened;
  try {
    return { ...parseCheckpoint(parseNote(note).text), signedBy: [] };
  } catch (error) {
    if (error instanceof NoteRefused) return null;
    throw error;
  }
}

/** Step "signature": every checkpoint of the bundle, and the one that the caller holds, is signed by a pinned key. */
export async function openCheckpoints(
  findings: Findings,
  reading: Reading,
  manifest: Manifest,
  pinned: Pinned,
): Promise<Checkpoints & { readonly held: Opened | null }> {
  const keys = pinned.keys.flatMap((vkey) => {
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
  const fromBundle = async (name: string) =>
    open(findings, await reading.whole(name, noteLimitBytes), { kind: "file", value: name }, keys);
  const found = {
    asOf: await fromBundle(names.asOf),
    seal: await fromBundle(names.seal),
    previous: manifest.previous ? await fromBundle(names.previous) : null,
    held: pinned.previous ? open(findings, pinned.previous, { kind: "field", value: "--previous" }, keys) : null,
  };
  const { asOf } = found;
  if (asOf && asOf.origin !== manifest.origin)
    findings.fail(
      "checkpoint_origin_wrong",
      { kind: "field", value: "origin" },
      {
        found: manifest.origin,
        expected: asOf.origin,
      },
    );
  findings.tried("signature");
  return found;
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

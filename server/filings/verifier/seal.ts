import { hexToBytes } from "@noble/hashes/utils.js";
import { verifyInclusion } from "../../audit/proof";
import { rowOf } from "../log-row";
import type { Opened } from "./checkpoints";
import type { Reading } from "./files";
import { type BundledFile, type Manifest, names } from "./format";
import type { Findings, Place } from "./report";
import { commitmentOf, hashOfHeader, leafAt } from "./walk";

const field = (value: string): Place => ({ kind: "field", value });

/**
 * Step "seal": the entry with which the filing was sealed is in the log, and it is about this filing as of this point.
 *
 * @returns what it says of the documents: kind → SHA-256, hex; null where it could not be read.
 */
export function checkSeal(
  findings: Findings,
  { seal, filing, range }: Manifest,
  { asOf, checkpoint }: { readonly asOf: Opened | null; readonly checkpoint: Opened | null },
): Readonly<Record<string, unknown>> | null {
  const { header } = seal;
  const row = rowOf(Number(header.i), seal.body);
  let commitment: string;
  try {
    commitment = commitmentOf(seal);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    commitment = "";
  }
  if (!row || commitment !== header.c) findings.fail("seal_commitment_wrong", leafAt(header.i));
  if (!row) return null;
  const differs = (name: string, found: unknown, expected: string) => {
    if (found !== expected) findings.fail("seal_differs", field(name), { found: String(found), expected });
  };
  differs("action", row.action, "filing.sealed");
  differs("number", row.pub.number, filing);
  differs("asOf", row.pub.asOf, range.size);
  if (asOf) differs("root", row.pub.root, Array.from(asOf.root, (byte) => byte.toString(16).padStart(2, "0")).join(""));
  if (checkpoint) {
    const failure = verifyInclusion({
      index: BigInt(header.i),
      size: checkpoint.size,
      leafHash: hashOfHeader(header),
      root: checkpoint.root,
      proof: seal.inclusion.map(hexToBytes),
    });
    if (failure) findings.fail("seal_not_in_log", leafAt(header.i), { found: failure });
    findings.tried("seal");
  }
  const { files } = row.pub;
  return typeof files === "object" && files !== null && !Array.isArray(files)
    ? (files as Readonly<Record<string, unknown>>)
    : {};
}

const proof: readonly string[] = [names.asOf, names.seal, names.previous, names.leaves];
const at = (name: string): Place => ({ kind: "file", value: name });

function checkFile(findings: Findings, file: BundledFile, found: { sha256: string; bytes: number }): void {
  if (found.sha256 !== file.sha256 || found.bytes !== file.bytes)
    findings.fail("file_hash_wrong", at(file.name), { found: found.sha256, expected: file.sha256 });
}

/**
 * Step "files": every file is the one that `bundle.json` lists, and every document the one that was sealed.
 *
 * @param sealed kind → SHA-256 from the entry of the seal; null where that could not be read.
 */
export async function checkFiles(
  findings: Findings,
  reading: Reading,
  { files }: Manifest,
  sealed: Readonly<Record<string, unknown>> | null,
  list: readonly string[],
): Promise<void> {
  const kinds = new Set<string>();
  for (const file of files) {
    const found = await reading.digest(file.name);
    checkFile(findings, file, found);
    // What was sealed has a kind of its own; parts of the proof, which prove themselves, have none.
    const isProof = proof.includes(file.name);
    const isSealed =
      file.kind !== null && !kinds.has(file.kind) && (file.name === names.filing) === (file.kind === "json");
    if (file.kind !== null) kinds.add(file.kind);
    if (isProof ? file.kind === null : isSealed && (sealed === null || sealed[file.kind ?? ""] === found.sha256))
      continue;
    findings.fail("file_not_sealed", at(file.name), {
      found: found.sha256,
      expected: String(sealed?.[file.kind ?? ""] ?? "–"),
    });
  }
  const listed = new Set([names.manifest, ...files.map((file) => file.name)]);
  for (const name of list) if (!listed.has(name)) findings.fail("bundle_file_surplus", at(name));
  for (const name of [names.asOf, names.seal, names.leaves, names.filing])
    if (!listed.has(name)) findings.fail("file_not_listed", at(name));
  for (const kind of Object.keys(sealed ?? {})) if (!kinds.has(kind)) findings.fail("bundle_file_missing", at(kind));
  findings.tried("files");
}

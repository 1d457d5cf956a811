import { bytesToHex } from "@noble/hashes/utils.js";
import { DispositionReader, disposition } from "../disposition";
import { checkAggregates } from "./aggregates";
import { checkConsistency, type Opened, openCheckpoints, type Pinned } from "./checkpoints";
import { Closing } from "./closing";
import { Reading } from "./files";
import { type Manifest, names } from "./format";
import { lookBackKinds, openedKinds } from "./kinds";
import { linesOf } from "./pieces";
import { Findings, type Report, type Summary, Unreadable } from "./report";
import { checkFiles, checkSeal } from "./seal";
import { manifestOf } from "./shape";
import { type Source, unzip } from "./unzip";
import { Walk } from "./walk";

const manifestLimitBytes = 4_194_304;

/** Steps "leaves", "root", "headers", "predicate" and "disclosures": one walk through the rows. */
async function walkThrough(findings: Findings, reading: Reading, manifest: Manifest, asOf: Opened | null) {
  const reader = new DispositionReader(new Date(manifest.period.start), new Date(manifest.period.end));
  const closing = new Closing(findings, manifest);
  const walk = new Walk(findings, {
    manifest,
    origin: asOf?.origin ?? manifest.origin,
    kinds: openedKinds,
    lookBack: lookBackKinds,
    take: (row) => {
      reader.take(row);
      closing.take(row);
    },
  });
  for await (const line of linesOf(names.leaves, reading.pieces(names.leaves))) walk.take(line);
  const root = walk.end();
  closing.end(walk);
  findings.tried("leaves", "headers", "disclosures");
  const at = { kind: "size", value: manifest.range.size } as const;
  if (root === null) findings.fail("range_root_unknown", at);
  else if (asOf) {
    if (asOf.size.toString() !== manifest.range.size)
      findings.fail("as_of_differs", at, { found: asOf.size.toString(), expected: manifest.range.size });
    else if (bytesToHex(asOf.root) !== root)
      findings.fail("range_root_wrong", at, { found: root, expected: bytesToHex(asOf.root) });
    findings.tried("root");
  }
  return { walk, result: reader.result() };
}

/**
 * Verifies the bundle of a filing: trusts the pinned keys and nothing else, needs no network, no database and no
 * clock. All steps are carried through as far as they can be, so that the report says everything that is wrong.
 * Memory grows with the measures of the filing (its ledger is recomputed), not with the length of the log.
 *
 * @param source the bundle as it is on disk, or was dropped on a page.
 * @param progress hears how many bytes of how many have been read.
 */
export async function verifyBundle(
  source: Source,
  pinned: Pinned,
  progress: (done: number, total: number) => void = () => {},
): Promise<Report> {
  const findings = new Findings();
  let summary: Summary | null = null;
  try {
    const files = await unzip(source);
    const reading = new Reading(files, progress);
    const manifest = manifestOf(new TextDecoder().decode(await reading.whole(names.manifest, manifestLimitBytes)));
    if (manifest.specification.key !== disposition.key || manifest.specification.version !== disposition.version)
      throw new Unreadable("specification_unknown", { kind: "field", value: manifest.specification.key });
    const checkpoints = await openCheckpoints(findings, reading, manifest, pinned);
    checkConsistency(findings, manifest, checkpoints);
    const { asOf } = checkpoints;
    const { walk, result } = await walkThrough(findings, reading, manifest, asOf);
    const [signer] = asOf?.signedBy ?? [];
    summary = {
      filing: manifest.filing,
      origin: manifest.origin,
      period: manifest.period,
      size: manifest.range.size,
      root: asOf ? bytesToHex(asOf.root) : "",
      signedBy: signer ? `${signer.name}+${signer.id.toString(16).padStart(8, "0")}` : null,
      previous: manifest.previous?.filing ?? null,
      leaves: walk.shown,
      opened: walk.opened,
      figures: result.figures,
    };
    await checkAggregates(findings, reading, manifest, summary.root, result);
    const sealed = checkSeal(findings, manifest, { asOf, checkpoint: checkpoints.seal });
    await checkFiles(
      findings,
      reading,
      manifest,
      sealed,
      files.list.map(({ name }) => name),
    );
    findings.tried("bundle");
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    findings.fail(error.failure, error.at);
  }
  return findings.report(summary);
}

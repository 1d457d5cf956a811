import { setTimeout as wait } from "node:timers/promises";
import { proveConsistency, proveInclusion } from "../../audit/tree-store";
import { Refused } from "../../kernel/refusal";
import { read } from "../../read";
import { type FileKind, refuse } from "../contract";
import { signIfAble } from "../freeze";
import { periodId } from "../period";
import { predicateHash } from "../predicate";
import { type FilingRow, filingByNumber, firstLeafSince } from "../store";
import {
  checkpointAt,
  checkpointHolding,
  isClosed,
  leafOfEntry,
  type OpenLeaf,
  previousFiling,
  type SignedNote,
} from "../store-bundle";
import { filesOf, readParts } from "../store-parts";
import { linesOf } from "./lines";
import { type BundleParts, writeBundle } from "./write";

const hex = (hashes: readonly Uint8Array[]) => hashes.map((hash) => Buffer.from(hash).toString("hex"));

type Row = FilingRow & { readonly sealedAt: Date };

/** A sealed filing and its as-of checkpoint. Refuses: missing, bundle-none. */
async function sealedFiling(number: string): Promise<{ row: Row; asOf: SignedNote }> {
  return read(async (tx) => {
    const row = await filingByNumber(tx, number);
    if (!row) throw new Refused(refuse("missing"));
    const { sealedAt } = row;
    const asOf = sealedAt && (await checkpointAt(tx, row.asOfSize, row.asOfRoot));
    if (!asOf) throw new Refused(refuse("bundle-none"));
    return { row: { ...row, sealedAt }, asOf };
  });
}

type Seal = {
  readonly leaf: OpenLeaf & { readonly body: string; readonly salt: string };
  readonly checkpoint: SignedNote;
};

/** How often to look whether a seal has its leaf and its signature. */
const lookEveryMs = 300;

/**
 * The entry of the seal and the first checkpoint that holds it.
 * Refuses: bundle-wait, when the worker has not signed it in `patienceMs`; bundle-none, when its log was closed before.
 */
async function sealOf(row: Row, origin: string, now: Date, patienceMs: number): Promise<Seal> {
  const find = () =>
    read(async (tx) => {
      const leaf = await leafOfEntry(tx, row.log, "filing", row.id, "filing.sealed");
      const checkpoint = leaf && (await checkpointHolding(tx, origin, leaf.index));
      return checkpoint && leaf.body !== null && leaf.salt !== null
        ? { leaf: { ...leaf, body: leaf.body, salt: leaf.salt }, checkpoint }
        : null;
    });
  const until = performance.now() + patienceMs;
  for (;;) {
    const found = await find();
    if (found) return found;
    if (await read((tx) => isClosed(tx, row.log))) throw new Refused(refuse("bundle-none"));
    await signIfAble(now);
    const signed = await find();
    if (signed) return signed;
    if (performance.now() >= until) throw new Refused(refuse("bundle-wait"));
    await wait(lookEveryMs);
  }
}

/** Where the entry that closed this very period stands, if it is among the leaves of the filing. */
async function closingOf(row: Row): Promise<BundleParts["closed"]> {
  const id = periodId({ start: row.periodStart, end: row.periodEnd });
  const leaf = await read((tx) => leafOfEntry(tx, row.log, "period", id, "period.closed", row.log));
  if (!leaf?.body || leaf.index >= BigInt(row.asOfSize)) return null;
  const { pub } = JSON.parse(leaf.body) as { readonly pub: { readonly range: { readonly size: string } } };
  return { leaf: leaf.index.toString(), size: pub.range.size };
}

async function previousOf(row: Row, asOf: SignedNote) {
  return read(async (tx) => {
    const before = await previousFiling(tx, asOf.origin, row);
    if (!before) return { stated: null, note: null };
    const consistency = hex(await proveConsistency(tx, row.log, before.size, asOf.size));
    return { stated: { filing: before.filing, consistency }, note: before.note };
  });
}

async function documentsOf(row: Row): Promise<BundleParts["documents"]> {
  const files = await read((tx) => filesOf(tx, row.id));
  return files.map(({ kind, name }) => ({
    kind: kind as FileKind,
    name,
    pieces: () => readParts(read, row.id, kind as FileKind),
  }));
}

/**
 * The bundle of a sealed filing, made from the log and the sealed files as it is read: the same bytes each time, as
 * long as a seal's first checkpoint is what it was.
 * Refuses: missing, bundle-none, bundle-wait, and a log that stands still before the seal was signed.
 *
 * @param patienceMs how long to wait for the checkpoint of a filing that was sealed just now.
 */
export async function openBundle(
  number: string,
  now: Date,
  patienceMs = 0,
): Promise<{ readonly name: string; readonly pieces: AsyncGenerator<Uint8Array> }> {
  const { row, asOf } = await sealedFiling(number);
  const seal = await sealOf(row, asOf.origin, now, patienceMs);
  const previous = await previousOf(row, asOf);
  const proofs = await read(async (tx) => ({
    inclusion: hex(await proveInclusion(tx, row.log, seal.leaf.index, seal.checkpoint.size)),
    consistency: hex(await proveConsistency(tx, row.log, asOf.size, seal.checkpoint.size)),
  }));
  const start = await read((tx) => firstLeafSince(tx, row.log, row.periodStart));
  const first = Math.min(start ?? row.asOfSize, row.asOfSize);
  const pieces = writeBundle({
    filing: row.number,
    origin: asOf.origin,
    specification: { key: row.specification, version: row.specificationVersion },
    predicate: predicateHash(),
    period: { start: row.periodStart.toISOString(), end: row.periodEnd.toISOString() },
    range: { first: String(first), size: String(row.asOfSize) },
    previous: previous.stated,
    closed: await closingOf(row),
    seal: { header: seal.leaf.envelope, opening: seal.leaf, ...proofs },
    notes: { asOf: asOf.note, seal: seal.checkpoint.note, previous: previous.note },
    lines: linesOf({ log: row.log, first: BigInt(first), size: BigInt(row.asOfSize) }),
    documents: await documentsOf(row),
  });
  return { name: `${row.number}-bundle.zip`, pieces };
}

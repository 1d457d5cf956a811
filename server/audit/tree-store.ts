import type { Reader } from "../../db/client";
import { LogBroken } from "./failure";
import { consistencyRanges, inclusionRanges, type Node, nodesOf, proofOf, type Range } from "./proof";
import { leafHashes, tilesBetween } from "./store";
import { type Hash, hashesOf, subtreeRoot, tileHeight, tileRoot, tileWidth } from "./tree";

const width = BigInt(tileWidth);

/** Neighbouring hashes as one tile level has them: those of leaves, or roots of the full tiles below. */
async function hashesBetween(tx: Reader, log: number, level: number, begin: bigint, end: bigint): Promise<Hash[]> {
  if (level === 0) {
    const leaves = await leafHashes(tx, log, begin, end);
    if (BigInt(leaves.length) !== end - begin) throw new LogBroken("leaf_missing", begin.toString());
    return leaves;
  }
  const below = await tilesBetween(tx, log, level - 1, begin, end);
  return Array.from({ length: Number(end - begin) }, (_, nth) => {
    const tile = below.get(begin + BigInt(nth));
    if (tile?.length !== tileWidth * 32) throw new LogBroken("tile_missing", `${level - 1}/${begin + BigInt(nth)}`);
    return tileRoot(tile);
  });
}

/** Hashes of one tile from `begin` (inclusive) to `end` (exclusive). Of a tile that is not full, no others are made. */
async function hashesWithin(tx: Reader, log: number, level: number, begin: bigint, end: bigint): Promise<Hash[]> {
  const index = begin / width;
  const kept = (await tilesBetween(tx, log, level, index, index + 1n)).get(index);
  if (!kept) return hashesBetween(tx, log, level, begin, end);
  if (kept.length !== tileWidth * 32) throw new LogBroken("tile_wrong", `${level}/${index}`);
  return hashesOf(kept).slice(Number(begin - index * width), Number(end - index * width));
}

/**
 * The first `count` hashes of a tile, 1 to 256, whether the tile is full yet or not.
 *
 * @throws LogBroken when the log is too short for them, or they are gone.
 */
export const tileHashes = (tx: Reader, log: number, level: number, index: bigint, count: number): Promise<Hash[]> =>
  hashesWithin(tx, log, level, index * width, index * width + BigInt(count));

/** The root of a complete subtree. */
async function subtreeHash(tx: Reader, log: number, { level, index }: Node): Promise<Hash> {
  const rest = level % tileHeight;
  const begin = index << BigInt(rest);
  return subtreeRoot(await hashesWithin(tx, log, (level - rest) / tileHeight, begin, begin + (1n << BigInt(rest))));
}

const keyOf = ({ level, index }: Node) => `${level}/${index}`;

async function provenBy(tx: Reader, log: number, ranges: readonly Range[]): Promise<Hash[]> {
  const found = new Map<string, Hash>();
  for (const node of ranges.flatMap(nodesOf)) found.set(keyOf(node), await subtreeHash(tx, log, node));
  return proofOf(ranges, (node) => found.get(keyOf(node)) as Hash);
}

/** The root that the log had when it had `size` leaves, out of its tiles. Throws LogBroken where they are gone. */
export const rootAt = async (tx: Reader, log: number, size: bigint): Promise<Hash> =>
  (await provenBy(tx, log, [{ begin: 0n, end: size }]))[0] as Hash;

/** The proof that the leaf `index` is in the tree of `size` leaves. Throws LogBroken where hashes are gone. */
export const proveInclusion = (tx: Reader, log: number, index: bigint, size: bigint): Promise<Hash[]> =>
  provenBy(tx, log, inclusionRanges(index, size));

/** The proof that the tree of `toSize` leaves begins with that of `fromSize`, 1 or more. Throws LogBroken where hashes are gone. */
export const proveConsistency = (tx: Reader, log: number, fromSize: bigint, toSize: bigint): Promise<Hash[]> =>
  provenBy(tx, log, consistencyRanges(fromSize, toSize));

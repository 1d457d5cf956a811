import { sha256 } from "@noble/hashes/sha2.js";
import { assert } from "../kernel/assert";

/** 32 bytes. */
export type Hash = Uint8Array;

/** Hashes in a full tile (tlog-tiles), and its height in levels of the tree. */
export const tileWidth = 256;
export const tileHeight = 8;

/** The root of a tree without leaves: SHA-256 of nothing (RFC 6962, 2.1). */
export const emptyRoot: Hash = sha256(new Uint8Array());

/** The hash of a leaf: SHA-256(0x00 ‖ data) (RFC 6962, 2.1). */
export function leafHash(data: Uint8Array): Hash {
  const prefixed = new Uint8Array(data.length + 1);
  prefixed.set(data, 1);
  return sha256(prefixed);
}

/** The hash of an inner node: SHA-256(0x01 ‖ left ‖ right) (RFC 6962, 2.1). */
export function nodeHash(left: Hash, right: Hash): Hash {
  const joined = new Uint8Array(65);
  joined[0] = 1;
  joined.set(left, 1);
  joined.set(right, 33);
  return sha256(joined);
}

/** The right edge of a tree: the roots of its complete subtrees, largest first. One for each bit that is set in `size`. */
export type Edge = { readonly size: bigint; readonly frontier: readonly Hash[] };

export const emptyEdge: Edge = { size: 0n, frontier: [] };

const bitsSet = (size: bigint) => size.toString(2).replaceAll("0", "").length;

/** Whether an edge that was stored can be one at all. */
export const isEdge = ({ size, frontier }: Edge): boolean =>
  size >= 0n && frontier.length === bitsSet(size) && frontier.every((hash) => hash.length === 32);

/** Appends leaves to the edge of a tree; each leaf costs one further hash on average. */
export function appendLeaves(edge: Edge, leafHashes: readonly Hash[]): Edge {
  const frontier = [...edge.frontier];
  let { size } = edge;
  for (const leaf of leafHashes) {
    let subtree = leaf;
    for (let rest = size; rest & 1n; rest >>= 1n) subtree = nodeHash(frontier.pop() as Hash, subtree);
    frontier.push(subtree);
    size += 1n;
  }
  return { size, frontier };
}

/** Joins the roots of complete subtrees, largest first, into the root of the tree that they make up. */
export function foldSubtrees(subtrees: readonly Hash[]): Hash {
  const last = subtrees.at(-1);
  if (!last) return emptyRoot;
  return subtrees.slice(0, -1).reduceRight((right, left) => nodeHash(left, right), last);
}

/** The root of the tree behind an edge. */
export const rootOf = (edge: Edge): Hash => foldSubtrees(edge.frontier);

/** 256 neighbouring hashes of one level; `hashes` is their concatenation. Level 0 holds leaves, level n the roots of tiles of level n − 1. */
export type Tile = { readonly level: number; readonly index: bigint; readonly hashes: Uint8Array };

/** The single hashes of a tile, full or not. */
export function hashesOf(tile: Uint8Array): Hash[] {
  assert(tile.length % 32 === 0, `a tile of ${tile.length} bytes`);
  return Array.from({ length: tile.length / 32 }, (_, at) => tile.subarray(at * 32, at * 32 + 32));
}

/** The root of a complete subtree, out of 2^n neighbouring hashes of one level. */
export function subtreeRoot(hashes: readonly Hash[]): Hash {
  let row = hashes;
  while (row.length > 1)
    row = Array.from({ length: row.length / 2 }, (_, at) => nodeHash(row[2 * at] as Hash, row[2 * at + 1] as Hash));
  return row[0] as Hash;
}

/** The root of a full tile: what it is worth in the tile above it. */
export function tileRoot(tile: Uint8Array): Hash {
  assert(tile.length === tileWidth * 32, "only a full tile has a root of its own");
  return subtreeRoot(hashesOf(tile));
}

/** A tile out of its hashes. */
export function tileOf(level: number, index: bigint, hashes: readonly Hash[]): Tile {
  assert(hashes.length === tileWidth, "only full tiles are kept");
  const bytes = new Uint8Array(tileWidth * 32);
  hashes.forEach((hash, at) => {
    bytes.set(hash, at * 32);
  });
  return { level, index, hashes: bytes };
}

/** How many full tiles of a level a tree of this size has. */
export const fullTiles = (size: bigint, level: number): bigint => size >> BigInt(tileHeight * (level + 1));

import { emptyRoot, foldSubtrees, type Hash, nodeHash } from "./tree";

/** Why a proof was refused. `null` in its place means that it holds. */
export const proofFailures = [
  "proof_size_out_of_range",
  "proof_hash_malformed",
  "proof_length_wrong",
  "proof_root_mismatch",
] as const;
export type ProofFailure = (typeof proofFailures)[number];

const sizeLimit = 1n << 64n;
const isHash = (hash: Hash) => hash.length === 32;
const isSame = (a: Hash, b: Hash) => a.length === b.length && a.every((byte, at) => byte === b[at]);
const bitLength = (value: bigint) => (value === 0n ? 0 : value.toString(2).length);
const bitsSet = (value: bigint) => value.toString(2).replaceAll("0", "").length;

/** How many hashes of a path lie inside the last subtree that the leaf shares with the right edge, and how many beside it. */
function pathParts(index: bigint, size: bigint): { inner: number; border: number } {
  const inner = bitLength(index ^ (size - 1n));
  return { inner, border: bitsSet(index >> BigInt(inner)) };
}

const isLeft = (index: bigint, level: number) => ((index >> BigInt(level)) & 1n) === 0n;
const chainInner = (seed: Hash, path: readonly Hash[], index: bigint) =>
  path.reduce((hash, beside, level) => (isLeft(index, level) ? nodeHash(hash, beside) : nodeHash(beside, hash)), seed);
const chainInnerRight = (seed: Hash, path: readonly Hash[], index: bigint) =>
  path.reduce((hash, beside, level) => (isLeft(index, level) ? hash : nodeHash(beside, hash)), seed);
const chainBorder = (seed: Hash, path: readonly Hash[]) => path.reduce((hash, beside) => nodeHash(beside, hash), seed);

export type Inclusion = {
  readonly index: bigint;
  readonly size: bigint;
  readonly leafHash: Hash;
  readonly root: Hash;
  readonly proof: readonly Hash[];
};

/**
 * Checks that the leaf at `index` is in the tree of `size` leaves with this root (RFC 6962, 2.1.1).
 * Sizes below 2^64; a proof is measured before anything is hashed.
 */
export function verifyInclusion({ index, size, leafHash, root, proof }: Inclusion): ProofFailure | null {
  if (index < 0n || size >= sizeLimit || index >= size) return "proof_size_out_of_range";
  const { inner, border } = pathParts(index, size);
  if (proof.length !== inner + border) return "proof_length_wrong";
  if (!isHash(leafHash) || !isHash(root) || !proof.every(isHash)) return "proof_hash_malformed";
  const computed = chainBorder(chainInner(leafHash, proof.slice(0, inner), index), proof.slice(inner));
  return isSame(computed, root) ? null : "proof_root_mismatch";
}

export type Consistency = {
  readonly fromSize: bigint;
  readonly toSize: bigint;
  readonly fromRoot: Hash;
  readonly toRoot: Hash;
  readonly proof: readonly Hash[];
};

/**
 * Checks that the larger tree begins with all leaves of the smaller one, in order (RFC 6962, 2.1.2).
 * A proof from the empty tree to a larger one says nothing and is refused.
 */
export function verifyConsistency({ fromSize, toSize, fromRoot, toRoot, proof }: Consistency): ProofFailure | null {
  if (fromSize < 0n || toSize < fromSize || toSize >= sizeLimit) return "proof_size_out_of_range";
  if (fromSize === toSize) {
    if (proof.length > 0) return "proof_length_wrong";
    if (fromSize === 0n && !isSame(fromRoot, emptyRoot)) return "proof_root_mismatch";
    return isSame(fromRoot, toRoot) ? null : "proof_root_mismatch";
  }
  if (fromSize === 0n) return "proof_size_out_of_range";

  // The path of the smaller tree's last leaf, from the largest complete subtree that ends there.
  const parts = pathParts(fromSize - 1n, toSize);
  const shift = bitLength(fromSize & -fromSize) - 1;
  const inner = parts.inner - shift;
  const isComplete = fromSize === 1n << BigInt(shift);
  const start = isComplete ? 0 : 1;
  if (proof.length !== start + inner + parts.border) return "proof_length_wrong";
  if (!isHash(fromRoot) || !isHash(toRoot) || !proof.every(isHash)) return "proof_hash_malformed";
  const seed = isComplete ? fromRoot : (proof[0] as Hash);
  const innerPath = proof.slice(start, start + inner);
  const border = proof.slice(start + inner);
  const index = (fromSize - 1n) >> BigInt(shift);
  if (!isSame(chainBorder(chainInnerRight(seed, innerPath, index), border), fromRoot)) return "proof_root_mismatch";
  return isSame(chainBorder(chainInner(seed, innerPath, index), border), toRoot) ? null : "proof_root_mismatch";
}

/** Leaves from `begin` (inclusive) to `end` (exclusive) whose subtree's root is one hash of a proof. */
export type Range = { readonly begin: bigint; readonly end: bigint };
/** A complete subtree of 2^level leaves, the `index`-th of its level. */
export type Node = { readonly level: number; readonly index: bigint };

/** The largest power of two that is smaller than `size`; `size` is at least 2. */
const splitOf = (size: bigint) => 1n << BigInt(bitLength(size - 1n) - 1);

/** What a proof of inclusion consists of, in order (RFC 6962, 2.1.1). */
export function inclusionRanges(index: bigint, size: bigint): Range[] {
  if (index < 0n || index >= size) throw new RangeError("no such leaf");
  const path = ({ begin, end }: Range): Range[] => {
    if (end - begin === 1n) return [];
    const middle = begin + splitOf(end - begin);
    return index < middle
      ? [...path({ begin, end: middle }), { begin: middle, end }]
      : [...path({ begin: middle, end }), { begin, end: middle }];
  };
  return path({ begin: 0n, end: size });
}

/** What a proof of consistency consists of, in order (RFC 6962, 2.1.2). */
export function consistencyRanges(fromSize: bigint, toSize: bigint): Range[] {
  if (fromSize <= 0n || fromSize > toSize) throw new RangeError("no proof between these sizes");
  const path = ({ begin, end }: Range, isWhole: boolean): Range[] => {
    if (end === fromSize) return isWhole ? [] : [{ begin, end }];
    const middle = begin + splitOf(end - begin);
    return fromSize <= middle
      ? [...path({ begin, end: middle }, isWhole), { begin: middle, end }]
      : [...path({ begin: middle, end }, false), { begin, end: middle }];
  };
  return path({ begin: 0n, end: toSize }, true);
}

/** The complete subtrees that make up a range, from left to right, each as large as its place and the rest allow. */
export function nodesOf({ begin, end }: Range): Node[] {
  const nodes: Node[] = [];
  for (let at = begin; at < end; ) {
    const fits = bitLength(end - at) - 1;
    const level = at === 0n ? fits : Math.min(fits, bitLength(at & -at) - 1);
    nodes.push({ level, index: at >> BigInt(level) });
    at += 1n << BigInt(level);
  }
  return nodes;
}

/** The hashes of a proof, out of the hashes of complete subtrees. */
export const proofOf = (ranges: readonly Range[], hashAt: (node: Node) => Hash): Hash[] =>
  ranges.map((range) => foldSubtrees(nodesOf(range).map(hashAt)));

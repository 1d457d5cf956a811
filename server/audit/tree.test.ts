import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { consistencyRanges, inclusionRanges, type Node, proofOf, verifyConsistency, verifyInclusion } from "./proof";
import {
  appendLeaves,
  emptyEdge,
  emptyRoot,
  foldSubtrees,
  fullTiles,
  type Hash,
  isEdge,
  leafHash,
  nodeHash,
  rootOf,
  tileOf,
  tileRoot,
} from "./tree";

const leavesOf = (count: number) => Array.from({ length: count }, (_, at) => leafHash(Buffer.from(`leaf ${at}`)));

/** The definition of RFC 6962, word for word, to hold the fast forms against. */
function definition(leaves: readonly Hash[]): Hash {
  if (leaves.length === 0) return emptyRoot;
  if (leaves.length === 1) return leaves[0] as Hash;
  let split = 1;
  while (split * 2 < leaves.length) split *= 2;
  return nodeHash(definition(leaves.slice(0, split)), definition(leaves.slice(split)));
}
const hashAt =
  (leaves: readonly Hash[]) =>
  ({ level, index }: Node) =>
    definition(leaves.slice(Number(index) * 2 ** level, (Number(index) + 1) * 2 ** level));

describe("tree", () => {
  test("appending in any batches gives the root of the definition", () => {
    const leaves = leavesOf(300);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 70 }), { maxLength: 5 }), (batches) => {
        let edge = emptyEdge;
        let at = 0;
        for (const count of batches) {
          const next = leaves.slice(at, at + count);
          edge = appendLeaves(edge, next);
          at += next.length;
        }
        expect(edge.size).toBe(BigInt(at));
        expect(isEdge(edge)).toBe(true);
        expect(rootOf(edge)).toEqual(definition(leaves.slice(0, at)));
      }),
      { numRuns: 40 },
    );
  });

  test("a leaf that stands beyond 2^53 is appended exactly", () => {
    const [one, two, leaf] = leavesOf(3) as [Hash, Hash, Hash];
    const size = 2n ** 60n + 1n;
    const edge = appendLeaves({ size, frontier: [one, two] }, [leaf]);
    expect(edge.size).toBe(2n ** 60n + 2n);
    expect(edge.frontier).toEqual([one, nodeHash(two, leaf)]);
  });

  test("the root of a full tile is the root of its leaves", () => {
    const leaves = leavesOf(256);
    expect(tileRoot(tileOf(0, 0n, leaves).hashes)).toEqual(definition(leaves));
    expect(() => tileOf(0, 0n, leaves.slice(1))).toThrow();
    expect(() => tileRoot(new Uint8Array(32))).toThrow();
    expect([
      fullTiles(255n, 0),
      fullTiles(256n, 0),
      fullTiles(65_536n, 0),
      fullTiles(65_535n, 1),
      fullTiles(65_536n, 1),
    ]).toEqual([0n, 1n, 256n, 0n, 1n]);
  });

  test("an edge whose hashes do not fit its size is none", () => {
    expect(isEdge({ size: 3n, frontier: leavesOf(2) })).toBe(true);
    expect(isEdge({ size: 3n, frontier: leavesOf(1) })).toBe(false);
    expect(isEdge({ size: 1n, frontier: [new Uint8Array(31)] })).toBe(false);
    expect(foldSubtrees([])).toEqual(emptyRoot);
  });
});

describe("proof", () => {
  const leaves = leavesOf(70);

  test("every proof that we make holds, and no longer once anything about it is changed", () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 70 }), fc.nat(), fc.nat(), (size, seed, spot) => {
        const root = definition(leaves.slice(0, size));
        const index = seed % size;
        const proof = proofOf(inclusionRanges(BigInt(index), BigInt(size)), hashAt(leaves));
        const given = { index: BigInt(index), size: BigInt(size), leafHash: leaves[index] as Hash, root, proof };
        expect(verifyInclusion(given)).toBeNull();
        expect(verifyInclusion({ ...given, index: BigInt((index + 1) % size) })).not.toBeNull();
        const altered = proof.map((hash, at) => (at === spot % proof.length ? leafHash(hash) : hash));
        expect(verifyInclusion({ ...given, proof: altered })).toBe("proof_root_mismatch");
        expect(verifyInclusion({ ...given, proof: proof.slice(1) })).toBe("proof_length_wrong");

        const fromSize = 1 + (seed % (size - 1));
        const older = definition(leaves.slice(0, fromSize));
        const between = {
          fromSize: BigInt(fromSize),
          toSize: BigInt(size),
          fromRoot: older,
          toRoot: root,
          proof: proofOf(consistencyRanges(BigInt(fromSize), BigInt(size)), hashAt(leaves)),
        };
        expect(verifyConsistency(between)).toBeNull();
        expect(verifyConsistency({ ...between, fromRoot: leafHash(older) })).toBe("proof_root_mismatch");
        expect(verifyConsistency({ ...between, proof: [...between.proof, root] })).toBe("proof_length_wrong");
      }),
      { numRuns: 200 },
    );
  });

  test("a proof with a million hashes and a size of 2^64 - 1 is refused before it is hashed", () => {
    const million = new Array<Hash>(1_000_000).fill(emptyRoot);
    const size = 2n ** 64n - 1n;
    expect(verifyInclusion({ index: 5n, size, leafHash: emptyRoot, root: emptyRoot, proof: million })).toBe(
      "proof_length_wrong",
    );
    expect(verifyInclusion({ index: 5n, size: size + 1n, leafHash: emptyRoot, root: emptyRoot, proof: [] })).toBe(
      "proof_size_out_of_range",
    );
    expect(
      verifyConsistency({ fromSize: 5n, toSize: size, fromRoot: emptyRoot, toRoot: emptyRoot, proof: million }),
    ).toBe("proof_length_wrong");
    expect(
      verifyInclusion({ index: 0n, size: 1n, leafHash: new Uint8Array(31), root: new Uint8Array(31), proof: [] }),
    ).toBe("proof_hash_malformed");
  });
});

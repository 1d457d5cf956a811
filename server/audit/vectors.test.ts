import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import canonicalize from "canonicalize";
import { describe, expect, test } from "vitest";
import { consistencyRanges, inclusionRanges, type Node, proofOf, verifyConsistency, verifyInclusion } from "./proof";
import { appendLeaves, emptyEdge, type Hash, hashesOf, leafHash, nodeHash, rootOf } from "./tree";

// Vectors that nobody here wrote. They stand beside the checkout; a checkout without them says so and goes on.
const data = fileURLToPath(new URL("../../../shared/data", import.meta.url));
const isThere = existsSync(data);
if (!isThere) process.stderr.write("Skipped: the public vectors are not beside this checkout (../shared/data).\n");

const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();

const bytes = (base64: string): Hash => new Uint8Array(Buffer.from(base64, "base64"));
/** Sizes go beyond 2^53, which a JSON number would round silently. */
const readCase = (file: string) => {
  const value = JSON.parse(
    readFileSync(file, "utf8").replace(/"(leafIdx|treeSize|size1|size2)":\s*(-?\d+)/g, '"$1": "$2"'),
  ) as Record<"leafIdx" | "treeSize" | "size1" | "size2" | "root" | "root1" | "root2" | "leafHash", string> & {
    proof: string[] | null;
    wantErr: boolean;
  };
  return { ...value, proof: (value.proof ?? []).map(bytes) };
};

describe.skipIf(!isThere)("the public vectors of transparency-dev/merkle", () => {
  test("98 proofs of inclusion", () => {
    const files = filesBelow(path.join(data, "merkle/inclusion"));
    const found = files.map((file) => {
      const given = readCase(file);
      const failure = verifyInclusion({
        index: BigInt(given.leafIdx),
        size: BigInt(given.treeSize),
        leafHash: bytes(given.leafHash),
        root: bytes(given.root),
        proof: given.proof,
      });
      expect(failure !== null, `${path.basename(file)}: ${failure}`).toBe(given.wantErr);
      return failure;
    });
    expect(found).toHaveLength(98);
    expect(found.filter((failure) => failure === null)).toHaveLength(6);
  });

  test("98 proofs of consistency", () => {
    const files = filesBelow(path.join(data, "merkle/consistency"));
    const found = files.map((file) => {
      const given = readCase(file);
      const failure = verifyConsistency({
        fromSize: BigInt(given.size1),
        toSize: BigInt(given.size2),
        fromRoot: bytes(given.root1),
        toRoot: bytes(given.root2),
        proof: given.proof,
      });
      expect(failure !== null, `${path.basename(file)}: ${failure}`).toBe(given.wantErr);
      return failure;
    });
    expect(found).toHaveLength(98);
    expect(found.filter((failure) => failure === null)).toHaveLength(6);
  });
});

describe.skipIf(!isThere)("the public vectors of RFC 8785", () => {
  test.each(["arrays", "french", "structures", "unicode", "values", "weird"])("%s", (name) => {
    const input: unknown = JSON.parse(readFileSync(path.join(data, `jcs/input/${name}.json`), "utf8"));
    const wanted = readFileSync(path.join(data, `jcs/output/${name}.json`));
    const hex = readFileSync(path.join(data, `jcs/outhex/${name}.txt`), "utf8").replace(/\s/g, "");
    const made = Buffer.from(canonicalize(input) ?? "", "utf8");
    expect(made.toString("hex")).toBe(hex);
    expect(made.equals(wanted)).toBe(true);
  });
});

describe.skipIf(!isThere)("a real tlog-tiles log with a checkpoint at every size", () => {
  const log = path.join(data, "note/tessera-log");
  const checkpointRoot = (size: number) => {
    const [, stated, root] = readFileSync(path.join(log, `checkpoint.${size}`), "utf8").split("\n");
    expect(stated).toBe(String(size));
    return bytes(root as string);
  };
  const tile = (size: number) => hashesOf(new Uint8Array(readFileSync(path.join(log, `tile/0/000.p/${size}`))));
  const entries = (size: number) => {
    const bundle = readFileSync(path.join(log, `tile/entries/000.p/${size}`));
    const found: Uint8Array[] = [];
    for (let at = 0; at < bundle.length; ) {
      const length = bundle.readUInt16BE(at);
      found.push(bundle.subarray(at + 2, at + 2 + length));
      at += 2 + length;
    }
    return found;
  };
  const hashAt =
    (leaves: readonly Hash[]) =>
    ({ level, index }: Node): Hash =>
      level === 0
        ? (leaves[Number(index)] as Hash)
        : nodeHash(
            hashAt(leaves)({ level: level - 1, index: 2n * index }),
            hashAt(leaves)({ level: level - 1, index: 2n * index + 1n }),
          );

  test("roots at every size, from its entries and from its tiles", () => {
    expect(rootOf(emptyEdge)).toEqual(checkpointRoot(0));
    for (let size = 1; size <= 15; size++) {
      expect(entries(size).map(leafHash)).toEqual(tile(size));
      expect(rootOf(appendLeaves(emptyEdge, tile(size)))).toEqual(checkpointRoot(size));
    }
  });

  test("proofs between all its checkpoints, and of all its leaves", () => {
    const leaves = tile(15);
    for (let toSize = 1; toSize <= 15; toSize++) {
      for (let index = 0; index < toSize; index++)
        expect(
          verifyInclusion({
            index: BigInt(index),
            size: BigInt(toSize),
            leafHash: leaves[index] as Hash,
            root: checkpointRoot(toSize),
            proof: proofOf(inclusionRanges(BigInt(index), BigInt(toSize)), hashAt(leaves)),
          }),
        ).toBeNull();
      for (let fromSize = 1; fromSize <= toSize; fromSize++)
        expect(
          verifyConsistency({
            fromSize: BigInt(fromSize),
            toSize: BigInt(toSize),
            fromRoot: checkpointRoot(fromSize),
            toRoot: checkpointRoot(toSize),
            proof: proofOf(consistencyRanges(BigInt(fromSize), BigInt(toSize)), hashAt(leaves)),
          }),
        ).toBeNull();
    }
  });
});

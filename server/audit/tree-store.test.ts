import { createHash } from "node:crypto";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { read } from "../read";
import { useDatabase } from "../testing/database";
import { verifyConsistency, verifyInclusion } from "./proof";
import { tamper } from "./testing/log";
import { appendLeaves, emptyEdge, fullTiles, type Hash, rootOf, tileOf, tileRoot } from "./tree";
import { proveConsistency, proveInclusion, rootAt, tileHashes } from "./tree-store";

// A tree with three levels of tiles, whose leaves are hashes that nobody has the envelopes of.
const urls = useDatabase();
const size = 66_100;
const sizes = [1, 255, 256, 257, 4_095, 65_279, 65_280, 65_535, 65_536, 65_537, 65_792, 66_000, size];
let superuser: postgres.Sql;

const leaves: Hash[] = Array.from({ length: size }, (_, index) => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(BigInt(index));
  return new Uint8Array(createHash("sha256").update(bytes).digest());
});
const roots = new Map<number, Hash>();
let edge = emptyEdge;
for (const count of sizes) {
  edge = appendLeaves(edge, leaves.slice(Number(edge.size), count));
  roots.set(count, rootOf(edge));
}
const rootOfFirst = (count: number) => roots.get(count) as Hash;
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

beforeAll(async () => {
  superuser = postgres(urls().superUrl, { max: 1, onnotice: () => undefined });
  await tamper(
    superuser,
    `insert into audit_leaf (log, index, event_id, sequenced_at, kind, envelope, leaf_hash)
      select 1, i, gen_random_uuid(), now(), 'case', '', sha256(int8send(i)) from generate_series(0::bigint, ${size - 1}) i`,
  );
  const rows: { log: number; level: number; index: string; hashes: Buffer }[] = [];
  let below = leaves;
  for (let level = 0; fullTiles(BigInt(size), level) > 0n; level++) {
    const tiles = Array.from({ length: Number(fullTiles(BigInt(size), level)) }, (_, index) =>
      tileOf(level, BigInt(index), below.slice(index * 256, index * 256 + 256)),
    );
    rows.push(
      ...tiles.map(({ index, hashes }) => ({ log: 1, level, index: String(index), hashes: Buffer.from(hashes) })),
    );
    below = tiles.map((tile) => tileRoot(tile.hashes));
  }
  await superuser`insert into audit_tile ${superuser(rows)}`;
});
afterAll(() => superuser.end());

describe("a tree of 66,100 leaves", () => {
  test.each(sizes)("has the root that it had at %s", async (count) => {
    expect(hex(await read((tx) => rootAt(tx, 1, BigInt(count))))).toBe(hex(rootOfFirst(count)));
  });

  test("is consistent from each size to each later one", async () => {
    for (const [nth, fromSize] of sizes.entries())
      for (const toSize of sizes.slice(nth)) {
        const proof = await read((tx) => proveConsistency(tx, 1, BigInt(fromSize), BigInt(toSize)));
        const given = { fromSize: BigInt(fromSize), toSize: BigInt(toSize), proof };
        const stated = { ...given, fromRoot: rootOfFirst(fromSize), toRoot: rootOfFirst(toSize) };
        expect([fromSize, toSize, verifyConsistency(stated)]).toEqual([fromSize, toSize, null]);
        expect(verifyConsistency({ ...stated, toRoot: leaves[5] as Hash })).not.toBeNull();
      }
  });

  test("proves its leaves at each level of tiles", async () => {
    const root = rootOfFirst(size);
    for (const index of [0, 255, 256, 40_000, 65_535, 65_536, 65_791, 65_792, size - 1]) {
      const proof = await read((tx) => proveInclusion(tx, 1, BigInt(index), BigInt(size)));
      const leafHash = leaves[index] as Hash;
      expect(verifyInclusion({ index: BigInt(index), size: BigInt(size), leafHash, root, proof })).toBeNull();
    }
  });

  test("shows its last tiles as wide as they are, and no wider", async () => {
    expect(await read((tx) => tileHashes(tx, 1, 0, 258n, 52))).toEqual(
      leaves.slice(66_048).map((hash) => Buffer.from(hash)),
    );
    expect(await read((tx) => tileHashes(tx, 1, 1, 1n, 2))).toHaveLength(2);
    expect(await read((tx) => tileHashes(tx, 1, 2, 0n, 1))).toHaveLength(1);
    await expect(read((tx) => tileHashes(tx, 1, 0, 258n, 53))).rejects.toThrow(/^leaf_missing/);
    await expect(read((tx) => tileHashes(tx, 1, 1, 1n, 3))).rejects.toThrow(/^tile_missing/);
  });
});

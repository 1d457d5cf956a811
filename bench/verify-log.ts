import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { exportLog } from "../server/audit/export";
import { folderReader, nativeSha256 } from "../server/audit/export-folder";
import { parseVkey } from "../server/audit/note-key";
import { logKeys } from "../server/audit/store-checkpoint";
import { tilePath, tilesOf } from "../server/audit/tiles";
import { TreeHash } from "../server/audit/tree-hash";
import { verifyExport } from "../server/audit/verify-export";
import { newId } from "../server/kernel/id";
import type { Entry } from "../server/kernel/verdict";
import { read } from "../server/read";
import { transact } from "../server/transact";
import { runDocket } from "./command";
import { settleLog } from "./month";
import type { World } from "./world";

const perTransaction = 2_000;
const kinds = ["registry", "access", "disclosure"] as const;

/** Entries of three kinds in turn, until the log has so many. */
async function grow(world: World, size: number): Promise<void> {
  const now = new Date();
  for (let made = await settleLog(world); made < size; made += perTransaction) {
    const [first, ...more] = Array.from({ length: Math.min(perTransaction, size - made) }, (_, nth): Entry => {
      const kind = kinds[nth % kinds.length] ?? "registry";
      const subject = { kind: "bench", id: newId(now), version: 1 };
      return { kind, action: `${kind}.measured`, subject, pub: { sha256: "0".repeat(64), nth: made + nth } };
    });
    if (first)
      await transact({ kind: "system", name: "bench" }, now, async (_, settle) => {
        settle({ ok: true, next: null, entry: first, more, effects: [] });
      });
  }
}

/** The envelopes of an export, file by file. */
function envelopesIn(folder: string, size: bigint): Uint8Array[][] {
  return [...tilesOf("entries", size)].map((place) => {
    const bundle = readFileSync(path.join(folder, "tile", tilePath(place)));
    const envelopes: Uint8Array[] = [];
    for (let at = 0; at < bundle.length; at += 2 + bundle.readUInt16BE(at))
      envelopes.push(bundle.subarray(at + 2, at + 2 + bundle.readUInt16BE(at)));
    return envelopes;
  });
}

/** SHA-256 of every leaf and of every node above them, from memory: what cannot be left out. Seconds. */
function hashAlone(bundles: readonly (readonly Uint8Array[])[]): number {
  const tree = new TreeHash(nativeSha256);
  const began = performance.now();
  let level = Buffer.concat(bundles.map((envelopes) => Buffer.concat(envelopes.map((each) => tree.leaf(each)))));
  while (level.length > 32) {
    const above: Uint8Array[] = [];
    for (let at = 0; at + 64 <= level.length; at += 64)
      above.push(tree.node(level.subarray(at, at + 32), level.subarray(at + 32, at + 64)));
    level = Buffer.concat(above);
  }
  return (performance.now() - began) / 1_000;
}

/** The whole log from its exported tiles: in this process beside hashing alone, and by the command with its memory. */
export async function verifyLogFiles(world: World, entries: number) {
  await grow(world, entries);
  await settleLog(world);
  const folder = mkdtempSync(path.join(tmpdir(), "docket-bench-tiles-"));
  try {
    const began = performance.now();
    const { size, written } = await exportLog(folder);
    const exportSeconds = (performance.now() - began) / 1_000;
    const [row] = await world.sql<{ origin: string }[]>`select origin from audit_log where closed_at is null`;
    const [key] = await read((tx) => logKeys(tx, row?.origin ?? ""));
    if (!key) throw new Error("the log has no key");
    const bundles = envelopesIn(folder, size);
    const times: { hashing: number; verifying: number }[] = [];
    for (let turn = 0; turn < 3; turn++) {
      const hashing = hashAlone(bundles);
      const start = performance.now();
      const found = await verifyExport(folderReader(folder), { keys: [parseVkey(key.vkey)], sha256: nativeSha256 });
      if (!found.ok) throw new Error(`a good log did not verify: ${found.sentence}`);
      times.push({ hashing, verifying: (performance.now() - start) / 1_000 });
    }
    const median = (pick: (time: (typeof times)[number]) => number) =>
      times.map(pick).sort((a, b) => a - b)[1] as number;
    const [hashingSeconds, seconds] = [median((time) => time.hashing), median((time) => time.verifying)];
    const command = await runDocket(["audit", "verify", "--tiles", folder, "--vkey", key.vkey]);
    return {
      entries: Number(size),
      files: written + 1,
      exportSeconds,
      hashingSeconds,
      seconds,
      ofHashing: seconds / hashingSeconds,
      entriesPerSecond: Number(size) / seconds,
      commandSeconds: command.seconds,
      commandPeakMiB: command.peakMiB,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

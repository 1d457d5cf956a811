import type { Tx } from "../../db/client";
import type { AuditKind } from "../kernel/verdict";
import { touch } from "../touch";
import { bodyCommitment } from "./body";
import { LogBroken } from "./failure";
import { envelopeOf } from "./leaf";
import {
  commitLeaves,
  type Head,
  leafHashes,
  lockHead,
  type NewLeaf,
  takeWaiting,
  tilesBetween,
  type Waiting,
} from "./store";
import {
  appendLeaves,
  fullTiles,
  type Hash,
  isEdge,
  leafHash,
  rootOf,
  type Tile,
  tileOf,
  tileRoot,
  tileWidth,
} from "./tree";

/** Leaves in one transaction, at most. Source: `audit.md`, "Sequencer". */
export const batchLimit = 2_000;

const width = BigInt(tileWidth);
const isSame = (a: Uint8Array, b: Uint8Array) => Buffer.compare(a, b) === 0;

/** The leaf hashes since the last full tile, after a look whether they and the head belong together. */
async function partialTile(tx: Tx, head: Head): Promise<Hash[]> {
  const at = head.size.toString();
  if (!isEdge(head)) throw new LogBroken("head_frontier_wrong", at);
  if (!isSame(rootOf(head), head.root)) throw new LogBroken("head_root_wrong", at);
  const begin = head.size - (head.size % width);
  const partial = await leafHashes(tx, head.log, begin, head.size);
  if (BigInt(partial.length) !== head.size - begin) throw new LogBroken("head_size_wrong", at);
  const edge = appendLeaves({ size: 0n, frontier: [] }, partial).frontier;
  const stated = head.frontier.slice(head.frontier.length - edge.length);
  if (!edge.every((hash, nth) => isSame(hash, stated[nth] as Hash))) throw new LogBroken("head_frontier_wrong", at);
  return partial;
}

/** The event's kind and the commitment for its header, after a look whether it is still what was appended. */
function checkWaiting({ event_id, kind, body, salt, commitment }: Waiting): { kind: AuditKind; c: string } {
  if (!kind || !body || !salt) throw new LogBroken("pending_event_missing", event_id);
  const c = bodyCommitment(salt, body);
  if (c !== commitment.toString("hex")) throw new LogBroken("pending_body_altered", event_id);
  return { kind, c };
}

/** All tiles that become full as the log grows from `from` to `to`. Tiles above the lowest level are made of the roots of those below. */
async function newTiles(
  tx: Tx,
  log: number,
  from: bigint,
  to: bigint,
  partial: readonly Hash[],
  added: readonly Hash[],
): Promise<Tile[]> {
  const tiles: Tile[] = [];
  const hashes = [...partial, ...added];
  const first = fullTiles(from, 0);
  for (let index = first; index < fullTiles(to, 0); index++) {
    const at = Number(index - first) * tileWidth;
    tiles.push(tileOf(0, index, hashes.slice(at, at + tileWidth)));
  }
  for (let level = 1; fullTiles(to, level) > 0n; level++) {
    for (let index = fullTiles(from, level); index < fullTiles(to, level); index++) {
      const below = await tilesBetween(tx, log, level - 1, index * width, (index + 1n) * width);
      for (const tile of tiles) if (tile.level === level - 1) below.set(tile.index, Buffer.from(tile.hashes));
      const roots = Array.from({ length: tileWidth }, (_, nth) => {
        const child = index * width + BigInt(nth);
        const tile = below.get(child);
        if (!tile) throw new LogBroken("tile_missing", `${level - 1}/${child}`);
        return tileRoot(tile);
      });
      tiles.push(tileOf(level, index, roots));
    }
  }
  return tiles;
}

/**
 * One drain: gives the oldest events in the queue their leaves, in one transaction that commits to disk.
 * Harmless beside another sequencer. The time of a leaf never goes back, even when the clock does.
 *
 * @returns how many leaves were made: 0 when nothing waits, or another sequencer is at work.
 * @throws LogBroken when the head or a waiting event is not what was written: nothing is sequenced then.
 */
export const sequence = (now: Date, limit = batchLimit): Promise<number> =>
  touch(async (tx) => {
    const head = await lockHead(tx);
    if (!head) return 0;
    const queue = await takeWaiting(tx, limit);
    if (queue.length === 0) return 0;
    const partial = await partialTile(tx, head);

    const sequencedAt = head.lastSequencedAt && head.lastSequencedAt > now ? head.lastSequencedAt : now;
    const counters: Record<string, number> = { ...head.counters };
    const leaves = queue.map((waiting, nth): NewLeaf => {
      const { kind, c } = checkWaiting(waiting);
      const ofKind = counters[kind] ?? 0;
      counters[kind] = ofKind + 1;
      const index = head.size + BigInt(nth);
      const envelope = envelopeOf({ log: head.origin, index, nth: BigInt(ofKind), kind, sequencedAt, c });
      return { waiting, kind, envelope, hash: leafHash(envelope) };
    });
    const hashes = leaves.map((leaf) => leaf.hash);
    const edge = appendLeaves(head, hashes);
    const tiles = await newTiles(tx, head.log, head.size, edge.size, partial, hashes);
    await commitLeaves(tx, head, leaves, tiles, { root: rootOf(edge), frontier: edge.frontier, counters, sequencedAt });
    return leaves.length;
  });

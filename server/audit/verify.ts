import type { Reader } from "../../db/client";
import { read } from "../read";
import { bodyCommitment } from "./body";
import { LogBroken, type LogFailure } from "./failure";
import type { VerifierKey } from "./note-key";
import {
  countersBefore,
  leafHashes,
  leavesBetween,
  type Standing,
  standing,
  tilesBetween,
  unqueuedAfter,
  waitingAfter,
} from "./store";
import { logs } from "./store-checkpoint";
import { appendLeaves, type Edge, emptyEdge, fullTiles, type Hash, rootOf, tileRoot, tileWidth } from "./tree";
import { CheckpointCheck } from "./verify-checkpoints";
import { ErasedActs } from "./verify-erased";
import { checkFields } from "./verify-fields";
import { checkLeaf } from "./verify-leaf";
import { checkSuccession } from "./verify-succession";
import { TileCheck } from "./verify-tiles";

const leavesAtOnce = 2_048n;
const tilesAtOnce = 64n;
const eventsAtOnce = 10_000;
/** What a successor carries over waits in front of what waited already, with numbers below 1. */
const lowestSeq = (-(2n ** 63n)).toString();
const width = BigInt(tileWidth);
const isSame = (a: Uint8Array, b: Uint8Array) => Buffer.compare(a, b) === 0;

export type Verified =
  | { readonly ok: true; readonly origin: string; readonly size: bigint; readonly root: string }
  | { readonly ok: false; readonly failure: LogFailure; readonly at: string; readonly sentence: string };

export type VerifyOptions = {
  /** Number of the log; by default, the open one. */
  readonly log?: number;
  /** Bodies and headers of leaves before this index are taken as checked earlier; their hashes still enter the root. */
  readonly from?: bigint;
  /** Believe these keys of checkpoints only; by default, those in the database. */
  readonly keys?: readonly VerifierKey[];
  /** Hears how many leaves have been checked. */
  readonly progress?: (index: bigint) => void;
};

type Checks = { readonly tiles: TileCheck; readonly checkpoints: CheckpointCheck };
type Walk = { edge: Edge; counters: Record<string, number>; last: Date | null };

/** Builds the tree up to `from` out of tiles and leaf hashes, without a look at what was hashed. */
async function skipTo(tx: Reader, log: number, from: bigint, tiles: TileCheck): Promise<Walk> {
  const full = fullTiles(from, 0);
  let frontier: readonly Hash[] = [];
  for (let begin = 0n; begin < full; begin += tilesAtOnce) {
    const end = begin + tilesAtOnce < full ? begin + tilesAtOnce : full;
    const found = await tilesBetween(tx, log, 0, begin, end);
    const roots: Hash[] = [];
    for (let index = begin; index < end; index++) {
      const tile = found.get(index);
      if (tile?.length !== tileWidth * 32) throw new LogBroken(tile ? "tile_wrong" : "tile_missing", `0/${index}`);
      roots.push(tileRoot(tile));
    }
    // Seen from above, roots of tiles are the leaves of a tree that is 256 times smaller.
    frontier = appendLeaves({ size: begin, frontier }, roots).frontier;
    for (const root of roots) await tiles.pushTile(tx, root);
  }
  const rest = await leafHashes(tx, log, full * width, from);
  if (BigInt(rest.length) !== from % width) throw new LogBroken("leaf_missing", from.toString());
  for (const hash of rest) await tiles.push(tx, 0, hash);
  const before = from > 0n ? (await leavesBetween(tx, log, from - 1n, from))[0] : undefined;
  return {
    edge: appendLeaves({ size: full * width, frontier }, rest),
    counters: await countersBefore(tx, log, from),
    last: before ? new Date(before.sequenced) : null,
  };
}

/** Checks the leaves of a walk from where it is to `end`, in batches. */
async function walkTo(
  tx: Reader,
  head: Standing,
  walk: Walk,
  { tiles, checkpoints }: Checks,
  options: VerifyOptions,
): Promise<void> {
  const acts = new ErasedActs();
  while (walk.edge.size < head.size) {
    const begin = walk.edge.size;
    const end = begin + leavesAtOnce < head.size ? begin + leavesAtOnce : head.size;
    const rows = await leavesBetween(tx, head.log, begin, end);
    for (let index = begin; index < end; index++) {
      const leaf = rows[Number(index - begin)];
      if (leaf?.index !== index.toString()) throw new LogBroken("leaf_missing", index.toString());
      const { kind, sequenced } = checkLeaf(leaf, {
        log: head.origin,
        index,
        counters: walk.counters,
        notBefore: walk.last,
      });
      walk.counters[kind] = (walk.counters[kind] ?? 0) + 1;
      walk.last = sequenced;
      await tiles.push(tx, 0, leaf.leaf_hash);
    }
    await checkFields(tx, rows, acts);
    const hashes = rows.map((leaf) => leaf.leaf_hash);
    await checkpoints.pass(tx, walk.edge, hashes);
    walk.edge = appendLeaves(walk.edge, hashes);
    options.progress?.(end);
  }
}

/** Checks what the head says of the leaves that were walked. */
function checkHead(head: Standing, { edge, counters, last }: Walk): void {
  const at = head.size.toString();
  if (!isSame(rootOf(edge), head.root)) throw new LogBroken("head_root_wrong", at);
  const hex = (hashes: readonly Hash[]) => hashes.map((hash) => Buffer.from(hash).toString("hex")).join();
  if (hex(edge.frontier) !== hex(head.frontier)) throw new LogBroken("head_frontier_wrong", at);
  const kinds = new Set([...Object.keys(counters), ...Object.keys(head.counters)]);
  for (const kind of kinds)
    if ((counters[kind] ?? 0) !== (head.counters[kind] ?? 0)) throw new LogBroken("head_counters_wrong", at);
  if (head.lastSequencedAt?.getTime() !== last?.getTime()) throw new LogBroken("head_time_wrong", at);
}

/** Checks the queue, and that every event is in it or has its leaf. */
async function checkEvents(tx: Reader): Promise<void> {
  for (let seq = lowestSeq; ; ) {
    const rows = await waitingAfter(tx, seq, Number(leavesAtOnce));
    for (const { event_id, body, salt, commitment } of rows) {
      if (!body || !salt) throw new LogBroken("pending_event_missing", event_id);
      if (bodyCommitment(salt, body) !== commitment.toString("hex"))
        throw new LogBroken("pending_body_altered", event_id);
    }
    const last = rows.at(-1);
    if (!last) break;
    seq = last.seq;
  }
  for (let id = "00000000-0000-0000-0000-000000000000"; ; ) {
    const { last, lost } = await unqueuedAfter(tx, id, eventsAtOnce);
    if (lost) throw new LogBroken("event_unqueued", lost);
    if (!last) break;
    id = last;
  }
}

/**
 * Reads a whole log and checks it: every body against its commitment, every leaf, tile and counter, the head, every
 * checkpoint that was published; of the open log also the queue, and that no event is outside. Memory stays the same however long the log
 * is; the log may grow meanwhile.
 * What it cannot see without a checkpoint from outside (`checkStore`, or one that somebody else holds): a log that was
 * cut or rewritten whole, with its events and checkpoints.
 */
export const verifyLog = (options: VerifyOptions = {}): Promise<Verified> =>
  read(async (tx) => {
    try {
      const all = await logs(tx);
      const log = all.find(({ number, closedAt }) => (options.log ? number === options.log : closedAt === null));
      const head = log && (await standing(tx, log.number));
      if (!head) throw new LogBroken("log_missing", "0");
      const from = options.from ?? 0n;
      if (head.leaves !== head.size || from > head.size) throw new LogBroken("head_size_wrong", head.leaves.toString());
      if (head.surplusTile) throw new LogBroken("tile_surplus", head.surplusTile);
      const tiles = new TileCheck(head.log, head.size);
      const checkpoints = await CheckpointCheck.begin(tx, head.origin, from, options.keys);
      const walk = from > 0n ? await skipTo(tx, head.log, from, tiles) : { edge: emptyEdge, counters: {}, last: null };
      await checkpoints.pass(tx, walk.edge, []);
      await walkTo(tx, head, walk, { tiles, checkpoints }, options);
      checkHead(head, walk);
      await checkSuccession(tx, head, await standing(tx, head.log - 1));
      if (log.closedAt === null) await checkEvents(tx);
      return { ok: true, origin: head.origin, size: head.size, root: head.root.toString("hex") };
    } catch (error) {
      if (!(error instanceof LogBroken)) throw error;
      return { ok: false, failure: error.failure, at: error.at, sentence: error.message };
    }
  });

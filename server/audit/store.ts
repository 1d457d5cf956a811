import { sql } from "drizzle-orm";
import type { Reader, Tx } from "../../db/client";
import type { AuditKind } from "../kernel/verdict";
import type { Tile } from "./tree";

/** Where the log stands, as its one row says. */
export type Head = {
  readonly origin: string;
  readonly size: bigint;
  readonly root: Buffer;
  readonly frontier: readonly Buffer[];
  /** Kind → how many leaves of it. */
  readonly counters: Readonly<Record<string, number>>;
  readonly lastSequencedAt: Date | null;
};

type HeadRow = {
  origin: string;
  size: string;
  root: Buffer;
  frontier: string[];
  counters: Record<string, number>;
  last: string | null;
};
const headOf = (row: HeadRow): Head => ({
  origin: row.origin,
  size: BigInt(row.size),
  root: row.root,
  frontier: row.frontier.map((hash) => Buffer.from(hash, "hex")),
  counters: row.counters,
  lastSequencedAt: row.last === null ? null : new Date(row.last),
});
const headColumns = sql`origin, size::text, root, frontier, counters, last_sequenced_at::text as last`;

/** The head of the open log, locked until the transaction ends; undefined while another sequencer holds it. */
export async function lockHead(tx: Tx): Promise<Head | undefined> {
  const [row] = await tx.execute<HeadRow>(sql`select ${headColumns} from audit_begin()`);
  return row && headOf(row);
}

/** The head of the open log. */
export async function headNow(tx: Reader): Promise<Head | undefined> {
  const [row] = await tx.execute<HeadRow>(
    sql`select ${headColumns} from audit_head where origin = (select origin from audit_log where closed_at is null)`,
  );
  return row && headOf(row);
}

/** An event in the queue. What the event's own row would say is null where that row is gone. */
export type Waiting = {
  readonly seq: string;
  readonly event_id: string;
  readonly commitment: Buffer;
  readonly kind: AuditKind | null;
  readonly body: Buffer | null;
  readonly salt: Buffer | null;
};

/** The oldest of the queue, in its order. Call it after `lockHead`. */
export const takeWaiting = (tx: Tx, limit: number): Promise<readonly Waiting[]> =>
  tx.execute<Waiting>(sql`select seq::text, event_id, commitment, kind, body, salt from audit_take(${limit}::integer)`);

/** Hashes of the leaves from `begin` (inclusive) to `end` (exclusive); `end` is at most 256 further. */
export async function leafHashes(tx: Reader, begin: bigint, end: bigint): Promise<Buffer[]> {
  if (begin === end) return [];
  const rows = await tx.execute<{ leaf_hash: Buffer }>(
    sql`select leaf_hash from audit_leaf where index >= ${begin.toString()}::bigint and index < ${end.toString()}::bigint order by index`,
  );
  return rows.map((row) => row.leaf_hash);
}

/** Full tiles of one level from `begin` (inclusive) to `end` (exclusive), by index. */
export async function tilesBetween(
  tx: Reader,
  level: number,
  begin: bigint,
  end: bigint,
): Promise<Map<bigint, Buffer>> {
  const rows = await tx.execute<{ index: string; hashes: Buffer }>(
    sql`select index::text, hashes from audit_tile where level = ${level}::integer
      and index >= ${begin.toString()}::bigint and index < ${end.toString()}::bigint`,
  );
  return new Map(rows.map((row) => [BigInt(row.index), row.hashes]));
}

/** A leaf that is to be written. */
export type NewLeaf = {
  readonly waiting: Waiting;
  readonly kind: AuditKind;
  readonly envelope: Uint8Array;
  readonly hash: Uint8Array;
};

const hex = (bytes: Uint8Array) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("hex");
/** An array literal of words without commas or quotes: the driver has no `bytea[]`, and lists of 2,000 parameters are slow. */
const list = (words: readonly (string | number | bigint)[]) => `{${words.join(",")}}`;

/** Writes a batch: leaves and tiles in, the queue's rows out, the head forward. */
export async function commitLeaves(
  tx: Tx,
  from: Head,
  leaves: readonly NewLeaf[],
  tiles: readonly Tile[],
  next: Pick<Head, "counters"> & { root: Uint8Array; frontier: readonly Uint8Array[]; sequencedAt: Date },
): Promise<void> {
  await tx.execute(sql`select audit_commit(
    ${from.origin}, ${from.size.toString()}::bigint, ${next.sequencedAt.toISOString()}::timestamptz,
    ${list(leaves.map((leaf) => leaf.waiting.seq))}::bigint[],
    ${list(leaves.map((leaf) => leaf.waiting.event_id))}::uuid[],
    ${list(leaves.map((leaf) => leaf.kind))}::text[],
    ${list(leaves.map((leaf) => hex(leaf.envelope)))}::text[],
    ${list(leaves.map((leaf) => hex(leaf.hash)))}::text[],
    ${list(tiles.map((tile) => tile.level))}::integer[],
    ${list(tiles.map((tile) => tile.index))}::bigint[],
    ${list(tiles.map((tile) => hex(tile.hashes)))}::text[],
    ${hex(next.root)}, ${list(next.frontier.map(hex))}::text[], ${JSON.stringify(next.counters)}
  )`);
}

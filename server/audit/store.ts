import { sql } from "drizzle-orm";
import type { Reader, Tx } from "../../db/client";
import type { Json } from "../kernel/json";
import type { AuditKind } from "../kernel/verdict";
import type { Tile } from "./tree";

/** Where the log stands, as its one row says. */
export type Head = {
  readonly origin: string;
  /** Number of the log, by which its leaves and tiles name it. */
  readonly log: number;
  readonly size: bigint;
  readonly root: Buffer;
  readonly frontier: readonly Buffer[];
  /** Kind → how many leaves of it. */
  readonly counters: Readonly<Record<string, number>>;
  readonly lastSequencedAt: Date | null;
};

type HeadRow = {
  origin: string;
  log: number;
  size: string;
  root: Buffer;
  frontier: string[];
  counters: Record<string, number>;
  last: string | null;
};
const headOf = (row: HeadRow): Head => ({
  origin: row.origin,
  log: row.log,
  size: BigInt(row.size),
  root: row.root,
  frontier: row.frontier.map((hash) => Buffer.from(hash, "hex")),
  counters: row.counters,
  lastSequencedAt: row.last === null ? null : new Date(row.last),
});
const headColumns = sql`origin, l.number as log, h.size::text, root, frontier, counters, last_sequenced_at::text as last`;
const heads = sql`audit_head h join audit_log l using (origin)`;
/** Number of the open log, in a statement. */
export const openLog = sql`(select number from audit_log where closed_at is null)`;

/** The head of the open log, locked until the transaction ends; undefined while another sequencer holds it. */
export async function lockHead(tx: Tx): Promise<Head | undefined> {
  const [row] = await tx.execute<HeadRow>(
    sql`select ${headColumns} from audit_begin() h join audit_log l using (origin)`,
  );
  return row && headOf(row);
}

/** The head of the open log. */
export async function headNow(tx: Reader): Promise<Head | undefined> {
  const [row] = await tx.execute<HeadRow>(sql`select ${headColumns} from ${heads} where l.closed_at is null`);
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

const within = (log: number, begin: bigint, end: bigint) =>
  sql`log = ${log}::integer and index >= ${begin.toString()}::bigint and index < ${end.toString()}::bigint`;

/** Hashes of the leaves from `begin` (inclusive) to `end` (exclusive); `end` is at most 256 further. */
export async function leafHashes(tx: Reader, log: number, begin: bigint, end: bigint): Promise<Buffer[]> {
  if (begin === end) return [];
  const rows = await tx.execute<{ leaf_hash: Buffer }>(
    sql`select leaf_hash from audit_leaf where ${within(log, begin, end)} order by index`,
  );
  return rows.map((row) => row.leaf_hash);
}

/** Envelopes of the leaves from `begin` (inclusive) to `end` (exclusive); `end` is at most 256 further. */
export async function leafEnvelopes(tx: Reader, log: number, begin: bigint, end: bigint): Promise<Buffer[]> {
  const rows = await tx.execute<{ envelope: Buffer }>(
    sql`select envelope from audit_leaf where ${within(log, begin, end)} order by index`,
  );
  return rows.map((row) => row.envelope);
}

/** Full tiles of one level from `begin` (inclusive) to `end` (exclusive), by index. */
export async function tilesBetween(
  tx: Reader,
  log: number,
  level: number,
  begin: bigint,
  end: bigint,
): Promise<Map<bigint, Buffer>> {
  const rows = await tx.execute<{ index: string; hashes: Buffer }>(
    sql`select index::text, hashes from audit_tile where level = ${level}::integer and ${within(log, begin, end)}`,
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

/** The head beside what the tables hold, all of one moment. */
export type Standing = Head & {
  /** The number of leaves, if they are dense. */
  readonly leaves: bigint;
  /** A tile, as `level/index`, that the size of the head does not allow. */
  readonly surplusTile: string | null;
};

/** Where a log stands, for verification. */
export async function standing(tx: Reader, log: number): Promise<Standing | undefined> {
  const [row] = await tx.execute<HeadRow & { leaves: string; surplus: string | null }>(sql`
    select ${headColumns},
      (select coalesce(max(f.index) + 1, 0)::text from audit_leaf f where f.log = l.number) as leaves,
      (select format('%s/%s', t.level, t.index) from audit_tile t
        where t.log = l.number and t.index >= case when t.level > 6 then 0 else h.size >> (8 * (t.level + 1)) end
        order by t.level, t.index limit 1) as surplus
    from ${heads} where l.number = ${log}::integer`);
  return row && { ...headOf(row), leaves: BigInt(row.leaves), surplusTile: row.surplus };
}

/** A leaf with its event. What the event's row would say is null where that row is gone. */
export type LeafRow = {
  readonly index: string;
  readonly event_id: string;
  readonly sequenced: string;
  readonly leaf_kind: string;
  readonly envelope: Buffer;
  readonly leaf_hash: Buffer;
} & (EventRow | { readonly [name in keyof EventRow]: null });

/** An event's row, as verification reads it. */
export type EventRow = {
  readonly kind: AuditKind;
  readonly action: string;
  readonly subject_kind: string;
  readonly subject_id: string;
  readonly subject_version: number | null;
  readonly case_id: string | null;
  readonly actor_ref: string;
  readonly occurred: string;
  readonly body: Buffer;
  readonly salt: Buffer;
  readonly body_json: Json;
};

/** Leaves from `begin` (inclusive) to `end` (exclusive) with their events, by index. */
export const leavesBetween = (tx: Reader, log: number, begin: bigint, end: bigint): Promise<readonly LeafRow[]> =>
  tx.execute<LeafRow>(sql`
    select l.index::text, l.event_id, l.sequenced_at::text as sequenced, l.kind as leaf_kind, l.envelope, l.leaf_hash,
      e.kind, e.action, e.subject_kind, e.subject_id, e.subject_version, e.case_id, e.actor_ref,
      e.occurred_at::text as occurred, e.body, e.salt, e.body_json
    from (select * from audit_leaf where ${within(log, begin, end)} order by index) l
    left join audit_event e on e.id = l.event_id order by l.index`);

/** Per kind, how many leaves there are before `end` (exclusive). */
export async function countersBefore(tx: Reader, log: number, end: bigint): Promise<Record<string, number>> {
  const rows = await tx.execute<{ kind: string; many: string }>(
    sql`select kind, count(*)::text as many from audit_leaf where ${within(log, 0n, end)} group by kind`,
  );
  return Object.fromEntries(rows.map((row) => [row.kind, Number(row.many)]));
}

/** The queue after `seq` (exclusive), in its order. */
export const waitingAfter = (tx: Reader, seq: string, limit: number): Promise<readonly Waiting[]> =>
  tx.execute<Waiting>(sql`
    select p.seq::text, p.event_id, p.commitment, e.kind, e.body, e.salt
    from (select * from audit_pending where seq > ${seq}::bigint order by seq limit ${limit}::integer) p
    left join audit_event e on e.id = p.event_id order by p.seq`);

/** The next events after an id: up to where it looked, and the first of them with neither a leaf nor a place in the queue. */
export async function unqueuedAfter(
  tx: Reader,
  id: string,
  limit: number,
): Promise<{ readonly last: string | null; readonly lost: string | null }> {
  const [row] = await tx.execute<{ last: string | null; lost: string | null }>(sql`
    with part as materialized (select id from audit_event where id > ${id}::uuid order by id limit ${limit}::integer)
    select (select id from part order by id desc limit 1) as last,
      (select id from part where not exists (select from audit_leaf l where l.event_id = part.id and l.log = ${openLog})
        and not exists (select from audit_pending p where p.event_id = part.id) order by id limit 1) as lost`);
  return { last: row?.last ?? null, lost: row?.lost ?? null };
}

export type FieldRow = {
  readonly event_id: string;
  readonly name: string;
  readonly salt: Buffer;
  readonly sealed: Buffer;
  readonly about: string;
};

/** Private fields of these events. */
export const fieldsOf = (tx: Reader, eventIds: readonly string[]): Promise<readonly FieldRow[]> =>
  tx.execute<FieldRow>(
    sql`select event_id, name, salt, sealed, about from audit_private_field where event_id = any (${list(eventIds)}::uuid[])`,
  );

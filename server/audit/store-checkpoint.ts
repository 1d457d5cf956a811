import { sql } from "drizzle-orm";
import type { Reader, Tx } from "../../db/client";
import { LogBroken, type LogFailure } from "./failure";
import { NoteRefused } from "./note-failure";
import { parseVkey, type VerifierKey } from "./note-key";

/** A checkpoint as it was published. */
export type Published = {
  /** Its place in the order of publication, from 1. */
  readonly seq: bigint;
  readonly origin: string;
  readonly size: bigint;
  readonly root: Buffer;
  /** The signed note, verbatim. */
  readonly note: string;
  readonly signedAt: Date;
};

type Row = { seq: string; origin: string; size: string; root: Buffer; note: string; signed: string };
// An order by a bare `seq` or `size` would be that of these texts.
const columns = sql`seq::text, origin, size::text, root, note, signed_at::text as signed`;
const publishedOf = ({ seq, origin, size, root, note, signed }: Row): Published => ({
  seq: BigInt(seq),
  origin,
  size: BigInt(size),
  root,
  note,
  signedAt: new Date(signed),
});

/** The last checkpoint that was published of a log. */
export async function lastPublished(tx: Reader, origin: string): Promise<Published | undefined> {
  const [row] = await tx.execute<Row>(
    sql`select ${columns} from audit_checkpoint where origin = ${origin} order by audit_checkpoint.seq desc limit 1`,
  );
  return row && publishedOf(row);
}

/** A log of this installation. */
export type LogRow = {
  readonly number: number;
  readonly origin: string;
  readonly closedAt: Date | null;
  /** The entry that opened it as a successor; null for the first one. */
  readonly openedBy: string | null;
};

/** All logs, the first one first. */
export async function logs(tx: Reader): Promise<LogRow[]> {
  const rows = await tx.execute<{ number: number; origin: string; closed: string | null; opened_by: string | null }>(
    sql`select number, origin, closed_at::text as closed, opened_by from audit_log order by number`,
  );
  return rows.map(({ number, origin, closed, opened_by }) => ({
    number,
    origin,
    closedAt: closed === null ? null : new Date(closed),
    openedBy: opened_by,
  }));
}

/** Leaves of the open log under its last checkpoint; 0 before there is one. */
export async function signedSize(tx: Reader): Promise<number> {
  const [row] = await tx.execute<{ size: string }>(sql`
    select size::text from audit_checkpoint
    where origin = (select origin from audit_log where closed_at is null) order by seq desc limit 1`);
  return Number(row?.size ?? 0);
}

/** Checkpoints of sizes from `begin` to `end` (both inclusive) after a place in that order, by size and publication. */
export async function publishedBetween(
  tx: Reader,
  origin: string,
  after: { readonly size: bigint; readonly seq: bigint },
  end: { readonly size: bigint; readonly seq: bigint },
  limit: number,
): Promise<readonly Published[]> {
  const rows = await tx.execute<Row>(sql`
    select ${columns} from audit_checkpoint
    where origin = ${origin} and (size, seq) > (${after.size.toString()}::bigint, ${after.seq.toString()}::bigint)
      and size <= ${end.size.toString()}::bigint and seq <= ${end.seq.toString()}::bigint
    order by audit_checkpoint.size, audit_checkpoint.seq limit ${limit}::integer`);
  return rows.map(publishedOf);
}

/** The first checkpoint that was published after a larger or a later one. */
export async function firstOutOfOrder(
  tx: Reader,
  origin: string,
): Promise<{ readonly seq: string; readonly isReplay: boolean } | undefined> {
  const [row] = await tx.execute<{ seq: string; replay: boolean }>(sql`
    select seq::text, size < before_size as replay from (
      select seq, size, signed_at, lag(size) over w as before_size, lag(signed_at) over w as before_at
      from audit_checkpoint where origin = ${origin} window w as (order by seq)
    ) listed where size < before_size or signed_at < before_at order by listed.seq limit 1`);
  return row && { seq: row.seq, isReplay: row.replay };
}

/** A checkpoint of more leaves than its log has, both of one moment. */
export async function firstBeyond(tx: Reader, origin: string): Promise<string | undefined> {
  const [row] = await tx.execute<{ seq: string }>(sql`
    select c.seq::text from audit_checkpoint c join audit_head h using (origin)
    where origin = ${origin} and c.size > h.size order by c.size, c.seq limit 1`);
  return row?.seq;
}

/** Publishes a checkpoint after the one last seen. False when another signer was faster. */
export async function publish(tx: Tx, after: Published | undefined, next: Omit<Published, "seq">): Promise<boolean> {
  const [row] = await tx.execute<{ done: boolean }>(sql`select audit_publish(
    ${(after?.seq ?? 0n).toString()}::bigint, ${next.origin}, ${next.size.toString()}::bigint,
    ${next.root.toString("hex")}, ${next.note}, ${next.signedAt.toISOString()}::timestamptz) as done`);
  return row?.done === true;
}

/** A public key of a log, with when it signs. */
export type LogKey = VerifierKey & {
  readonly vkey: string;
  /** Inclusive. */
  readonly activeFrom: Date;
  /** Exclusive; null while no end is set. */
  readonly activeUntil: Date | null;
};

function unaltered(vkey: string): VerifierKey {
  try {
    return parseVkey(vkey);
  } catch (error) {
    throw error instanceof NoteRefused ? new LogBroken("key_altered", error.failure) : error;
  }
}

/** The keys of a log, oldest first. Throws LogBroken when somebody altered one. */
export async function logKeys(tx: Reader, origin: string): Promise<LogKey[]> {
  const rows = await tx.execute<{ vkey: string; since: string; ending: string | null }>(sql`
    select vkey, active_from::text as since, active_until::text as ending
    from audit_log_key where origin = ${origin} order by active_from, vkey`);
  return rows.map(({ vkey, since, ending }) => ({
    ...unaltered(vkey),
    vkey,
    activeFrom: new Date(since),
    activeUntil: ending === null ? null : new Date(ending),
  }));
}

/** Keys are made by one at a time, file and row together. Held until the transaction ends. */
export const lockKeys = (tx: Tx) =>
  tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(current_schema() || '.audit_log_key', 0))`);

export const addLogKey = (tx: Tx, origin: string, vkey: string, from: Date) =>
  tx.execute(sql`select audit_key_add(${origin}, ${vkey}, ${from.toISOString()}::timestamptz)`);

export const retireLogKey = (tx: Tx, vkey: string, until: Date) =>
  tx.execute(sql`select audit_key_retire(${vkey}, ${until.toISOString()}::timestamptz)`);

/** Why and since when a log stands still. */
export type Stop = { readonly failure: LogFailure; readonly place: string; readonly stoppedAt: Date };

/** The stop that lasts now, if one does. */
export async function openStop(tx: Reader, origin: string): Promise<Stop | undefined> {
  const [row] = await tx.execute<{ failure: LogFailure; place: string; stopped: string }>(sql`
    select failure, place, stopped_at::text as stopped from audit_stop where origin = ${origin} and ended_at is null`);
  return row && { failure: row.failure, place: row.place, stoppedAt: new Date(row.stopped) };
}

/** False when the log is stopped already. */
export async function beginStop(tx: Tx, origin: string, { failure, place, stoppedAt }: Stop): Promise<boolean> {
  const [row] = await tx.execute<{ done: boolean }>(
    sql`select audit_stop_log(${origin}, ${failure}, ${place}, ${stoppedAt.toISOString()}::timestamptz) as done`,
  );
  return row?.done === true;
}

/** False when the log is not stopped. */
export async function endStop(tx: Tx, origin: string, now: Date): Promise<boolean> {
  const [row] = await tx.execute<{ done: boolean }>(
    sql`select audit_resume_log(${origin}, ${now.toISOString()}::timestamptz) as done`,
  );
  return row?.done === true;
}

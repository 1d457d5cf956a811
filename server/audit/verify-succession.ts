import { sql } from "drizzle-orm";
import type { Reader } from "../../db/client";
import type { Json } from "../kernel/json";
import { LogBroken } from "./failure";
import type { Standing } from "./store";
import { type LogRow, logs } from "./store-checkpoint";

/** What leaf 0 of a successor states about the log before it. Texts, as a body has no numbers above 2^53. */
export type Opening = {
  /** What the database held of the log before when that was closed; its leaves are carried over, in their order. */
  readonly previous: { readonly log: string; readonly size: string; readonly root: string };
  /** The last checkpoint that was signed of it, verbatim; null when none ever was. */
  readonly signed: string | null;
  readonly reason: string;
};

/** A statement of a reader ends after a minute; these are answered in well under a second. */
const leavesAtOnce = 20_000n;

async function openingOf(tx: Reader, { number, openedBy }: LogRow): Promise<Opening> {
  const [row] = await tx.execute<{ pub: { readonly [name: string]: Json }; action: string }>(sql`
    select e.action, e.body_json -> 'pub' as pub from audit_leaf l join audit_event e on e.id = l.event_id
    where l.log = ${number}::integer and l.index = 0 and l.event_id = ${openedBy}::uuid`);
  if (row?.action !== "log.opened") throw new LogBroken("log_opening_wrong", "0");
  return row.pub as unknown as Opening;
}

/** The first leaf of the old log before `end` (exclusive) that is not the next one in its successor; undefined while all are. */
async function firstNotCarried(tx: Reader, log: number, end: bigint): Promise<string | undefined> {
  for (let begin = 0n; begin < end; begin += leavesAtOnce) {
    const stop = begin + leavesAtOnce < end ? begin + leavesAtOnce : end;
    const [row] = await tx.execute<{ index: string }>(sql`
      select old.index::text from audit_leaf old
      left join audit_leaf l on l.log = ${log + 1}::integer and l.index = old.index + 1
      where old.log = ${log}::integer and old.index >= ${begin.toString()}::bigint and old.index < ${stop.toString()}::bigint
        and old.event_id is distinct from l.event_id
      order by old.index limit 1`);
    if (row) return row.index;
  }
  return undefined;
}

/**
 * Checks that a successor begins with the entry that names the log before it, and that every leaf of that one follows.
 * The first log has nothing to check.
 *
 * @param head of the log that is verified.
 * @param before the head of the log before it.
 * @throws LogBroken: log_opening_wrong, log_carried_wrong at the leaf's index in the old log.
 */
export async function checkSuccession(tx: Reader, head: Standing, before: Standing | undefined): Promise<void> {
  const all = await logs(tx);
  const log = all.find(({ number }) => number === head.log);
  const old = all.find(({ number }) => number === head.log - 1);
  if (!log || (log.openedBy === null) !== (head.log === 1)) throw new LogBroken("log_opening_wrong", "0");
  if (head.log === 1) return;
  if (!old || !before) throw new LogBroken("log_opening_wrong", "0");
  if (head.size === 0n) return;
  const { previous } = await openingOf(tx, log);
  const isNamed =
    previous.log === old.origin &&
    previous.size === before.size.toString() &&
    previous.root === before.root.toString("hex");
  if (!isNamed) throw new LogBroken("log_opening_wrong", "0");
  const grown = head.size - 1n;
  const lost = await firstNotCarried(tx, old.number, grown < before.size ? grown : before.size);
  if (lost !== undefined) throw new LogBroken("log_carried_wrong", lost);
}

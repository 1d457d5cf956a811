import { sql } from "drizzle-orm";
import type { Reader } from "../../db/client";
import type { SystemActor } from "../kernel/actor";
import { fromIsoDay, instant, isoDay, plusMonths } from "../kernel/calendar";
import type { Entry } from "../kernel/verdict";
import { read } from "../read";
import { sqlState, transact } from "../transact";
import { disposition } from "./disposition";
import { predicateHash } from "./predicate";
import { firstLeafSince, headOfLog } from "./store";

/** Half-open, at day bounds of the installation's zone. */
export type Period = { readonly start: Date; readonly end: Date };

const by: SystemActor = { kind: "system", name: "periods" };
const alreadyThere = "23505";

/** The subject of the entry that closes a period: there is one for each specification, period and log. */
export const periodId = ({ start, end }: Period) => `${disposition.key}.${isoDay(start)}.${isoDay(end)}`;

/** The calendar months of the installation's zone from the one that holds `since` to the last that is over, oldest first. */
export function monthsBetween(since: Date, now: Date): Period[] {
  const months: Period[] = [];
  for (let start = fromIsoDay(`${isoDay(since).slice(0, 7)}-01`); ; ) {
    const end = plusMonths(start, 1);
    if (end > now) return months;
    months.push({ start, end });
    start = end;
  }
}

async function totalsOf(tx: Reader, log: number, first: number, size: number): Promise<Record<string, number>> {
  const rows = await tx.execute<{ kind: string; many: string }>(sql`
    select kind, count(*)::text as many from audit_leaf
    where log = ${log}::integer and index >= ${first}::bigint and index < ${size}::bigint group by kind order by kind`);
  return Object.fromEntries(rows.map((row) => [row.kind, Number(row.many)]));
}

/** What the entry states: which leaves the period had by now, how many of each kind, and what is counted of them. */
async function closing(tx: Reader, period: Period): Promise<Entry> {
  const { log, origin, size } = await headOfLog(tx);
  const first = Math.min((await firstLeafSince(tx, log, period.start)) ?? size, size);
  return {
    kind: "period",
    action: "period.closed",
    subject: { kind: "period", id: periodId(period), version: log },
    pub: {
      log: origin,
      specification: disposition.key,
      specificationVersion: disposition.version,
      predicate: predicateHash(),
      start: instant(period.start),
      end: instant(period.end),
      range: { first: String(first), size: String(size) },
      totals: await totalsOf(tx, log, first, size),
    },
  };
}

/**
 * Appends the entry that closes a period, once: a second attempt, of this worker or another, changes nothing.
 *
 * @returns whether this call appended it.
 */
export async function closePeriod(period: Period, now: Date): Promise<boolean> {
  try {
    await transact(by, now, async (tx, settle) =>
      settle({ ok: true, next: null, entry: await closing(tx, period), effects: [] }),
    );
    return true;
  } catch (error) {
    if (sqlState(error) === alreadyThere) return false;
    throw error;
  }
}

/** Whether nothing waits that has a leaf in an earlier log: what a successor carries over is ahead of all else. */
async function isCarriedOver(tx: Reader): Promise<boolean> {
  const carried = await tx.execute(sql`
    select from (select event_id from audit_pending order by seq limit 1) next join audit_leaf using (event_id)`);
  return carried.length === 0;
}

/**
 * Closes every calendar month that is over and in which the first log had begun. A successor closes them anew: it states
 * its own leaves, and waits until it has carried over what was left of the log before. Returns how many it closed.
 */
export async function closeMonths(now: Date): Promise<number> {
  const { since, closed, isWhole } = await read(async (tx) => {
    const [leaf] = await tx.execute<{ since: string | null }>(
      sql`select min(sequenced_at)::text as since from audit_leaf where log = 1 and index = 0`,
    );
    const rows = await tx.execute<{ id: string }>(
      sql`select subject_id as id from audit_event where action = 'period.closed' and subject_version = (
          select number from audit_log where closed_at is null)`,
    );
    return { since: leaf?.since ?? null, closed: new Set(rows.map((row) => row.id)), isWhole: await isCarriedOver(tx) };
  });
  if (since === null || !isWhole) return 0;
  const open = monthsBetween(new Date(since), now).filter((month) => !closed.has(periodId(month)));
  let count = 0;
  for (const month of open) if (await closePeriod(month, now)) count++;
  return count;
}

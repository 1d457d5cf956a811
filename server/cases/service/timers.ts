import { and, asc, eq, isNull, lte, or, sql } from "drizzle-orm";
import type { Tx } from "../../../db/client";
import { caseRow } from "../../../db/schema";
import type { SystemActor } from "../../kernel/actor";
import { read } from "../../read";
import { transact } from "../../transact";
import { breach, type CaseFacts, wake } from "../rules";
import { type CaseRow, saveCase } from "../store";

/** At most this many in one transaction, and at most this many transactions in one call. */
const batchLimit = 100;
const callLimit = 20;

const sleeper: SystemActor = { kind: "system", name: "wake" };
const watch: SystemActor = { kind: "system", name: "sla" };

const asleep = (now: Date) => and(eq(caseRow.state, "snoozed"), lte(caseRow.snoozedUntil, now));

/** Past the due time, unrecorded: still open, or decided or merged too late since the worker last looked. */
const overdue = (now: Date) =>
  and(
    isNull(caseRow.breachedAt),
    lte(caseRow.dueAt, now),
    or(isNull(caseRow.decidedAt), sql`${caseRow.decidedAt} > ${caseRow.dueAt}`),
    or(isNull(caseRow.mergedAt), sql`${caseRow.mergedAt} > ${caseRow.dueAt}`),
  );

/**
 * One batch: takes what others have not locked, so that two workers share the work and none does it twice.
 *
 * @returns how many were moved.
 */
async function batch(
  by: SystemActor,
  due: ReturnType<typeof asleep>,
  order: Parameters<typeof asc>[0],
  rule: (found: CaseFacts) => ReturnType<typeof wake>,
  now: Date,
): Promise<number> {
  const take = (tx: Tx): Promise<CaseRow[]> =>
    tx.select().from(caseRow).where(due).orderBy(asc(order)).limit(batchLimit).for("update", { skipLocked: true });
  const isAny = await read((tx) => tx.select({ id: caseRow.id }).from(caseRow).where(due).limit(1));
  if (isAny.length === 0) return 0;
  return transact(by, now, async (tx, settle) => {
    const found = await take(tx);
    if (found.length === 0) throw new NothingLeft();
    for (const each of found) await saveCase(tx, each.id, settle(rule(each)).next);
    return found.length;
  }).catch((error: unknown) => {
    if (error instanceof NothingLeft) return 0;
    throw error;
  });
}

/** Another worker was faster: nothing was written, so there is nothing to enter. */
class NothingLeft extends Error {}

async function drain(one: () => Promise<number>): Promise<number> {
  let total = 0;
  for (let call = 0; call < callLimit; call++) {
    const moved = await one();
    total += moved;
    if (moved < batchLimit) break;
  }
  return total;
}

/** Cases that were put aside until now wait again. For the worker, every few seconds; returns how many. */
export const wakeSnoozed = (now: Date): Promise<number> =>
  drain(() => batch(sleeper, asleep(now), caseRow.snoozedUntil, wake, now));

/** Records each due time that has passed, once a round. For the worker, every few seconds; returns how many. */
export const recordBreaches = (now: Date): Promise<number> =>
  drain(() => batch(watch, overdue(now), caseRow.dueAt, breach, now));

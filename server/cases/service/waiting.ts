import { sql } from "drizzle-orm";
import { currentPolicy, hasPolicy } from "../../policy/service";
import { read } from "../../read";

/** Of one queue so many are counted and no more: a scrape must not read a million rows. */
export const gaugeLimit = 100_000;

export type WaitingInQueue = {
  readonly queue: string;
  readonly waiting: number;
  /** Of these, how many are past their due time. */
  readonly late: number;
  /** Whole seconds since the oldest of them was opened; 0 when none waits. */
  readonly oldestSeconds: number;
};

/** What waits in each queue of the policy in force, each counted to `gaugeLimit`; nothing before the first was published. */
export async function waitingByQueue(now: Date): Promise<WaitingInQueue[]> {
  if (!(await hasPolicy())) return [];
  const queues = (await currentPolicy()).document.queues.map(({ key }) => key);
  const at = sql`${now.toISOString()}::timestamptz`;
  const ofQueue = sql`from docket_case c where c.queue = q.queue and c.waiting`;
  const rows = await read((tx) =>
    tx.execute<{ queue: string; waiting: number; late: number; oldest: string | null }>(sql`
      select q.queue,
        (select count(*)::int from (select ${ofQueue} limit ${gaugeLimit}) w) as waiting,
        (select count(*)::int from (select ${ofQueue} and c.due_at <= ${at} limit ${gaugeLimit}) l) as late,
        (select c.opened_at ${ofQueue} order by c.opened_at, c.id limit 1)::text as oldest
      from unnest(${sql.param(queues)}::text[]) as q (queue)`),
  );
  return rows.map(({ oldest, ...row }) => ({
    ...row,
    oldestSeconds: oldest ? Math.max(0, Math.round((now.getTime() - new Date(oldest).getTime()) / 1_000)) : 0,
  }));
}

import type postgres from "postgres";
import { signCheckpoint } from "../../audit/sign";
import type { Figures } from "../../filings/contract";
import { draftFiling, getFiling } from "../../filings/service";
import type { StaffActor } from "../../kernel/actor";
import { after, day } from "../../kernel/calendar";
import { windowSeconds } from "../undo";
import { drain, letter } from "./steps-office";
import type { World } from "./world";

/** The figures of a filing as the tables have them, without a look at the log. Bounds: from inclusive, to exclusive. */
async function countedFrom(sql: postgres.Sql, from: string, to: string): Promise<Figures> {
  const within = (column: string) =>
    sql`${sql(column)} >= ${from}::timestamptz and ${sql(column)} < ${to}::timestamptz`;
  const count = async (what: postgres.PendingQuery<{ n: number }[]>) => (await what)[0]?.n ?? 0;
  const measures = (more: postgres.PendingQuery<postgres.Row[]>) =>
    count(
      sql<
        { n: number }[]
      >`select count(*)::int as n from measure where reverses is null and state <> 'cancelled' and ${more}`,
    );
  const decisions = (more: postgres.PendingQuery<postgres.Row[]>) =>
    count(sql<{ n: number }[]>`
      select count(*)::int as n from (select *, effective_at - make_interval(secs => ${windowSeconds}) as taken_at from decision) d where ${within("taken_at")} and ${more}`);
  const listed = sql`key = 'blacklist'`;
  return {
    received: await count(sql`select count(*)::int as n from report where ${within("received_at")}`),
    cases: await count(sql`select count(*)::int as n from docket_case where ${within("opened_at")}`),
    decisions: await decisions(sql`true`),
    noViolation: await decisions(sql`finding = 'does_not'`),
    measures: await measures(within("entered_at")),
    executed: await measures(sql`delivery = 'executed' and ${within("executed_at")}`),
    closed: await measures(sql`key = 'close_group' and ${within("entered_at")}`),
    blacklisted: await measures(sql`${listed} and ${within("entered_at")}`),
    unblacklisted: await measures(sql`${listed} and state <> 'in_force' and ${within("ended_at")}`),
    listed: await measures(sql`${listed} and entered_at < ${to} and (ended_at is null or ended_at >= ${to})`),
  };
}

const longestDays = 300;

/** A filing over the last 300 days, drawn from the log, beside the same figures counted from the tables. */
export async function finalFiling(world: World): Promise<{ drawn: Figures; counted: Figures }> {
  world.now = after(world.now, 3 * day);
  const { now, sql } = world;
  const [periodStart, periodEnd] = [after(now, -longestDays * day), after(now, -day)].map((at) =>
    at.toISOString().slice(0, 10),
  ) as [string, string];
  // The log must have a leaf from after the period: it is closed with an entry of its own.
  const by = world.compliance[0] as StaffActor;
  const draw = async () => {
    await drain(now);
    await signCheckpoint(now);
    return draftFiling(by, { ...letter, periodStart, periodEnd }, now);
  };
  const { number } = await draw().catch(draw);
  const { row: filing } = await getFiling(number);
  const { start, end } = { start: filing.periodStart, end: filing.periodEnd };
  return { drawn: filing.figures, counted: await countedFrom(sql, start.toISOString(), end.toISOString()) };
}

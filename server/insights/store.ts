import { and, desc, eq, type SQL, sql } from "drizzle-orm";
import type { Reader } from "../../db/client";
import { caseRow, decision, group, measure, report } from "../../db/schema";
import { zone } from "../kernel/calendar";
import { breachesIn, casesIn, decisionsIn, measuresIn, openAt, reportsIn } from "./conditions";
import type { Period } from "./rules";
import { repeatedFrom, repeatSince } from "./rules";

const total = sql<number>`count(*)::int`;
const dayOf = (column: SQL | Parameters<typeof eq>[0]) =>
  sql<string>`to_char(${column} at time zone ${sql.raw(`'${zone}'`)}, 'YYYY-MM-DD')`;

/** Reports and decisions of each day. */
export async function flow(tx: Reader, period: Period, queue?: string) {
  const reported = dayOf(report.receivedAt);
  const decided = dayOf(decision.effectiveAt);
  const [reports, decisions] = await Promise.all([
    tx
      .select({ day: reported, count: total })
      .from(report)
      .innerJoin(caseRow, eq(caseRow.id, report.caseId))
      .where(reportsIn(period, queue))
      .groupBy(sql`1`),
    tx
      .select({ day: decided, count: total })
      .from(decision)
      .innerJoin(caseRow, eq(caseRow.id, decision.caseId))
      .where(decisionsIn(period, { queue }))
      .groupBy(sql`1`),
  ]);
  return { reports, decisions };
}

/** What was open at each of some instants, by age; those that were late then are counted apart. */
export async function backlogs(tx: Reader, instants: readonly Date[], queue?: string) {
  const asked = sql.join(
    instants.map((at, place) => sql`(${place}::int, ${at.toISOString()}::timestamptz)`),
    sql`, `,
  );
  const then = sql`moment.at`;
  const rows = await tx.execute<{ place: number; fresh: number; today: number; old: number; overdue: number }>(sql`
    select moment.place,
      count(*) filter (where ${caseRow.dueAt} >= moment.at and ${caseRow.openedAt} >= moment.at - interval '4 hours')::int as fresh,
      count(*) filter (where ${caseRow.dueAt} >= moment.at and ${caseRow.openedAt} < moment.at - interval '4 hours' and ${caseRow.openedAt} >= moment.at - interval '24 hours')::int as today,
      count(*) filter (where ${caseRow.dueAt} >= moment.at and ${caseRow.openedAt} < moment.at - interval '24 hours')::int as old,
      count(*) filter (where ${caseRow.dueAt} < moment.at)::int as overdue
    from (values ${asked}) as moment(place, at) join ${caseRow} on ${openAt(then, { queue })}
    group by moment.place`);
  const byPlace = new Map(rows.map((row) => [row.place, row]));
  return instants.map((_, place) => byPlace.get(place) ?? { place, fresh: 0, today: 0, old: 0, overdue: 0 });
}

const minutesTo = (column: SQL | Parameters<typeof eq>[0]) =>
  sql`extract(epoch from ${column} - ${caseRow.openedAt}) / 60`;
const percentile = (share: number, of: SQL) =>
  sql<number | null>`round(percentile_cont(${sql.raw(String(share))}) within group (order by ${of}))::int`;

/** Minutes from opening to decision, by day of the decision and over the whole period; and to the first act. */
export async function speeds(tx: Reader, period: Period, queue?: string) {
  const taken = minutesTo(decision.effectiveAt);
  const days = tx
    .select({
      day: dayOf(decision.effectiveAt),
      median: percentile(0.5, taken),
      p95: percentile(0.95, taken),
      count: total,
    })
    .from(decision)
    .innerJoin(caseRow, eq(caseRow.id, decision.caseId))
    .where(decisionsIn(period, { queue }))
    .groupBy(sql`1`);
  const whole = tx
    .select({ median: percentile(0.5, taken), p95: percentile(0.95, taken), count: total })
    .from(decision)
    .innerJoin(caseRow, eq(caseRow.id, decision.caseId))
    .where(decisionsIn(period, { queue }));
  const firstAct = minutesTo(caseRow.firstActedAt);
  const first = tx
    .select({ median: percentile(0.5, firstAct), p95: percentile(0.95, firstAct), count: total })
    .from(caseRow)
    .where(and(casesIn(period, { queue }), sql`${caseRow.firstActedAt} is not null`));
  const [byDay, [decisionTime], [actionTime]] = await Promise.all([days, whole, first]);
  return { byDay, decisionTime, actionTime };
}

/** How many of each, over a period: what the large figures show and what they are compared with. */
export async function totals(tx: Reader, period: { start: Date; end: Date }, asOf: Date, queue?: string) {
  const joined = (where: SQL | undefined) =>
    tx.select({ count: total }).from(decision).innerJoin(caseRow, eq(caseRow.id, decision.caseId)).where(where);
  const [[reports], [cases], [decisions], [acted], [measures], [breaches]] = await Promise.all([
    tx
      .select({ count: total })
      .from(report)
      .innerJoin(caseRow, eq(caseRow.id, report.caseId))
      .where(reportsIn(period, queue)),
    tx.select({ count: total }).from(caseRow).where(casesIn(period, { queue })),
    joined(decisionsIn(period, { queue })),
    joined(decisionsIn(period, { queue, acted: true })),
    tx
      .select({ count: total })
      .from(measure)
      .innerJoin(caseRow, eq(caseRow.id, measure.caseId))
      .where(measuresIn(period, asOf, { queue })),
    tx.select({ count: total }).from(caseRow).where(breachesIn(period, queue)),
  ]);
  const of = (row: { count: number } | undefined) => row?.count ?? 0;
  return {
    reports: of(reports),
    cases: of(cases),
    decisions: of(decisions),
    acted: of(acted),
    measures: of(measures),
    breaches: of(breaches),
  };
}

/** Where risk is: new cases by category and by the grade of groups, measures by kind, breaches by queue and day. */
export async function concentrations(tx: Reader, period: Period, asOf: Date, queue?: string) {
  const [byCategory, byGrade, byMeasure, byBreach] = await Promise.all([
    tx
      .select({ category: sql<string>`coalesce(${caseRow.category}, '-')`, count: total })
      .from(caseRow)
      .where(casesIn(period, { queue }))
      .groupBy(sql`1`)
      .orderBy(desc(total), sql`1`),
    tx
      .select({ grade: group.grade, count: total })
      .from(caseRow)
      .innerJoin(group, and(eq(group.id, caseRow.subjectId), eq(caseRow.subjectKind, "group")))
      .where(casesIn(period, { queue }))
      .groupBy(group.grade)
      .orderBy(group.grade),
    tx
      .select({
        measure: measure.key,
        count: total,
        severe: sql<number>`count(*) filter (where ${decision.severe})::int`,
      })
      .from(measure)
      .innerJoin(caseRow, eq(caseRow.id, measure.caseId))
      .innerJoin(decision, eq(decision.id, measure.decisionId))
      .where(measuresIn(period, asOf, { queue }))
      .groupBy(measure.key)
      .orderBy(desc(total), measure.key),
    tx
      .select({ queue: caseRow.queue, day: dayOf(caseRow.breachedAt), count: total })
      .from(caseRow)
      .where(breachesIn(period, queue))
      .groupBy(sql`1, 2`)
      .orderBy(sql`1, 2`),
  ]);
  return { byCategory, byGrade, byMeasure, byBreach };
}

/** Subjects found in violation more than once in the window before `now`, most often first. */
export const repeated = (tx: Reader, now: Date, queue: string | undefined, limit: number) =>
  tx
    .select({
      subjectKind: decision.subjectKind,
      subjectId: decision.subjectId,
      name: sql<string>`max(${caseRow.subjectName})`,
      code: sql<string>`max(${caseRow.subjectCode})`,
      count: total,
      last: sql<string>`max(${decision.effectiveAt})`,
    })
    .from(decision)
    .innerJoin(caseRow, eq(caseRow.id, decision.caseId))
    .where(decisionsIn({ start: repeatSince(now), end: now }, { queue, violating: true }))
    .groupBy(decision.subjectKind, decision.subjectId)
    .having(sql`count(*) >= ${repeatedFrom}`)
    .orderBy(desc(total), desc(sql`max(${decision.effectiveAt})`), decision.subjectId)
    .limit(limit);

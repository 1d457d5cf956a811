import { and, eq, gte, inArray, isNull, lt, lte, ne, type SQL, sql } from "drizzle-orm";
import { caseRow, decision, group, measure, report } from "../../db/schema";
import { after, hour } from "../kernel/calendar";
import { type Age, ageHours } from "./contract";

type Span = { readonly start: Date; readonly end: Date };
const within = (column: Parameters<typeof gte>[0], { start, end }: Span) => and(gte(column, start), lt(column, end));

/** A decision that took effect, whatever became of it later: what happened on a day stays what happened. */
const tookEffect = inArray(decision.state, ["effective", "modified", "overturned", "reversed"]);

/** The mark of the indexes over cases of every state (`db/schema/cases.ts`): it always holds. */
const everyState = sql`${caseRow.number} > 0`;

const ofQueue = (queue: string | undefined) => (queue ? and(eq(caseRow.queue, queue), everyState) : undefined);

/** Reports by the time they arrived. */
export const reportsIn = (span: Span, queue?: string) => and(within(report.receivedAt, span), ofQueue(queue));

/** Cases by the time they were opened; of a category (`-`: none stated), of groups of a grade. */
export const casesIn = (span: Span, by: { queue?: string; category?: string; grade?: number }) =>
  and(
    within(caseRow.openedAt, span),
    everyState,
    ofQueue(by.queue),
    by.category === undefined
      ? undefined
      : by.category === "-"
        ? isNull(caseRow.category)
        : eq(caseRow.category, by.category),
    by.grade === undefined
      ? undefined
      : sql`${caseRow.subjectKind} = 'group' and exists (select 1 from ${group} where ${group.id} = ${caseRow.subjectId} and ${group.grade} = ${by.grade})`,
  );

/**
 * Cases that were open at an instant: opened by then, not merged and without a decision that had taken effect by then. Never
 * read from today's state, so that the backlog of a past day stays what it was on that day.
 */
export const openAt = (at: Date | SQL, by: { queue?: string; age?: Age; overdue?: boolean }) => {
  const then = at instanceof Date ? sql`${at.toISOString()}::timestamptz` : at;
  const [from, to] = by.age ? ageHours[by.age] : [0, null];
  const earlier = (hours: number) =>
    at instanceof Date
      ? sql`${after(at, -hours * hour).toISOString()}::timestamptz`
      : sql`${at} - make_interval(hours => ${hours})`;
  return and(
    sql`${caseRow.openedAt} < ${then}`,
    everyState,
    from > 0 ? sql`${caseRow.openedAt} < ${earlier(from)}` : undefined,
    to === null ? undefined : sql`${caseRow.openedAt} >= ${earlier(to)}`,
    by.overdue === undefined
      ? undefined
      : by.overdue
        ? sql`${caseRow.dueAt} < ${then}`
        : sql`${caseRow.dueAt} >= ${then}`,
    // What was merged waits in the case that took it over.
    sql`(${caseRow.mergedAt} is null or ${caseRow.mergedAt} >= ${then})`,
    sql`not exists (select 1 from ${decision} where ${decision.caseId} = ${caseRow.id} and ${decision.effectiveAt} < ${then} and ${tookEffect})`,
    ofQueue(by.queue),
  );
};

/** Decisions by the time they took effect; `acted`: those that carried a measure. */
export const decisionsIn = (
  span: Span,
  by: { queue?: string; acted?: boolean; subject?: string; violating?: boolean },
) =>
  and(
    tookEffect,
    within(decision.effectiveAt, span),
    ofQueue(by.queue),
    by.acted
      ? sql`exists (select 1 from ${measure} where ${measure.decisionId} = ${decision.id} and ${measure.reverses} is null and not ${measure.provisional})`
      : undefined,
    by.subject
      ? and(inArray(decision.subjectKind, ["group", "account"]), eq(decision.subjectId, by.subject))
      : undefined,
    by.violating ? eq(decision.finding, "violates") : undefined,
  );

/**
 * Measures by the time they were entered, those that had begun at an instant; a row that reverses another is not a measure of its own,
 * nor is one that never took effect, nor what was suspended before anybody else had decided.
 */
export const measuresIn = (span: Span, asOf: Date, by: { queue?: string; measure?: string }) =>
  and(
    within(measure.enteredAt, span),
    lte(measure.from, asOf),
    isNull(measure.reverses),
    ne(measure.state, "cancelled"),
    eq(measure.provisional, false),
    ofQueue(by.queue),
    by.measure ? eq(measure.key, by.measure) : undefined,
  );

/** Breaches by the time they happened. */
export const breachesIn = (span: Span, queue?: string) => and(within(caseRow.breachedAt, span), ofQueue(queue));

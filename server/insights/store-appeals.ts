import { and, desc, eq, type SQL, sql } from "drizzle-orm";
import type { Reader } from "../../db/client";
import { appeal, caseRow, decision, measure, report } from "../../db/schema";
import type { AppealKind } from "../appeals/contract-words";
import { appealsBehind, clauseOf, timeOf } from "./conditions-appeals";
import { type AppealFigure, appealFigures } from "./contract-appeals";
import type { BehindRow } from "./store-rows";

type Span = { readonly start: Date; readonly end: Date };
const total = sql<number>`count(*)::int`;
const changedCount = sql<number>`count(*) filter (where ${appeal.state} in ('modified', 'overturned'))::int`;
const hours = sql`extract(epoch from ${appeal.ruledAt} - ${appeal.filedAt}) / 3600`;
const percentile = (share: number) =>
  sql<number | null>`round(percentile_cont(${sql.raw(String(share))}) within group (order by ${hours}))::int`;

/** Tables that the conditions of a figure name. */
const joined = (tx: Reader, where: SQL | undefined) =>
  tx
    .select({ count: total })
    .from(appeal)
    .innerJoin(decision, eq(decision.id, appeal.decisionId))
    .leftJoin(report, eq(report.id, appeal.reportId))
    .where(where);

/** How many of each figure. */
export async function appealTotals(tx: Reader, kind: AppealKind, span: Span, now: Date) {
  const counted = await Promise.all(appealFigures.map((figure) => joined(tx, appealsBehind(kind, figure, span, now))));
  const of = (figure: AppealFigure) => counted[appealFigures.indexOf(figure)]?.[0]?.count ?? 0;
  return Object.fromEntries(appealFigures.map((figure) => [figure, of(figure)])) as Record<AppealFigure, number>;
}

/** Hours from filing to ruling, and by how many officers. */
export async function rulingTimes(tx: Reader, kind: AppealKind, span: Span, now: Date) {
  const [row] = await tx
    .select({
      median: percentile(0.5),
      p95: percentile(0.95),
      reviewers: sql<number>`count(distinct ${appeal.reviewerId})::int`,
    })
    .from(appeal)
    .where(appealsBehind(kind, "ruled", span, now));
  return row ?? { median: null, p95: null, reviewers: 0 };
}

/** What was ruled on its merits, by the measures that the decision put on who appealed: an appeal counts once for each. */
export const byMeasure = (tx: Reader, kind: AppealKind, span: Span, now: Date) =>
  tx
    .select({
      measure: measure.key,
      count: sql<number>`count(distinct ${appeal.id})::int`,
      changed: sql<number>`count(distinct ${appeal.id}) filter (where ${appeal.state} in ('modified', 'overturned'))::int`,
    })
    .from(appeal)
    .innerJoin(decision, eq(decision.id, appeal.decisionId))
    .innerJoin(
      measure,
      and(
        eq(measure.decisionId, appeal.decisionId),
        sql`${measure.reverses} is null`,
        eq(measure.subjectKind, appeal.subjectKind),
        eq(measure.subjectId, appeal.subjectId),
      ),
    )
    .where(appealsBehind(kind, "merits", span, now))
    .groupBy(measure.key)
    .orderBy(desc(sql`2`), measure.key);

/** The same by clause. */
export const byClause = (tx: Reader, kind: AppealKind, span: Span, now: Date) =>
  tx
    .select({ clause: sql<string>`clause.key`, count: total, changed: changedCount })
    .from(appeal)
    .innerJoin(decision, eq(decision.id, appeal.decisionId))
    .leftJoin(report, eq(report.id, appeal.reportId))
    .crossJoinLateral(sql`(select distinct unnest(${clauseOf}) as key) as clause`)
    .where(appealsBehind(kind, "merits", span, now))
    .groupBy(sql`clause.key`)
    .orderBy(desc(total), sql`clause.key`);

/** Rows behind a figure, newest first, without anybody of the staff. */
export function appealRows(
  tx: Reader,
  where: SQL | undefined,
  figure: AppealFigure,
  place: { readonly at: Date; readonly id: string } | null,
  limit: number,
): Promise<BehindRow[]> {
  const at = timeOf(figure);
  return tx
    .select({
      id: appeal.id,
      case: appeal.caseNumber,
      subjectName: caseRow.subjectName,
      subjectCode: caseRow.subjectCode,
      at: sql<Date>`${at}`.mapWith(appeal.filedAt),
      what: sql<string>`${appeal.state}`,
      severity: caseRow.severity,
    })
    .from(appeal)
    .innerJoin(caseRow, eq(caseRow.id, appeal.caseId))
    .innerJoin(decision, eq(decision.id, appeal.decisionId))
    .leftJoin(report, eq(report.id, appeal.reportId))
    .where(
      and(
        where,
        place ? sql`(${at}, ${appeal.id}) < (${place.at.toISOString()}::timestamptz, ${place.id}::uuid)` : undefined,
      ),
    )
    .orderBy(desc(at), desc(appeal.id))
    .limit(limit);
}

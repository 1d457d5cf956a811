import { and, asc, eq, inArray, lte, type SQL, sql } from "drizzle-orm";
import type { Reader } from "../../db/client";
import { caseRow, decision, measure } from "../../db/schema";

/** When an entry is to be looked at again; one without a date is due since it was made. */
const dueAt: SQL<Date> = sql`coalesce(${measure.reviewAt}, ${measure.enteredAt})`.mapWith(measure.enteredAt);

/** On the list: what can still be undone is not yet. */
const listedAt = (now: Date) =>
  and(eq(measure.key, "blacklist"), eq(measure.state, "in_force"), lte(measure.from, now));

export type ReviewPlace = { readonly dueAt: Date; readonly id: string };

/** Who is listed now, those due for review first, after a place in that order. `isDue`: only those whose date has come. */
export const listedPage = (tx: Reader, now: Date, isDue: boolean, after: ReviewPlace | null, limit: number) =>
  tx
    .select({
      measure,
      dueAt,
      caseNumber: sql<number>`(select d.case_number from ${decision} d where d.id = measure.decision_id)`,
    })
    .from(measure)
    .where(
      and(
        listedAt(now),
        isDue ? lte(dueAt, sql`${now.toISOString()}::timestamptz`) : undefined,
        after
          ? sql`(coalesce(${measure.reviewAt}, ${measure.enteredAt}), ${measure.id}) > (${after.dueAt.toISOString()}::timestamptz, ${after.id}::uuid)`
          : undefined,
      ),
    )
    .orderBy(asc(dueAt), asc(measure.id))
    .limit(limit);

/** How many are listed now, or of these due; counted up to a limit. */
export async function countListed(tx: Reader, now: Date, isDue: boolean, limit: number): Promise<number> {
  const some = tx
    .select({ id: measure.id })
    .from(measure)
    .where(and(listedAt(now), isDue ? lte(dueAt, sql`${now.toISOString()}::timestamptz`) : undefined))
    .limit(limit)
    .as("some");
  const [row] = await tx.select({ count: sql<number>`count(*)::int` }).from(some);
  return row?.count ?? 0;
}

/** Open cases of these subjects, by `kind:id`. */
export async function openCasesOf(tx: Reader, subjectIds: readonly string[]) {
  const rows = await tx
    .select({
      id: caseRow.id,
      number: caseRow.number,
      version: caseRow.version,
      kind: caseRow.subjectKind,
      subjectId: caseRow.subjectId,
    })
    .from(caseRow)
    .where(
      and(
        inArray(caseRow.subjectId, [...subjectIds]),
        sql`${caseRow.state} in ('open', 'escalated', 'reopened', 'snoozed', 'awaiting_approval')`,
      ),
    );
  return new Map(rows.map((row) => [`${row.kind}:${row.subjectId}`, row]));
}

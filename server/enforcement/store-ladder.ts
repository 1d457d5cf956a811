import { and, eq, gte, inArray, isNull, type SQL, sql } from "drizzle-orm";
import type { Reader } from "../../db/client";
import { decision, measure, rectification } from "../../db/schema";
import { groupedBy } from "../kernel/group-by";
import type { MeasureKey } from "../policy/contract";

/** One parameter, however many ids. */
export const among = (column: SQL | Parameters<typeof sql>[1], ids: readonly string[]): SQL =>
  sql`${column} = any(${sql.param(ids as string[])}::uuid[])`;

/** Decisions on these subjects that count as strikes, by subject: found a violation since then, and stand. */
export async function strikesAmong(tx: Reader, kind: string, ids: readonly string[], since: Date) {
  const rows = await tx
    .select({ id: decision.subjectId, count: sql<number>`count(*)::int` })
    .from(decision)
    .where(
      and(
        eq(decision.subjectKind, kind),
        among(decision.subjectId, ids),
        gte(decision.proposedAt, since),
        inArray(decision.state, ["effective", "modified"]),
        eq(decision.finding, "violates"),
      ),
    )
    .groupBy(decision.subjectId);
  return new Map(rows.map(({ id, count }) => [id, count]));
}

/** Measures taken on these subjects since then and not taken back, a provisional suspension apart, and whether what they asked for was not done; by subject. */
export async function reachedAmong(tx: Reader, kind: string, ids: readonly string[], since: Date) {
  const rows = await tx
    .select({
      id: measure.subjectId,
      key: measure.key,
      from: measure.from,
      until: measure.until,
      rectification: rectification.state,
    })
    .from(measure)
    .innerJoin(decision, eq(decision.id, measure.decisionId))
    .leftJoin(rectification, eq(rectification.measureId, measure.id))
    .where(
      and(
        eq(measure.subjectKind, kind),
        among(measure.subjectId, ids),
        gte(measure.enteredAt, since),
        inArray(measure.state, ["in_force", "expired", "lifted"]),
        // What had ended before its decision fell was never deserved either.
        inArray(decision.state, ["effective", "modified"]),
        isNull(measure.reverses),
        eq(measure.standing, "subject"),
        eq(measure.provisional, false),
      ),
    );
  return groupedBy(
    rows.map((row) => ({
      id: row.id,
      key: row.key as MeasureKey,
      days: row.until ? Math.round((row.until.getTime() - row.from.getTime()) / 86_400_000) : null,
      failed: row.rectification === "failed" || row.rectification === "overdue",
    })),
    ({ id }) => id,
  );
}

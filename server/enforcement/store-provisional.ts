import { and, asc, eq, gt, inArray, isNull, or, type SQLWrapper, sql } from "drizzle-orm";
import type { Reader } from "../../db/client";
import { decision, measure } from "../../db/schema";
import type { DecisionState } from "./contract";
import { type Deciding, fallen, took } from "./rules-provisional";

/** A case, and the one that it was merged into: what is decided there is decided about it. */
const withInto = (caseId: SQLWrapper) =>
  sql`(select unnest(array[c.id, c.merged_into]) from docket_case c where c.id = ${caseId})`;

/** The decisions about a case, as a provisional suspension is judged by them. */
export async function decidingOf(tx: Reader, caseId: string): Promise<Deciding[]> {
  const rows = await tx
    .select({
      id: decision.id,
      state: decision.state,
      acts: sql<boolean>`jsonb_array_length(${decision.proposed}) > 0`,
      effectiveAt: decision.effectiveAt,
    })
    .from(decision)
    .where(sql`${decision.caseId} in ${withInto(sql`${caseId}::uuid`)}`)
    .orderBy(asc(decision.id));
  return rows.map((row) => ({ ...row, state: row.state as DecisionState }));
}

/** Subjects with a provisional suspension that a decision on its case may have ended: what the rule then says holds. */
export async function subjectsProvisional(tx: Reader, now: Date, limit: number) {
  const rows = await tx
    .select({ kind: measure.subjectKind, id: measure.subjectId })
    .from(measure)
    .where(
      and(
        eq(measure.state, "in_force"),
        eq(measure.provisional, true),
        or(isNull(measure.until), gt(measure.until, now)),
        sql`exists (select from ${decision} d where d.case_id in ${withInto(measure.caseId)} and (
          (${inArray(sql`d.state`, [...took])}
            and d.effective_at >= ${measure.from} and d.effective_at <= ${now.toISOString()}::timestamptz)
          or (d.id = ${measure.decisionId} and ${inArray(sql`d.state`, [...fallen])})))`,
      ),
    )
    .orderBy(asc(measure.from), asc(measure.subjectId))
    .limit(limit);
  return rows.map((row) => ({ kind: row.kind as "group" | "account", id: row.id }));
}

/** The provisional suspension that came with a proposal; null when none did. */
export async function provisionalWith(tx: Reader, decisionId: string) {
  const [row] = await tx
    .select({
      id: measure.id,
      from: measure.from,
      until: measure.until,
      state: measure.state,
    })
    .from(measure)
    .where(and(eq(measure.decisionId, decisionId), eq(measure.provisional, true)));
  return row ?? null;
}

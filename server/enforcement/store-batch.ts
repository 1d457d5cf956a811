import { and, eq, gte, inArray, isNull, type SQL, sql } from "drizzle-orm";
import type { Reader } from "../../db/client";
import {
  caseRow,
  claim,
  decision,
  group,
  measure,
  membership,
  rectification,
  report,
  staffSubject,
} from "../../db/schema";
import { openStates } from "../cases/contract";
import { groupedBy } from "../kernel/group-by";
import type { MeasureKey } from "../policy/contract";

const among = (column: SQL | Parameters<typeof sql>[1], ids: readonly string[]): SQL =>
  sql`${column} = any(${sql.param(ids as string[])}::uuid[])`;

/** Open cases of many subjects, and whether somebody holds a lease on them. */
export const openCasesAmong = (tx: Reader, kind: "group" | "account", subjectIds: readonly string[], now: Date) =>
  tx
    .select({
      id: caseRow.id,
      number: caseRow.number,
      round: caseRow.round,
      version: caseRow.version,
      state: caseRow.state,
      subjectId: caseRow.subjectId,
      isHeld: sql<boolean>`coalesce(${claim.expiresAt} > ${now.toISOString()}::timestamptz, false)`,
    })
    .from(caseRow)
    .leftJoin(claim, eq(claim.caseId, caseRow.id))
    .where(
      and(eq(caseRow.subjectKind, kind), among(caseRow.subjectId, subjectIds), inArray(caseRow.state, [...openStates])),
    );

/** Reports that wait for the outcome of the present round of these cases. */
export const attachedAmong = (tx: Reader, caseIds: readonly string[]) =>
  tx
    .select({
      id: report.id,
      caseId: report.caseId,
      externalId: report.externalId,
      origin: report.origin,
      about: report.about,
      reporter: report.reporter,
    })
    .from(report)
    .innerJoin(caseRow, and(eq(caseRow.id, report.caseId), eq(caseRow.round, report.round)))
    .where(and(among(report.caseId, caseIds), eq(report.state, "attached")))
    .orderBy(sql`${report.id}`);

/** Strikes of many subjects since then, by subject: as `strikesSince` counts those of one. */
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

/** Measures taken on many subjects since then and not taken back, by subject: as `reachedSince` finds those of one. */
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
        inArray(decision.state, ["effective", "modified"]),
        isNull(measure.reverses),
        eq(measure.standing, "subject"),
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

/** Those of these accounts that found or manage a group of this grade or above. */
export async function leadingAmong(tx: Reader, accountIds: readonly string[], grade: number): Promise<Set<string>> {
  const rows = await tx
    .selectDistinct({ id: membership.accountId })
    .from(membership)
    .innerJoin(group, eq(group.id, membership.groupId))
    .where(
      and(
        among(membership.accountId, accountIds),
        inArray(membership.role, ["founder", "manager"]),
        isNull(membership.leftAt),
        gte(group.grade, grade),
      ),
    );
  return new Set(rows.map(({ id }) => id));
}

/** Those of these subjects that are one of these people's own. */
export async function ownedAmong(
  tx: Reader,
  staffIds: readonly string[],
  subjectIds: readonly string[],
): Promise<Set<string>> {
  const rows = await tx
    .select({ id: staffSubject.subjectId })
    .from(staffSubject)
    .where(and(inArray(staffSubject.staffId, [...staffIds]), among(staffSubject.subjectId, subjectIds)));
  return new Set(rows.map(({ id }) => id));
}

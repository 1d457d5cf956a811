import { and, asc, desc, eq, gte, inArray, lte, ne, sql } from "drizzle-orm";
import type { Reader } from "../../db/client";
import {
  approval,
  caseRow,
  decision,
  group,
  measure,
  outgoing,
  rectification,
  report,
  staff,
  webhookDelivery,
} from "../../db/schema";
import type { MeasureKey } from "../policy/contract";
import { noticeTo } from "./store-appeal";

/** Names of colleagues, by id. */
export async function staffNames(tx: Reader, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await tx
    .select({ id: staff.id, name: staff.name })
    .from(staff)
    .where(inArray(staff.id, [...new Set(ids)]));
  return new Map(rows.map((row) => [row.id, row.name]));
}

/** Proposals that wait, oldest first, each with the end of what is suspended until somebody has decided. */
export const awaiting = (tx: Reader, limit: number) =>
  tx
    .select({
      decision,
      subjectName: caseRow.subjectName,
      subjectCode: caseRow.subjectCode,
      suspendedUntil: measure.until,
    })
    .from(decision)
    .innerJoin(caseRow, eq(caseRow.id, decision.caseId))
    .leftJoin(
      measure,
      and(eq(measure.decisionId, decision.id), eq(measure.provisional, true), eq(measure.state, "in_force")),
    )
    .where(eq(decision.state, "proposed"))
    .orderBy(asc(decision.proposedAt), asc(decision.id))
    .limit(limit);

/** Everybody who took part in earlier rounds of a case. */
export async function earlierHands(tx: Reader, caseId: string, exceptDecision: string): Promise<Set<string>> {
  const rows = await tx
    .select({ proposedBy: decision.proposedBy, by: approval.by })
    .from(decision)
    .leftJoin(approval, eq(approval.decisionId, decision.id))
    .where(and(eq(decision.caseId, caseId), sql`${decision.id} <> ${exceptDecision}`));
  return new Set(rows.flatMap((row) => (row.by ? [row.proposedBy, row.by] : [row.proposedBy])));
}

/** Measures on a subject since then, oldest first: the rungs that it has climbed. What never took effect is none. */
export const measuresOn = (tx: Reader, kind: string, id: string, since: Date) =>
  tx
    .select()
    .from(measure)
    .where(
      and(
        eq(measure.subjectKind, kind),
        eq(measure.subjectId, id),
        gte(measure.enteredAt, since),
        sql`${measure.reverses} is null`,
        ne(measure.state, "cancelled"),
        eq(measure.provisional, false),
      ),
    )
    .orderBy(asc(measure.enteredAt), asc(measure.id))
    .limit(20);

/** What other decisions that broke one of these clauses led to, by measure on the subject itself. */
export async function alike(tx: Reader, clauses: readonly string[], since: Date, exceptDecision: string) {
  const rows = await tx
    .select({ key: measure.key, count: sql<number>`count(*)::int` })
    .from(decision)
    .innerJoin(measure, eq(measure.decisionId, decision.id))
    .where(
      and(
        gte(decision.proposedAt, since),
        sql`${decision.clauses} && ${sql.param([...clauses])}::text[]`,
        inArray(decision.state, ["effective", "modified"]),
        eq(measure.standing, "subject"),
        sql`${measure.reverses} is null`,
        sql`${decision.id} <> ${exceptDecision}`,
      ),
    )
    .groupBy(measure.key)
    .orderBy(desc(sql`count(*)`))
    .limit(6);
  return rows.map((row) => ({ key: row.key as MeasureKey, count: row.count }));
}

export type RectificationPlace = { readonly dueAt: Date; readonly id: string };

/** Rectifications in a state, of warnings that still hold, by when they are due, after a place in that order. */
export const rectificationsPage = (
  tx: Reader,
  state: string,
  now: Date,
  after: RectificationPlace | null,
  limit: number,
) =>
  tx
    .select({
      id: rectification.id,
      measureId: rectification.measureId,
      state: rectification.state,
      dueAt: rectification.dueAt,
      submittedAt: rectification.submittedAt,
      subjectName: measure.subjectName,
      subjectCode: measure.subjectCode,
      assignedAt: measure.from,
      caseNumber: caseRow.number,
    })
    .from(rectification)
    .innerJoin(measure, eq(measure.id, rectification.measureId))
    .innerJoin(caseRow, eq(caseRow.id, measure.caseId))
    .where(
      and(
        eq(rectification.state, state),
        eq(measure.state, "in_force"),
        lte(measure.from, now),
        after
          ? sql`(${rectification.dueAt}, ${rectification.id}) > (${after.dueAt.toISOString()}::timestamptz, ${after.id}::uuid)`
          : undefined,
      ),
    )
    .orderBy(asc(rectification.dueAt), asc(rectification.id))
    .limit(limit);

/** Everything that explains one measure: its chain. */
export async function chainOf(tx: Reader, row: typeof measure.$inferSelect) {
  const [decided] = await tx.select().from(decision).where(eq(decision.id, row.decisionId));
  const [approved] = await tx.select().from(approval).where(eq(approval.decisionId, row.decisionId));
  const [reports] = await tx
    .select({ count: sql<number>`count(*)::int`, first: sql<string | null>`min(${report.receivedAt})` })
    .from(report)
    .where(and(eq(report.caseId, row.caseId), eq(report.round, decided?.round ?? 1)));
  const orders = await tx
    .select()
    .from(outgoing)
    .where(eq(outgoing.measureId, row.id))
    .orderBy(asc(outgoing.at), asc(outgoing.id))
    .limit(20);
  const deliveries =
    orders.length === 0
      ? []
      : await tx
          .select()
          .from(webhookDelivery)
          .where(
            inArray(
              webhookDelivery.messageId,
              orders.map(({ id }) => id),
            ),
          )
          .limit(200);
  // An appeal may have led to another notice, which came with the measures that it put in the place of these.
  const issued = await noticeTo(tx, row, row.from);
  const [reversal] = await tx.select().from(measure).where(eq(measure.reverses, row.id));
  const [owed] = await tx.select().from(rectification).where(eq(rectification.measureId, row.id));
  return { decided, approved, reports, orders, deliveries, issued, reversal, owed };
}

/** Groups that a case's open reports name: where an account may be suspended alone. */
export const groupsOfCase = (tx: Reader, caseId: string, round: number) =>
  tx
    .selectDistinct({ id: group.id, name: group.name, code: group.code })
    .from(report)
    .innerJoin(group, eq(group.id, report.groupId))
    .where(and(eq(report.caseId, caseId), eq(report.round, round)))
    .limit(20);

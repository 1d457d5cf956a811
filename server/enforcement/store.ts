import { and, asc, desc, eq, isNotNull, lte, ne, or, sql } from "drizzle-orm";
import type { Reader, Tx } from "../../db/client";
import { approval, decision, measure, notice, rectification, report } from "../../db/schema";
import type { MeasureState, RectificationState } from "./contract";

export type DecisionRow = typeof decision.$inferSelect;

export type MeasureRow = typeof measure.$inferSelect;

export type NoticeRow = typeof notice.$inferSelect;

/** Reports of a round that systems with a key were told are upheld. */
export const upheldReports = (tx: Reader, caseId: string, round: number) =>
  tx
    .select({ id: report.id, externalId: report.externalId })
    .from(report)
    .where(
      and(
        eq(report.caseId, caseId),
        eq(report.round, round),
        eq(report.state, "upheld"),
        sql`${report.origin} ~ '^(key|connection):'`,
      ),
    )
    .orderBy(asc(report.id));

export async function insertDecision(tx: Tx, row: typeof decision.$inferInsert): Promise<void> {
  await tx.insert(decision).values(row);
}

export async function insertMeasures(tx: Tx, rows: readonly (typeof measure.$inferInsert)[]): Promise<void> {
  if (rows.length > 0) await tx.insert(measure).values([...rows]);
}

export async function insertRectifications(
  tx: Tx,
  rows: readonly (typeof rectification.$inferInsert)[],
): Promise<void> {
  if (rows.length > 0) await tx.insert(rectification).values([...rows]);
}

export async function insertNotices(tx: Tx, rows: readonly (typeof notice.$inferInsert)[]): Promise<void> {
  if (rows.length > 0) await tx.insert(notice).values([...rows]);
}

export async function insertApproval(tx: Tx, row: typeof approval.$inferInsert): Promise<void> {
  await tx.insert(approval).values(row);
}

export async function decisionById(tx: Reader, id: string): Promise<DecisionRow | null> {
  const [row] = await tx.select().from(decision).where(eq(decision.id, id));
  return row ?? null;
}

export async function lockDecision(tx: Tx, id: string): Promise<DecisionRow | null> {
  const [row] = await tx.select().from(decision).where(eq(decision.id, id)).for("update");
  return row ?? null;
}

export async function saveDecision(tx: Tx, id: string, change: Partial<DecisionRow>): Promise<void> {
  await tx.update(decision).set(change).where(eq(decision.id, id));
}

/** Proposals whose time is over, oldest first. */
export const lapsedIds = (tx: Reader, now: Date, limit: number): Promise<{ id: string }[]> =>
  tx
    .select({ id: decision.id })
    .from(decision)
    .where(and(eq(decision.state, "proposed"), lte(decision.lapsesAt, now)))
    .orderBy(asc(decision.proposedAt), asc(decision.id))
    .limit(limit);

export async function measureById(tx: Reader, id: string) {
  const [row] = await tx
    .select({ measure, decision })
    .from(measure)
    .innerJoin(decision, eq(decision.id, measure.decisionId))
    .where(eq(measure.id, id));
  return row ?? null;
}

/** Locks a measure; its subject is locked before it. */
export async function lockMeasure(tx: Tx, id: string): Promise<MeasureRow | null> {
  const [row] = await tx.select().from(measure).where(eq(measure.id, id)).for("update");
  return row ?? null;
}

export async function saveMeasure(tx: Tx, id: string, change: Partial<MeasureRow>): Promise<void> {
  await tx.update(measure).set(change).where(eq(measure.id, id));
}

/** Subjects with measures whose term is over, those due first first. */
export async function subjectsDue(tx: Reader, now: Date, limit: number) {
  const rows = await tx
    .select({ kind: measure.subjectKind, id: measure.subjectId })
    .from(measure)
    .where(and(eq(measure.state, "in_force"), isNotNull(measure.until), lte(measure.until, now)))
    .groupBy(measure.subjectKind, measure.subjectId)
    .orderBy(sql`min(${measure.until})`, asc(measure.subjectId))
    .limit(limit);
  return rows.map((row) => ({ kind: row.kind as "group" | "account", id: row.id }));
}

/** Other measures of the same decision; reversals and what was provisional left out. */
export const siblings = async (tx: Reader, decisionId: string, exceptId: string) => {
  const rows = await tx
    .select({ state: measure.state })
    .from(measure)
    .where(
      and(
        eq(measure.decisionId, decisionId),
        sql`${measure.reverses} is null`,
        eq(measure.provisional, false),
        sql`${measure.id} <> ${exceptId}`,
      ),
    );
  return rows.map((row) => ({ state: row.state as MeasureState }));
};

export type RectificationRow = typeof rectification.$inferSelect;

export async function lockRectification(tx: Tx, measureId: string): Promise<RectificationRow | null> {
  const [row] = await tx.select().from(rectification).where(eq(rectification.measureId, measureId)).for("update");
  return row ?? null;
}

export async function saveRectification(
  tx: Tx,
  measureId: string,
  change: {
    state: RectificationState;
    version: number;
    answer?: Buffer;
    submittedAt?: Date;
    checkedBy?: string;
    checkedAt?: Date;
  },
): Promise<void> {
  await tx.update(rectification).set(change).where(eq(rectification.measureId, measureId));
}

/** Rectifications whose deadline has passed and that nobody has checked, of warnings that still hold. */
export const overdueIds = (tx: Reader, now: Date, limit: number) =>
  tx
    .select({ measureId: rectification.measureId })
    .from(rectification)
    .innerJoin(measure, and(eq(measure.id, rectification.measureId), eq(measure.state, "in_force")))
    .where(and(eq(rectification.state, "assigned"), lte(rectification.dueAt, now)))
    .orderBy(asc(rectification.dueAt), asc(rectification.id))
    .limit(limit);

/** The rectification that a notice asks for, with its measure; null when it asks for none. */
export async function rectificationOf(tx: Reader, { decisionId, subjectKind, subjectId, provisional }: NoticeRow) {
  if (provisional) return null;
  const [row] = await tx
    .select({ measureId: rectification.measureId, rectification, measureState: measure.state })
    .from(measure)
    .innerJoin(rectification, eq(rectification.measureId, measure.id))
    .where(
      and(
        eq(measure.decisionId, decisionId),
        eq(measure.subjectKind, subjectKind),
        eq(measure.subjectId, subjectId),
        sql`${measure.reverses} is null`,
      ),
    )
    .orderBy(desc(measure.enteredAt))
    .limit(1);
  return row ?? null;
}

/** A notice that has been issued by now; one whose decision can still be undone, or was, is not there. */
export async function noticeByHash(tx: Reader, tokenHash: string, now: Date): Promise<NoticeRow | null> {
  const [row] = await tx
    .select({ notice })
    .from(notice)
    .innerJoin(
      decision,
      and(eq(decision.id, notice.decisionId), or(ne(decision.state, "undone"), eq(notice.provisional, true))),
    )
    .where(and(eq(notice.tokenHash, tokenHash), lte(notice.issuedAt, now)));
  return row?.notice ?? null;
}

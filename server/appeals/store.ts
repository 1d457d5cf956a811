import { and, asc, eq, inArray, type SQL, sql } from "drizzle-orm";
import type { Reader, Tx } from "../../db/client";
import { appeal, appealView, caseRow, decision, report, staff } from "../../db/schema";
import type { AppealFilter, AppealState } from "./contract";

export type AppealRow = typeof appeal.$inferSelect;
export type AppealViewRow = typeof appealView.$inferSelect;

export async function insertAppeal(tx: Tx, row: typeof appeal.$inferInsert): Promise<void> {
  await tx.insert(appeal).values(row);
}

export async function insertView(tx: Tx, row: typeof appealView.$inferInsert): Promise<void> {
  await tx.insert(appealView).values(row);
}

export async function appealById(tx: Reader, id: string): Promise<AppealRow | null> {
  const [row] = await tx.select().from(appeal).where(eq(appeal.id, id));
  return row ?? null;
}

export async function lockAppeal(tx: Tx, id: string): Promise<AppealRow | null> {
  const [row] = await tx.select().from(appeal).where(eq(appeal.id, id)).for("update");
  return row ?? null;
}

export async function saveAppeal(
  tx: Tx,
  id: string,
  change: {
    state?: AppealState;
    version: number;
    reviewerId?: string;
    takenAt?: Date;
    ruledAt?: Date;
    reasons?: Buffer;
    dueAt?: Date;
    askedAt?: Date | null;
    answerBy?: Date | null;
  },
): Promise<void> {
  await tx.update(appeal).set(change).where(eq(appeal.id, id));
}

/** The appeal of one person against one decision. */
export async function appealOf(
  tx: Reader,
  of: { readonly decisionId: string; readonly subjectKind: string; readonly subjectId: string },
): Promise<AppealRow | null> {
  const [row] = await tx
    .select()
    .from(appeal)
    .where(
      and(
        eq(appeal.kind, "appeal"),
        eq(appeal.decisionId, of.decisionId),
        eq(appeal.subjectKind, of.subjectKind),
        eq(appeal.subjectId, of.subjectId),
      ),
    );
  return row ?? null;
}

export async function objectionOf(tx: Reader, reportId: string): Promise<AppealRow | null> {
  const [row] = await tx
    .select()
    .from(appeal)
    .where(and(eq(appeal.kind, "objection"), eq(appeal.reportId, reportId)));
  return row ?? null;
}

export async function viewOf(tx: Reader, appealId: string, staffId: string): Promise<AppealViewRow | null> {
  const [row] = await tx
    .select()
    .from(appealView)
    .where(and(eq(appealView.appealId, appealId), eq(appealView.staffId, staffId)));
  return row ?? null;
}

export async function reportByHash(tx: Reader, receiptHash: string) {
  const [row] = await tx.select().from(report).where(eq(report.receiptHash, receiptHash));
  return row ?? null;
}

export async function reportById(tx: Reader, id: string) {
  const [row] = await tx.select().from(report).where(eq(report.id, id));
  return row ?? null;
}

export async function caseCategory(tx: Reader, caseId: string): Promise<string | null> {
  const [row] = await tx.select({ category: caseRow.category }).from(caseRow).where(eq(caseRow.id, caseId));
  return row?.category ?? null;
}

export type Place = { readonly dueAt: Date; readonly id: string };

const open: SQL = sql`${appeal.state} in ('filed', 'in_review', 'awaiting_appellant')`;

/** A page of the queue, due first first, after a place in that order. */
export const appealsPage = (
  tx: Reader,
  { state, kind, mine }: AppealFilter,
  staffId: string,
  after: Place | null,
  limit: number,
) =>
  tx
    .select({
      appeal,
      subjectName: caseRow.subjectName,
      subjectCode: caseRow.subjectCode,
      severity: caseRow.severity,
      proposedBy: decision.proposedBy,
      approvers: sql<string[]>`array(select a.by_staff from approval a where a.decision_id = ${appeal.decisionId})`,
    })
    .from(appeal)
    .innerJoin(caseRow, eq(caseRow.id, appeal.caseId))
    .innerJoin(decision, eq(decision.id, appeal.decisionId))
    .where(
      and(
        state === "open" ? open : eq(appeal.state, state),
        kind ? eq(appeal.kind, kind) : undefined,
        mine ? eq(appeal.reviewerId, staffId) : undefined,
        after
          ? sql`(${appeal.dueAt}, ${appeal.id}) > (${after.dueAt.toISOString()}::timestamptz, ${after.id}::uuid)`
          : undefined,
      ),
    )
    .orderBy(asc(appeal.dueAt), asc(appeal.id))
    .limit(limit);

/** Names of colleagues, by id. */
export const namesOf = async (tx: Reader, ids: readonly string[]): Promise<Map<string, string>> => {
  if (ids.length === 0) return new Map();
  const rows = await tx
    .select({ id: staff.id, name: staff.name })
    .from(staff)
    .where(inArray(staff.id, [...new Set(ids)]));
  return new Map(rows.map(({ id, name }) => [id, name]));
};

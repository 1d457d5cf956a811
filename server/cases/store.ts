import { and, eq, inArray, sql } from "drizzle-orm";
import type { Reader, Tx } from "../../db/client";
import { caseDraft, caseRow, claim, queueMember, report, staff, staffSubject } from "../../db/schema";
import type { StaffActor } from "../kernel/actor";
import type { ReportState, StoredCaseState } from "./contract";
import type { Claim, Person } from "./rules";

export type CaseRow = typeof caseRow.$inferSelect;

/** Locks the case for this transaction. */
export async function lockRow(tx: Tx, caseId: string): Promise<CaseRow | null> {
  const [row] = await tx.select().from(caseRow).where(eq(caseRow.id, caseId)).for("update");
  return row ?? null;
}

export async function rowById(tx: Reader, caseId: string): Promise<CaseRow | null> {
  const [row] = await tx.select().from(caseRow).where(eq(caseRow.id, caseId));
  return row ?? null;
}

export async function rowByNumber(tx: Reader, number: number): Promise<CaseRow | null> {
  const [row] = await tx.select().from(caseRow).where(eq(caseRow.number, number));
  return row ?? null;
}

const claimColumns = {
  caseId: claim.caseId,
  staffId: claim.staffId,
  staffName: staff.name,
  token: claim.token,
  claimedAt: claim.claimedAt,
  expiresAt: claim.expiresAt,
  viewedAt: claim.viewedAt,
};
export type ClaimRow = Claim & { readonly viewedAt: Date | null };

/** The lease of a case, live or expired. */
export async function claimOf(tx: Reader, caseId: string): Promise<ClaimRow | null> {
  const [row] = await tx
    .select(claimColumns)
    .from(claim)
    .innerJoin(staff, eq(staff.id, claim.staffId))
    .where(eq(claim.caseId, caseId));
  return row ?? null;
}

/** The same, locked, so that nobody takes the case over while this transaction decides it. */
export async function lockClaim(tx: Tx, caseId: string): Promise<ClaimRow | null> {
  // No join: a row that changed while we waited for its lock would be matched with the name of who held it before.
  const staffName = sql<string>`(select ${staff.name} from ${staff} where ${staff.id} = ${claim.staffId})`;
  const [row] = await tx
    .select({ ...claimColumns, staffName })
    .from(claim)
    .where(eq(claim.caseId, caseId))
    .for("update");
  return row ?? null;
}

/** Puts a lease in place of one that has ended. False when a live one of somebody else is there. */
export async function putClaim(
  tx: Tx,
  lease: { caseId: string; staffId: string; token: string; expiresAt: Date },
  now: Date,
): Promise<boolean> {
  const put = await tx
    .insert(claim)
    .values({ ...lease, claimedAt: now, viewedAt: null })
    .onConflictDoUpdate({
      target: claim.caseId,
      set: { staffId: lease.staffId, token: lease.token, claimedAt: now, expiresAt: lease.expiresAt, viewedAt: null },
      setWhere: sql`${claim.expiresAt} <= ${now.toISOString()} or ${claim.staffId} = ${lease.staffId}`,
    })
    .returning({ caseId: claim.caseId });
  return put.length > 0;
}

export async function dropClaim(tx: Tx, caseId: string): Promise<void> {
  await tx.delete(claim).where(eq(claim.caseId, caseId));
}

export async function dropDrafts(tx: Tx, caseId: string): Promise<void> {
  await tx.delete(caseDraft).where(eq(caseDraft.caseId, caseId));
}

export async function saveCase(tx: Tx, caseId: string, change: Partial<CaseRow>): Promise<void> {
  await tx.update(caseRow).set(change).where(eq(caseRow.id, caseId));
}

/** What the rules ask about a person: queues and own subjects. */
export async function personOf(tx: Reader, actor: StaffActor): Promise<Person> {
  const [queues, own] = await Promise.all([
    tx.select({ queue: queueMember.queue }).from(queueMember).where(eq(queueMember.staffId, actor.id)),
    tx
      .select({ kind: staffSubject.subjectKind, id: staffSubject.subjectId })
      .from(staffSubject)
      .where(eq(staffSubject.staffId, actor.id)),
  ]);
  return {
    actor,
    queues: queues.length > 0 ? queues.map((row) => row.queue) : null,
    ownSubjects: own.map((row) => `${row.kind}:${row.id}`),
  };
}

/** Moves the reports of a round that are in one of the states, or `only` some of them, and tells which. */
export async function moveReports(
  tx: Tx,
  caseId: string,
  round: number,
  from: readonly ReportState[],
  to: ReportState,
  closedAt: Date | null,
  only?: readonly string[],
): Promise<{ id: string; source: string; duplicate: boolean }[]> {
  return tx
    .update(report)
    .set({ state: to, closedAt, version: sql`${report.version} + 1` })
    .where(
      and(
        eq(report.caseId, caseId),
        eq(report.round, round),
        inArray(report.state, [...from]),
        only ? inArray(report.id, [...only]) : undefined,
      ),
    )
    .returning({ id: report.id, source: report.source, duplicate: report.duplicate });
}

export const openStates: readonly StoredCaseState[] = ["open", "escalated", "reopened", "snoozed", "awaiting_approval"];

/** The open case of a subject other than this one. */
export async function otherOpenCase(
  tx: Tx,
  found: Pick<CaseRow, "id" | "subjectKind" | "subjectId">,
): Promise<{ id: string; number: number } | null> {
  const [row] = await tx
    .select({ id: caseRow.id, number: caseRow.number })
    .from(caseRow)
    .where(
      and(
        eq(caseRow.subjectKind, found.subjectKind),
        eq(caseRow.subjectId, found.subjectId),
        sql`${caseRow.state} in ('open', 'escalated', 'reopened', 'snoozed', 'awaiting_approval')`,
        sql`${caseRow.id} <> ${found.id}`,
      ),
    );
  return row ?? null;
}

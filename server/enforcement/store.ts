import { and, asc, eq, gte, inArray, isNotNull, lte, sql } from "drizzle-orm";
import type { Reader, Tx } from "../../db/client";
import {
  account,
  approval,
  caseRow,
  decision,
  evidence,
  group,
  measure,
  membership,
  notice,
  rectification,
  report,
  staffSubject,
} from "../../db/schema";
import type { CreditLevel, MeasureKey } from "../policy/contract";
import type { Finding, MeasureState, RectificationState } from "./contract";
import type { Holding } from "./rules";
import type { HeldMeasure } from "./rules-end";

export type DecisionRow = typeof decision.$inferSelect;
export type MeasureRow = typeof measure.$inferSelect;
export type NoticeRow = typeof notice.$inferSelect;

export const caseSubject = async (tx: Reader, caseId: string) => {
  const [row] = await tx
    .select({ kind: caseRow.subjectKind, id: caseRow.subjectId })
    .from(caseRow)
    .where(eq(caseRow.id, caseId));
  return row ? { kind: row.kind as "group" | "account", id: row.id } : null;
};

/** A case, only read. */
export async function caseOf(tx: Reader, caseId: string) {
  const [row] = await tx
    .select({
      id: caseRow.id,
      number: caseRow.number,
      round: caseRow.round,
      version: caseRow.version,
      state: caseRow.state,
      subjectKind: caseRow.subjectKind,
      subjectId: caseRow.subjectId,
    })
    .from(caseRow)
    .where(eq(caseRow.id, caseId));
  return row ?? null;
}

/** Measures in force, by `kind:id` of their subject. */
export async function holdingOf(tx: Reader, subjectIds: readonly string[]): Promise<Map<string, HeldMeasure[]>> {
  const held = new Map<string, HeldMeasure[]>();
  if (subjectIds.length === 0) return held;
  const rows = await tx
    .select({ measure, caseNumber: decision.caseNumber })
    .from(measure)
    .innerJoin(decision, eq(decision.id, measure.decisionId))
    .where(and(inArray(measure.subjectId, [...subjectIds]), eq(measure.state, "in_force")))
    .orderBy(asc(measure.enteredAt), asc(measure.id));
  for (const row of rows) {
    const key = `${row.measure.subjectKind}:${row.measure.subjectId}`;
    held.set(key, [...(held.get(key) ?? []), heldOf(row.measure, row.caseNumber)]);
  }
  return held;
}

export const heldOf = (row: MeasureRow, caseNumber: number): HeldMeasure => ({
  id: row.id,
  key: row.key as MeasureKey,
  until: row.until,
  parameters: row.parameters as Holding["parameters"],
  decisionId: row.decisionId,
  caseId: row.caseId,
  caseNumber,
  state: row.state as MeasureState,
  from: row.from,
  version: row.version,
  reverses: row.reverses,
});

/** External ids of groups, by id. */
export async function groupNames(tx: Reader, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await tx
    .select({ id: group.id, externalId: group.externalId })
    .from(group)
    .where(inArray(group.id, [...ids]));
  return new Map(rows.map((row) => [row.id, row.externalId]));
}

export const evidenceOf = (tx: Reader, caseId: string) =>
  tx
    .select({ id: evidence.id, reportId: evidence.reportId, role: evidence.role, sha256: evidence.sha256 })
    .from(evidence)
    .where(eq(evidence.caseId, caseId))
    .orderBy(asc(evidence.id));

/** Reports that wait for the outcome of the case's present round. */
export const attachedReports = (tx: Reader, caseId: string) =>
  tx
    .select({
      id: report.id,
      externalId: report.externalId,
      origin: report.origin,
      about: report.about,
      reporter: report.reporter,
      groupId: report.groupId,
    })
    .from(report)
    .where(
      and(
        eq(report.caseId, caseId),
        eq(report.round, sql`(select ${caseRow.round} from ${caseRow} where ${caseRow.id} = ${caseId})`),
        eq(report.state, "attached"),
      ),
    )
    .orderBy(asc(report.id));

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

/** Decisions that count as strikes: found a violation and stand. */
export async function strikesSince(tx: Reader, kind: string, id: string, since: Date): Promise<number> {
  const [row] = await tx
    .select({ count: sql<number>`count(*)::int` })
    .from(decision)
    .where(
      and(
        eq(decision.subjectKind, kind),
        eq(decision.subjectId, id),
        gte(decision.proposedAt, since),
        inArray(decision.state, ["effective", "modified"]),
        eq(decision.finding, "violates"),
      ),
    );
  return row?.count ?? 0;
}

/** Measures taken on a subject since then and not taken back, and whether what they asked for was not done. */
export async function reachedSince(tx: Reader, kind: string, id: string, since: Date) {
  const rows = await tx
    .select({ key: measure.key, from: measure.from, until: measure.until, rectification: rectification.state })
    .from(measure)
    .leftJoin(rectification, eq(rectification.measureId, measure.id))
    .where(
      and(
        eq(measure.subjectKind, kind),
        eq(measure.subjectId, id),
        gte(measure.enteredAt, since),
        inArray(measure.state, ["in_force", "expired", "lifted"]),
        sql`${measure.reverses} is null`,
        eq(measure.standing, "subject"),
      ),
    );
  return rows.map((row) => ({
    key: row.key as MeasureKey,
    days: row.until ? Math.round((row.until.getTime() - row.from.getTime()) / 86_400_000) : null,
    failed: row.rectification === "failed" || row.rectification === "overdue",
  }));
}

/** What an account is in the gravest of the groups that a case's reports name: founder before manager before member. */
export async function roleAmong(tx: Reader, accountId: string, groupIds: readonly string[]) {
  if (groupIds.length === 0) return null;
  const [row] = await tx
    .select({ role: membership.role })
    .from(membership)
    .where(
      and(
        eq(membership.accountId, accountId),
        inArray(membership.groupId, [...groupIds]),
        sql`${membership.leftAt} is null`,
      ),
    )
    .orderBy(asc(membership.role))
    .limit(1);
  return (row?.role ?? null) as "founder" | "manager" | "member" | null;
}

/** Is one of these subjects this person's own? */
export async function ownsAny(tx: Reader, staffId: string, subjectIds: readonly string[]): Promise<boolean> {
  if (subjectIds.length === 0) return false;
  const rows = await tx
    .select({ id: staffSubject.subjectId })
    .from(staffSubject)
    .where(and(eq(staffSubject.staffId, staffId), inArray(staffSubject.subjectId, [...subjectIds])))
    .limit(1);
  return rows.length > 0;
}

/** Ids of a person's own accounts and groups. */
export async function ownSubjects(tx: Reader, staffId: string): Promise<Set<string>> {
  const rows = await tx
    .select({ id: staffSubject.subjectId })
    .from(staffSubject)
    .where(eq(staffSubject.staffId, staffId));
  return new Set(rows.map(({ id }) => id));
}

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

/** Other measures of the same decision; reversals left out. */
export const siblings = async (tx: Reader, decisionId: string, exceptId: string) => {
  const rows = await tx
    .select({ state: measure.state })
    .from(measure)
    .where(
      and(eq(measure.decisionId, decisionId), sql`${measure.reverses} is null`, sql`${measure.id} <> ${exceptId}`),
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
  change: { state: RectificationState; version: number; checkedBy?: string; checkedAt?: Date },
): Promise<void> {
  await tx.update(rectification).set(change).where(eq(rectification.measureId, measureId));
}
/** Rectifications whose deadline has passed and that nobody has checked. */
export const overdueIds = (tx: Reader, now: Date, limit: number) =>
  tx
    .select({ measureId: rectification.measureId })
    .from(rectification)
    .where(and(eq(rectification.state, "assigned"), lte(rectification.dueAt, now)))
    .orderBy(asc(rectification.dueAt), asc(rectification.id))
    .limit(limit);

export async function noticeByHash(tx: Reader, tokenHash: string): Promise<NoticeRow | null> {
  const [row] = await tx.select().from(notice).where(eq(notice.tokenHash, tokenHash));
  return row ?? null;
}

export type JudgedEvidence = { readonly id: string; readonly sha256: string; readonly finding: Finding };

/** The first clause and the policy behind each decision. */
export async function clausesBehind(tx: Reader, decisionIds: readonly string[]) {
  if (decisionIds.length === 0) return new Map<string, { key: string | null; policyNumber: number }>();
  const rows = await tx
    .select({ id: decision.id, clauses: decision.clauses, policyNumber: decision.policyNumber })
    .from(decision)
    .where(inArray(decision.id, [...decisionIds]));
  return new Map(rows.map((row) => [row.id, { key: row.clauses[0] ?? null, policyNumber: row.policyNumber }]));
}

/** How many groups an account founded that are still there, and how many it is in. */
export async function membershipCounts(tx: Reader, accountId: string): Promise<{ founded: number; joined: number }> {
  const [row] = await tx
    .select({
      founded: sql<number>`count(*) filter (where ${membership.role} = 'founder')::int`,
      joined: sql<number>`count(*)::int`,
    })
    .from(membership)
    .innerJoin(group, eq(group.id, membership.groupId))
    .where(
      and(
        eq(membership.accountId, accountId),
        sql`${membership.leftAt} is null`,
        sql`${group.status} not in ('closed', 'dissolved')`,
      ),
    );
  return row ?? { founded: 0, joined: 0 };
}

/** The credit of a group's founder; null while nobody named one. */
export async function founderCreditOf(tx: Reader, groupId: string): Promise<CreditLevel | null> {
  const [row] = await tx
    .select({ credit: account.credit })
    .from(group)
    .innerJoin(account, eq(account.id, group.founderId))
    .where(eq(group.id, groupId));
  return (row?.credit ?? null) as CreditLevel | null;
}

import { and, asc, eq, inArray, sql } from "drizzle-orm";
import type { Reader } from "../../db/client";
import { caseRow, decision, evidence, group, measure, membership, report, staffSubject } from "../../db/schema";
import type { MeasureKey } from "../policy/contract";
import type { Finding, MeasureState } from "./contract";
import type { Holding } from "./rules";
import type { HeldMeasure } from "./rules-end";
import type { MeasureRow } from "./store";

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
  provisional: row.provisional,
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

/** What evidence of a case holds now, of those that somebody judged: a case may have very much more. */
export async function hashesOf(tx: Reader, caseId: string, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await tx
    .select({ id: evidence.id, sha256: evidence.sha256 })
    .from(evidence)
    .where(and(eq(evidence.caseId, caseId), inArray(evidence.id, [...ids])));
  return new Map(rows.map((row) => [row.id, row.sha256]));
}

export const evidenceCount = (tx: Reader, caseId: string): Promise<number> =>
  tx.$count(evidence, eq(evidence.caseId, caseId));

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

export type JudgedEvidence = { readonly id: string; readonly sha256: string; readonly finding: Finding };

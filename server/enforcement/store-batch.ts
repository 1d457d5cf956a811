import { and, eq, gte, inArray, isNull, sql } from "drizzle-orm";
import type { Reader } from "../../db/client";
import { account, caseRow, claim, group, membership, report, staffSubject } from "../../db/schema";
import { openStates } from "../cases/contract";
import { among } from "./store-ladder";

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

/** Whether what was known of a subject has been erased: nothing more can be written about it. */
export async function isErased(tx: Reader, kind: "group" | "account", id: string): Promise<boolean> {
  const table = kind === "group" ? group : account;
  const [row] = await tx.select({ erasedAt: table.erasedAt }).from(table).where(eq(table.id, id));
  return row?.erasedAt != null;
}

import { inArray, sql } from "drizzle-orm";
import type { Reader } from "../../db/client";
import { account, caseRow, decision, group, measure } from "../../db/schema";

/** What the registry adds to a measure that the log names: frozen in the draft, never recomputed. */
export type Description = {
  readonly caseNumber: string;
  readonly receivedAt: string | null;
  readonly groupCode: string;
  readonly groupName: string;
  readonly groupCategory: string | null;
  readonly groupGrade: number | null;
  readonly memberCount: number | null;
  readonly subjectCode: string;
  readonly subjectName: string;
  readonly evidenceSha256: readonly string[];
};

const pageSize = 1_000;

/**
 * Descriptions of measures by id. The group is the subject itself, or the group on which the decision was taken;
 * a case about an account names the group of its first report about a message.
 */
export async function describe(tx: Reader, measureIds: readonly string[]): Promise<Map<string, Description>> {
  const found = new Map<string, Description>();
  for (let at = 0; at < measureIds.length; at += pageSize) {
    const rows = await tx
      .select({
        id: measure.id,
        number: caseRow.number,
        receivedAt: sql<
          string | null
        >`(select min(r.received_at) from report r where r.case_id = ${measure.caseId} and r.round <= ${decision.round})`,
        groupCode: group.code,
        groupName: group.name,
        groupCategory: group.category,
        groupGrade: group.grade,
        memberCount: group.memberCount,
        subjectCode: measure.subjectCode,
        subjectName: sql<string>`coalesce(${account.nickname}, ${measure.subjectName})`,
        evidence: decision.evidence,
      })
      .from(measure)
      .innerJoin(decision, sql`${decision.id} = ${measure.decisionId}`)
      .innerJoin(caseRow, sql`${caseRow.id} = ${measure.caseId}`)
      .leftJoin(
        group,
        sql`${group.id} = case when ${measure.subjectKind} = 'group' then ${measure.subjectId}
             when ${caseRow.subjectKind} = 'group' then ${caseRow.subjectId}
             else (select r.group_id from report r where r.case_id = ${measure.caseId} and r.group_id is not null order by r.id limit 1) end`,
      )
      .leftJoin(account, sql`${account.id} = ${measure.subjectId} and ${measure.subjectKind} = 'account'`)
      .where(inArray(measure.id, measureIds.slice(at, at + pageSize) as string[]));
    for (const row of rows)
      found.set(row.id, {
        caseNumber: `C-${String(row.number).padStart(6, "0")}`,
        receivedAt: row.receivedAt === null ? null : new Date(row.receivedAt).toISOString(),
        groupCode: row.groupCode ?? "",
        groupName: row.groupName ?? "",
        groupCategory: row.groupCategory,
        groupGrade: row.groupGrade,
        memberCount: row.memberCount,
        subjectCode: row.subjectCode,
        subjectName: row.subjectName,
        evidenceSha256: (row.evidence as { sha256: string }[]).map((item) => item.sha256).sort(),
      });
  }
  return found;
}

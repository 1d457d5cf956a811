import { and, asc, eq, inArray, or, sql } from "drizzle-orm";
import type { Reader } from "../../db/client";
import { account, decision, evidence, group, measure, report } from "../../db/schema";
import type { OpenedLeaf } from "./content";

/** Reports, decisions and measures of one case that a package holds at most; beyond it the package says so. */
export const rowLimit = 1_000;

/** A case with those that were merged into it, and the one that it was merged into: what one holds marks them all. */
export async function familyOf(tx: Reader, caseId: string): Promise<string[]> {
  const rows = await tx.execute<{ id: string }>(sql`
    select id from docket_case where id = ${caseId}::uuid or merged_into = ${caseId}::uuid
      or id = (select merged_into from docket_case where id = ${caseId}::uuid)`);
  return rows.map(({ id }) => id);
}

/** Every item of a case, oldest first; also those that were `chosen` and went on with a merged case since. */
export const evidenceOf = (tx: Reader, caseId: string, chosen: readonly string[] = []) =>
  tx
    .select({
      id: evidence.id,
      kind: evidence.kind,
      role: evidence.role,
      sha256: evidence.sha256,
      messageExternalId: evidence.messageExternalId,
      authorExternalId: evidence.authorExternalId,
      text: evidence.text,
      url: evidence.url,
      about: evidence.about,
      sentAt: evidence.sentAt,
      receivedAt: evidence.receivedAt,
      views: evidence.views,
      forwards: evidence.forwards,
      comments: evidence.comments,
    })
    .from(evidence)
    .where(or(eq(evidence.caseId, caseId), chosen.length > 0 ? inArray(evidence.id, [...chosen]) : undefined))
    .orderBy(asc(evidence.id))
    .limit(rowLimit);
export type EvidenceRow = Awaited<ReturnType<typeof evidenceOf>>[number];

/** The reports of a case, oldest first. */
export const reportsOf = (tx: Reader, caseId: string) =>
  tx
    .select({
      id: report.id,
      source: report.source,
      category: report.category,
      state: report.state,
      receivedAt: report.receivedAt,
      office: report.regulatorOffice,
      letter: report.regulatorLetter,
      about: report.about,
      description: report.description,
      reporter: report.reporter,
    })
    .from(report)
    .where(eq(report.caseId, caseId))
    .orderBy(asc(report.id))
    .limit(rowLimit);
export type ReportRow = Awaited<ReturnType<typeof reportsOf>>[number];

/** Under which categories of which rules anything of these cases was reported or decided. */
export const marksOf = (tx: Reader, caseIds: readonly string[]) =>
  tx.execute<{ policy: number; category: string }>(sql`
    with family as (select json_array_elements_text(${JSON.stringify(caseIds)}::json)::uuid as id)
    select distinct policy_number as policy, category from report
    where case_id in (select id from family) and category is not null
    union
    select distinct policy_number, unnest(clauses) from decision where case_id in (select id from family)`);

const stood = ["effective", "modified", "overturned", "reversed"];

/** What was decided about the case, oldest first: proposals that came to nothing stay here. */
export const decisionsOf = (tx: Reader, caseId: string) =>
  tx
    .select()
    .from(decision)
    .where(and(eq(decision.caseId, caseId), inArray(decision.state, stood)))
    .orderBy(asc(decision.id))
    .limit(rowLimit);
export type DecisionRow = Awaited<ReturnType<typeof decisionsOf>>[number];

export const measuresOf = (tx: Reader, caseId: string) =>
  tx.select().from(measure).where(eq(measure.caseId, caseId)).orderBy(asc(measure.id)).limit(rowLimit);
export type MeasureRow = Awaited<ReturnType<typeof measuresOf>>[number];

export async function groupOf(tx: Reader, id: string) {
  const [row] = await tx.select().from(group).where(eq(group.id, id));
  return row ?? null;
}

export async function accountOf(tx: Reader, id: string) {
  const [row] = await tx.select().from(account).where(eq(account.id, id));
  return row ?? null;
}

/** Entries of the log about a case that may go to others: not who looked at what, and not the referrals themselves. */
export async function leavesOfCase(tx: Reader, caseId: string, log: number, size: bigint): Promise<OpenedLeaf[]> {
  return tx.execute<OpenedLeaf>(sql`
    select e.id, e.action, l.index::text, convert_from(l.envelope, 'UTF8') as envelope,
      convert_from(e.body, 'UTF8') as body, encode(e.salt, 'hex') as salt
    from audit_event e
    left join audit_leaf l on l.event_id = e.id and l.log = ${log}::integer and l.index < ${size.toString()}::bigint
    where e.case_id = ${caseId}::uuid and e.kind not in ('disclosure', 'referral')
    order by e.id limit ${rowLimit}::integer`);
}

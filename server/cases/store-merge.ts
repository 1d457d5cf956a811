import { sql } from "drizzle-orm";
import type { Reader, Tx } from "../../db/client";

/** Groups whose open cases an account's case may go into, at most. */
const targetLimit = 9;

export type MergeTarget = {
  readonly id: string;
  readonly number: number;
  readonly name: string;
  readonly code: string;
  /** founder manager member; null for a group that only a report of this case names. */
  readonly role: string | null;
};

/** Groups that the subject of a case is or was in, or out of which its reports came. */
const related = (caseId: string) => sql`
  select m.group_id, m.role from docket_case c
  join membership m on m.account_id = c.subject_id where c.id = ${caseId}::uuid and c.subject_kind = 'account'
  union all
  select r.group_id, null from report r where r.case_id = ${caseId}::uuid and r.group_id is not null`;

/** Open cases about these groups, her own groups first. */
export const targetsOf = (tx: Reader, caseId: string): Promise<MergeTarget[]> =>
  tx.execute<MergeTarget>(sql`
    select c.id, c.number::int as number, c.subject_name as name, c.subject_code as code, min(g.role) as role
    from (${related(caseId)}) g join docket_case c on c.subject_kind = 'group' and c.subject_id = g.group_id
    where c.state in ('open', 'escalated', 'reopened', 'snoozed')
    group by c.id
    order by case min(g.role) when 'founder' then 0 when 'manager' then 1 when 'member' then 2 else 3 end, c.number
    limit ${targetLimit}`);

/** Is this group one of those? */
export async function isRelated(tx: Reader, caseId: string, groupId: string): Promise<boolean> {
  const rows = await tx.execute(sql`select from (${related(caseId)}) g where g.group_id = ${groupId}::uuid limit 1`);
  return rows.length > 0;
}

/** How many reports of a round go over, and the pseudonyms of those who filed them or stand in the other case. */
export async function movingOf(
  tx: Tx,
  away: { readonly id: string; readonly round: number },
  into: { readonly id: string; readonly round: number },
): Promise<{ reports: number; refs: string[]; standing: string[] }> {
  const [row] = await tx.execute<{ reports: number; refs: string[] | null; standing: string[] | null }>(sql`
    with both_rounds as (
      select case_id, reporter_ref, state from report
      where (case_id = ${away.id}::uuid and round = ${away.round}::integer)
        or (case_id = ${into.id}::uuid and round = ${into.round}::integer)
    )
    select count(*) filter (where case_id = ${away.id}::uuid)::integer as reports,
      array_agg(distinct reporter_ref) filter (where reporter_ref is not null) as refs,
      array_agg(distinct reporter_ref) filter (where reporter_ref is not null and state = 'attached') as standing
    from both_rounds`);
  return { reports: row?.reports ?? 0, refs: row?.refs ?? [], standing: row?.standing ?? [] };
}

/** Moves the reports of a round, and their evidence with them. */
export async function moveRound(
  tx: Tx,
  away: { readonly id: string; readonly round: number },
  into: { readonly id: string; readonly round: number },
): Promise<void> {
  await tx.execute(sql`
    update report set case_id = ${into.id}::uuid, round = ${into.round}::integer, version = version + 1
    where case_id = ${away.id}::uuid and round = ${away.round}::integer`);
  await tx.execute(sql`
    update evidence e set case_id = ${into.id}::uuid from report r
    where r.id = e.report_id and e.case_id = ${away.id}::uuid and r.case_id = ${into.id}::uuid`);
}

/** The grade of the group that a case is about. */
export async function gradeOf(tx: Reader, groupId: string): Promise<1 | 2 | 3 | 4 | null> {
  const [row] = await tx.execute<{ grade: 1 | 2 | 3 | 4 }>(
    sql`select grade from chat_group where id = ${groupId}::uuid`,
  );
  return row?.grade ?? null;
}

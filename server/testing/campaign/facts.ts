import type postgres from "postgres";
import type { AppealState } from "../../appeals/contract";
import type { ReportState, StoredCaseState } from "../../cases/contract";
import type { DecisionState, MeasureState, ProposedMeasure, RectificationState } from "../../enforcement/contract";
import type { ReferralState } from "../../referrals/contract";

/** What every row of a fact has here: `hash` is MD5 of all its columns, so that no change goes unseen. */
type Row<State> = { readonly id: string; readonly state: State; readonly version: number; readonly hash: string };

export type CaseFact = Row<StoredCaseState> & {
  readonly number: number;
  readonly round: number;
  readonly kind: "group" | "account";
  readonly subject: string;
  readonly escalatedAt: Date | null;
};
export type DecisionFact = Row<DecisionState> & {
  readonly caseId: string;
  readonly round: number;
  readonly subject: string;
  readonly finding: string;
  readonly proposedBy: string;
  readonly lapsesAt: Date | null;
  readonly effectiveAt: Date | null;
  readonly eventId: string;
};
export type MeasureFact = Row<MeasureState> & {
  readonly decisionId: string;
  readonly caseId: string;
  readonly key: ProposedMeasure["key"];
  readonly kind: "group" | "account";
  readonly subject: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly from: Date;
  readonly until: Date | null;
  readonly reverses: string | null;
  readonly provisional: boolean;
  readonly eventId: string;
};
export type ReportFact = Row<ReportState> & {
  readonly caseId: string;
  readonly round: number;
  readonly duplicate: boolean;
  readonly eventId: string;
};
export type RectificationFact = Row<RectificationState> & { readonly measureId: string; readonly dueAt: Date };
export type AppealFact = Row<AppealState> & {
  readonly kind: "appeal" | "objection";
  readonly decisionId: string;
  readonly reviewer: string | null;
  readonly subject: string;
  readonly reportId: string | null;
  readonly eventId: string;
};
/** The second person's act, a statement of reasons, a message that leaves, a change of credit. */
export type ApprovalFact = Row<"approved" | "returned"> & {
  readonly decisionId: string;
  readonly by: string;
  readonly eventId: string;
};
export type NoticeFact = Row<null> & {
  readonly decisionId: string;
  readonly subject: string;
  readonly issuedAt: Date;
  readonly provisional: boolean;
  readonly eventId: string;
};
export type OrderFact = Row<"executed" | "failed" | null> & {
  readonly type: string;
  readonly measureId: string | null;
  readonly subject: string;
  readonly at: Date;
  readonly cancelledAt: Date | null;
  /** Whether anything of it has been given to an endpoint, or is about to be. */
  readonly isOut: boolean;
  readonly eventId: string;
};
/** `packed` is MD5 of the stored package, `said` of what was typed and chosen for it. */
export type ReferralFact = Row<ReferralState> & {
  readonly number: string;
  readonly caseId: string;
  readonly subject: string;
  readonly draftedBy: string;
  readonly proposedBy: string | null;
  readonly sealedBy: string | null;
  readonly sealedAt: Date | null;
  readonly handedOverBy: string | null;
  readonly handedOverAt: Date | null;
  readonly contentSha256: string | null;
  readonly packageSha256: string | null;
  readonly packed: string | null;
  readonly said: string;
  readonly eventId: string;
};
export type SubjectFact = Row<string> & {
  readonly kind: "group" | "account";
  readonly externalId: string;
  readonly credit: string | null;
  readonly restrictions: readonly string[];
  readonly lastCredit: string | null;
  readonly isOut: boolean;
  readonly isErased: boolean;
};

export type Facts = {
  readonly cases: readonly CaseFact[];
  readonly decisions: readonly DecisionFact[];
  readonly measures: readonly MeasureFact[];
  readonly reports: readonly ReportFact[];
  readonly rectifications: readonly RectificationFact[];
  readonly appeals: readonly AppealFact[];
  readonly approvals: readonly ApprovalFact[];
  readonly notices: readonly NoticeFact[];
  readonly orders: readonly OrderFact[];
  readonly referrals: readonly ReferralFact[];
  readonly subjects: readonly SubjectFact[];
};
export type FactTable = keyof Facts;

/** An entry of the log that waits for its leaf. */
export type NewEntry = {
  readonly seq: string;
  readonly id: string;
  readonly action: string;
  readonly subjectKind: string;
  readonly subjectId: string;
  readonly version: number | null;
  readonly caseId: string | null;
  readonly body: { readonly pub?: Readonly<Record<string, unknown>> };
};

/** Entries that were written after one, in order. */
export const entriesSince = (sql: postgres.Sql, seq: string) =>
  sql<NewEntry[]>`
    select p.seq::text as seq, e.id, e.action, e.subject_kind as "subjectKind", e.subject_id as "subjectId",
      e.subject_version as version, e.case_id as "caseId", e.body_json as body
    from audit_pending p join audit_event e on e.id = p.event_id where p.seq > ${seq} order by p.seq`;

const idLike = /^[0-9a-f]{8}-[0-9a-f-]{27}$/;

/**
 * Whom some entries are about, and some names: of groups and accounts, by id or the platform's id, with everybody on
 * whom a measure of the same cases is.
 */
export async function subjectsOf(sql: postgres.Sql, names: readonly string[], entries: readonly NewEntry[]) {
  const ids = [...new Set([...names, ...entries.map(({ subjectId }) => subjectId)].filter((id) => idLike.test(id)))];
  const external = names.filter((name) => !idLike.test(name));
  const cases = [...new Set(entries.flatMap(({ caseId }) => caseId ?? []))];
  const rows = await sql<{ id: string }[]>`
    select id from chat_group where id = any(${ids}::uuid[]) or external_id = any(${external})
    union select id from account where id = any(${ids}::uuid[]) or external_id = any(${external})
    union select subject_id from docket_case where id = any(${[...cases, ...ids]}::uuid[])
    union select subject_id from measure where id = any(${ids}::uuid[])
    union select m.subject_id from measure m join decision d on d.id = m.decision_id
      where d.case_id = any(${cases}::uuid[])`;
  return rows.map(({ id }) => id);
}

/** The rows of facts about some subjects; about everybody with null. */
export async function readFacts(sql: postgres.Sql, subjects: readonly string[] | null): Promise<Facts> {
  const all = subjects === null;
  const ids = subjects ?? [];
  const about = (column: string) => (all ? sql`true` : sql`${sql(column)} = any(${ids as string[]}::uuid[])`);
  const ofCases = all ? sql`true` : sql`case_id in (select id from docket_case where ${about("subject_id")})`;
  const ofDecisions = all
    ? sql`true`
    : sql`decision_id in (select id from decision where ${about("subject_id")}
        union select decision_id from measure where ${about("subject_id")})`;
  const [
    cases,
    decisions,
    measures,
    reports,
    rectifications,
    appeals,
    approvals,
    notices,
    orders,
    referrals,
    subjectRows,
  ] = await Promise.all([
    sql<CaseFact[]>`select id, state, version, md5(t::text) as hash, number, round, subject_kind as kind,
        subject_id as subject, escalated_at as "escalatedAt" from docket_case t where ${about("subject_id")}
        order by number`,
    sql<DecisionFact[]>`select id, state, version, md5(t::text) as hash, case_id as "caseId", round,
        subject_id as subject, finding, proposed_by as "proposedBy", lapses_at as "lapsesAt",
        effective_at as "effectiveAt", event_id as "eventId" from decision t
        where ${
          all
            ? sql`true`
            : sql`id in (select id from decision where ${about("subject_id")}
          union select decision_id from measure where ${about("subject_id")})`
        }
        order by case_number, proposed_at, id`,
    sql<MeasureFact[]>`select id, state, version, md5(t::text) as hash, decision_id as "decisionId",
        case_id as "caseId", key, subject_kind as kind, subject_id as subject, parameters, from_at as "from",
        until_at as "until", reverses, provisional, event_id as "eventId" from measure t
        where ${all ? sql`true` : sql`${about("subject_id")} or ${ofDecisions}`} order by entered_at, key, subject_id, id`,
    sql<ReportFact[]>`select id, state, version, md5(t::text) as hash, case_id as "caseId", round, duplicate,
        event_id as "eventId" from report t where ${ofCases} order by received_at, external_id, id`,
    sql<RectificationFact[]>`select id, state, version, md5(t::text) as hash, measure_id as "measureId",
        due_at as "dueAt" from rectification t where ${about("group_id")} order by due_at, id`,
    sql<AppealFact[]>`select id, state, version, md5(t::text) as hash, kind, decision_id as "decisionId",
        reviewer_id as reviewer, subject_id as subject, report_id as "reportId", event_id as "eventId" from appeal t
        where ${ofDecisions} order by filed_at, id`,
    sql<ApprovalFact[]>`select id, verdict as state, 1 as version, md5(t::text) as hash,
        decision_id as "decisionId", by_staff as by, event_id as "eventId" from approval t where ${ofDecisions}
        order by at, id`,
    sql<NoticeFact[]>`select id, null as state, 1 as version, md5(t::text) as hash, decision_id as "decisionId",
        subject_id as subject, issued_at as "issuedAt", provisional, event_id as "eventId" from notice t where ${ofDecisions}
        order by issued_at, id`,
    sql<OrderFact[]>`select id, receipt as state, version, md5(t::text) as hash, type, measure_id as "measureId",
        subject_id as subject, at, cancelled_at as "cancelledAt", event_id as "eventId",
        exists (select from webhook_delivery d where d.message_id = t.id)
          or exists (select from outbox b where b.topic = 'deliver' and b.key = t.id::text) as "isOut"
        from outgoing t where ${about("subject_id")} order by at, id`,
    sql<ReferralFact[]>`select id, state, version, md5(concat(t::text, packed)) as hash, number, case_id as "caseId",
        subject_id as subject, drafted_by as "draftedBy", proposed_by as "proposedBy", sealed_by as "sealedBy",
        sealed_at as "sealedAt", handed_over_by as "handedOverBy", handed_over_at as "handedOverAt",
        content_sha256 as "contentSha256", package_sha256 as "packageSha256", event_id as "eventId",
        packed, md5(concat_ws(' ', danger, office, parts, evidence, md5(terms))) as said
        from referral t left join lateral (select md5(string_agg(md5(p.bytes), ' ' order by p.ordinal)) as packed
          from referral_part p where p.referral_id = t.id) as package on true
        where ${about("subject_id")} order by number`,
    sql<SubjectFact[]>`
        select id, measure_status as state, version, md5(t::text) as hash, 'group' as kind,
          external_id as "externalId", null as credit, '{}'::text[] as restrictions, null as "lastCredit",
          dissolved_at is not null as "isOut", erased_at is not null as "isErased"
        from chat_group t where ${about("id")}
        union all
        select id, '' as state, version, md5(t::text) as hash, 'account' as kind, external_id as "externalId", credit,
          restrictions, (select to_level from credit_entry c join audit_event e on e.id = c.event_id
            where c.account_id = t.id order by e.subject_version desc limit 1) as "lastCredit",
          false as "isOut", erased_at is not null as "isErased"
        from account t where ${about("id")} order by "externalId"`,
  ]);
  return {
    cases,
    decisions,
    measures,
    reports,
    rectifications,
    appeals,
    approvals,
    notices,
    orders,
    referrals,
    subjects: subjectRows,
  };
}

export type EntryCount = { readonly entries: number; readonly last: number };

/** How many numbered entries each subject has, and the number of its last, by `kind:id`. */
export async function countEntries(sql: postgres.Sql, names: readonly (readonly [string, string])[]) {
  const rows = await sql<(EntryCount & { name: string })[]>`
    select e.subject_kind || ':' || e.subject_id as name, count(*)::int as entries, max(e.subject_version) as last
    from unnest(${names.map(([kind]) => kind)}::text[], ${names.map(([, id]) => id)}::text[]) as n (kind, id)
    join audit_event e on e.subject_kind = n.kind and e.subject_id = n.id and e.subject_version is not null
    group by 1`;
  return new Map(rows.map(({ name, ...count }) => [name, count]));
}

/** Those of some entries that are not there. */
export const missingEntries = async (sql: postgres.Sql, ids: readonly string[]): Promise<string[]> =>
  (
    await sql<{ id: string }[]>`
      select n.id from unnest(${ids as string[]}::uuid[]) as n (id)
      where not exists (select from audit_event e where e.id = n.id)`
  ).map(({ id }) => id);

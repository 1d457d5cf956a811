import { type SQL, sql } from "drizzle-orm";
import type { Reader } from "../../db/client";
import { caseNumber } from "../cases/contract";
import type { Facts } from "./rules";
import { keyOf, namesOf, type Subject } from "./store-subject";

/** What bears on erasing a subject, but who asks, the policy, and what stands elsewhere about the same person. */
export type Bearing = Pick<
  Facts,
  "holds" | "measuresInForce" | "openCase" | "openFiling" | "openReferral" | "undelivered" | "lastRecordAt"
>;

const openStates = sql`('open', 'escalated', 'reopened', 'snoozed', 'awaiting_approval')`;

/** Somebody appealed and has no answer: her words are needed, whatever the case says. */
const unruled = sql`p.state in ('filed', 'in_review')`;

type Found = {
  holds: number;
  in_force: number;
  open_case: number | null;
  open_filing: string | null;
  open_referral: string | null;
  undelivered: number;
  last_record: string | null;
};

const toBearing = (found: Found): Bearing => ({
  holds: found.holds,
  measuresInForce: found.in_force,
  openCase: found.open_case === null ? null : caseNumber(found.open_case),
  openFiling: found.open_filing,
  openReferral: found.open_referral,
  undelivered: found.undelivered,
  lastRecordAt: found.last_record === null ? null : new Date(found.last_record),
});

/** Holds that stand on a subject, and on a person's reports as such. */
const holdsOn = (subject: Subject): SQL => sql`
  (select count(*)::int from legal_hold where lifted_at is null and (
    (subject_kind = ${subject.kind} and subject_id in ${namesOf(subject)})
    or (subject_kind = 'reporter' and subject_id in (select r.id from report r where r.reporter_ref = ${subject.reporterRef}))
  ))`;

/**
 * Messages among these that have not arrived: not lined up yet, in a line, or failed at an endpoint that is on, from
 * where they can be sent again. At one that was switched off nobody hears of what failed any more.
 */
const undelivered = (named: SQL): SQL => sql`
  (select count(*)::int from outgoing o where ${named} and (
    exists (
      select from webhook_delivery w left join webhook_endpoint e on e.id = w.endpoint_id
      where w.message_id = o.id and (w.state = 'queued' or (w.state = 'failed' and e.enabled))
    ) or exists (select from outbox b where b.topic = 'deliver' and b.key = o.id::text)
  ))`;

/** Measures on a subject; of a group also those on accounts that name it, such as a suspension in one group. */
const measuresOn = ({ kind, id }: Subject): SQL =>
  kind === "group"
    ? sql`((m.subject_kind = 'group' and m.subject_id = ${id}::uuid)
        or (m.subject_kind = 'account' and position(${id} in m.parameters::text) > 0))`
    : sql`(m.subject_kind = ${kind} and m.subject_id = ${id}::uuid)`;

/** Referrals that are not over: what is handed over must be there until the office has it. */
const openReferral = sql`f.state not in ('acknowledged', 'abandoned')`;

/** Of an account or a group. Read after its lock, when it decides an act. */
async function ofSubject(tx: Reader, subject: Subject): Promise<Bearing> {
  const { kind, id } = subject;
  const named = JSON.stringify([{ subject: { kind, id } }]);
  const orders =
    kind === "group"
      ? sql`(o.subject_id = ${id}::uuid or o.measure_id in (select m.id from measure m where ${measuresOn(subject)}))`
      : sql`o.subject_id = ${id}::uuid`;
  const [row] = await tx.execute<Found>(sql`
    with theirs as (
      select id from docket_case where subject_kind = ${kind} and subject_id = ${id}::uuid
      -- What was merged is decided where it went.
      union select merged_into from docket_case where subject_kind = ${kind} and subject_id = ${id}::uuid and merged_into is not null
    ),
    wrote as (select distinct case_id from evidence where about = ${keyOf(subject)}),
    concerned as (
      select c.number, c.state, c.decided_at from docket_case c where c.id in (select id from theirs union select case_id from wrote)
      union all
      select c.number, c.state, c.decided_at from decision d join docket_case c on c.id = d.case_id
      where d.state = 'proposed' and d.proposed @> ${named}::jsonb
    )
    select
      ${holdsOn(subject)} as holds,
      (select count(*)::int from measure m where m.state in ('pending', 'in_force') and ${measuresOn(subject)}) as in_force,
      least(
        (select min(number)::int from concerned where state in ${openStates}),
        (select min(p.case_number) from appeal p where ${unruled} and p.subject_kind = ${kind} and p.subject_id = ${id}::uuid)
      ) as open_case,
      (select min(f.number) from filing f where f.state in ('draft', 'checked', 'returned')
        and exists (select from filing_part p
          left join filing_part n on n.filing_id = p.filing_id and n.kind = p.kind and n.ordinal = p.ordinal + 1
          where p.filing_id = f.id and p.kind = 'json'
            -- With the beginning of the next part: a part may end anywhere.
            and position(convert_to(${subject.code}, 'UTF8')
              in p.bytes || coalesce(substring(n.bytes from 1 for octet_length(${subject.code}::text)), ''::bytea)) > 0)) as open_filing,
      (select min(f.number) from referral f where ${openReferral} and (
        (f.subject_kind = ${kind} and f.subject_id = ${id}::uuid)
        or exists (select from evidence e where e.about = ${keyOf(subject)} and e.id::text = any(f.evidence))
        or exists (select from referral_person p where p.referral_id = f.id and p.about = ${keyOf(subject)}))) as open_referral,
      ${undelivered(orders)} as undelivered,
      (select max(at) from (
        select max(decided_at) from concerned
        union all select max(coalesce(m.ended_at, m.entered_at)) from measure m where ${measuresOn(subject)}
        union all select max(p.ruled_at) from appeal p where p.subject_kind = ${kind} and p.subject_id = ${id}::uuid
        union all select max(f.received_at) from referral f where f.subject_kind = ${kind} and f.subject_id = ${id}::uuid
        union all select max(issued_at) from notice where subject_kind = ${kind} and subject_id = ${id}::uuid
      ) as record (at)) as last_record`);
  return toBearing(row as Found);
}

/**
 * Of somebody who reported. While a report of hers is not decided she has to get an answer, and may have to be asked;
 * afterwards she may object for as long as records are kept. No measure, filing or order names a reporter.
 */
async function ofReporter(tx: Reader, subject: Subject): Promise<Bearing> {
  const [row] = await tx.execute<Found>(sql`
    with hers as (
      select c.number, c.state, c.decided_at, r.closed_at
      from report r join docket_case c on c.id = r.case_id where r.reporter_ref = ${subject.reporterRef}
    ),
    objected as (
      select p.case_number, p.state, p.ruled_at from appeal p join report r on r.id = p.report_id
      where r.reporter_ref = ${subject.reporterRef}
    )
    select ${holdsOn(subject)} as holds, 0 as in_force,
      least(
        (select min(number)::int from hers where state in ${openStates}),
        (select min(p.case_number) from objected p where ${unruled})
      ) as open_case,
      null as open_filing,
      (select min(f.number) from referral f where ${openReferral} and (
        (f.parts && array['reports', 'reporters']
          and exists (select from report r where r.case_id = f.case_id and r.reporter_ref = ${subject.reporterRef}))
        or exists (select from referral_person p where p.referral_id = f.id and p.about = ${`reporter:${subject.reporterRef}`}))) as open_referral,
      0 as undelivered,
      greatest((select max(greatest(decided_at, closed_at)) from hers), (select max(ruled_at) from objected)) as last_record`);
  return toBearing(row as Found);
}

/** Everything in the database that bears on erasing a subject. */
export const bearingOn = (tx: Reader, subject: Subject): Promise<Bearing> =>
  subject.kind === "reporter" ? ofReporter(tx, subject) : ofSubject(tx, subject);

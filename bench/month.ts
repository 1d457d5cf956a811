import { sequence as drain } from "../server/audit/sequence";
import { signCheckpoint } from "../server/audit/sign";
import { after, fromIsoDay, instant, isoDay, plusMonths } from "../server/kernel/calendar";
import { newId } from "../server/kernel/id";
import type { Entry } from "../server/kernel/verdict";
import { transact } from "../server/transact";
import type { World } from "./world";

const by = { kind: "system", name: "bench" } as const;
const perTransaction = 400;

/** The calendar month before this one, in the zone of the installation. */
export function lastMonth(now: Date): { readonly start: Date; readonly end: Date } {
  const end = fromIsoDay(`${isoDay(now).slice(0, 7)}-01`);
  return { start: plusMonths(end, -1), end };
}

/** Waits until every entry has its leaf, and the last leaf its signature; the worker of the world helps. */
export async function settleLog({ sql }: World): Promise<number> {
  for (;;) {
    while ((await drain(new Date())) > 0);
    const [{ waiting = 0 } = {}] = await sql<{ waiting: number }[]>`select count(*)::int as waiting from audit_pending`;
    if (waiting === 0) break;
  }
  const { size } = await signCheckpoint(new Date());
  return Number(size);
}

type Round = ReturnType<typeof round>;

/** One case of a busy month, of a group or of an account: a report, the decision with one measure, its notice, its receipt. */
function round(nth: number, at: Date) {
  const [caseId, report, decision, measure, notice, subject, order] = Array.from({ length: 7 }, () => newId(at));
  return {
    nth,
    number: 10_000_000 + nth,
    subjectKind: nth % 2 === 0 ? ("group" as const) : ("account" as const),
    key: nth % 2 === 0 ? ("suspend_posting" as const) : ("lower_credit" as const),
    severity: nth % 4,
    ids: { caseId, report, decision, measure, notice, subject, order } as Record<
      "caseId" | "report" | "decision" | "measure" | "notice" | "subject" | "order",
      string
    >,
  };
}

/** What the log says of it, as `cases` and `enforcement` write it. */
function entriesOf({ number, subjectKind, key, severity, ids }: Round, at: Date): Entry[] {
  const { caseId, report, decision, measure, notice, subject, order } = ids;
  const about = { subjectKind, subject };
  const legal = [{ law: "互联网群组信息服务管理规定", version: "2017", article: 11, paragraph: 1 }];
  const until = instant(after(at, 7 * 86_400_000));
  const told = (kind: "report" | "decision" | "measure" | "notice", action: string, id: string, version: number) => ({
    kind,
    action: `${kind}.${action}` as const,
    subject: { kind: kind === "report" ? "case" : kind, id, version },
    caseId,
  });
  return [
    {
      ...told("report", "received", caseId, 1),
      pub: {
        ...{ report, case: number, round: 1, source: "in_app", category: "fraud_fake_trade", severity, ...about },
        ...{ duplicate: false, opened: true, receivedAt: instant(at), dueAt: until },
      },
    },
    {
      ...told("decision", "taken", decision, 1),
      pub: {
        ...{ case: number, round: 1, finding: "violates", clauses: ["fraud_fake_trade"], severity, policy: 1 },
        ...{
          measures: [key],
          deviates: false,
          effectiveAt: instant(at),
          reports: { upheld: 1, notUpheld: 0 },
          ...about,
        },
      },
    },
    {
      ...told("measure", "entered", measure, 1),
      pub: {
        ...{ measure: key, decision, case: number, ...about, standing: "subject", from: instant(at), until },
        ...{ parameters: {}, legal, clauses: ["fraud_fake_trade"], policy: 1 },
      },
    },
    { ...told("notice", "issued", notice, 1), pub: { decision, ...about, case: number } },
    {
      ...told("measure", "executed", measure, 2),
      pub: {
        ...{ order, type: "measure.ordered", result: "executed", at: instant(at) },
        ...{ measure: key, decision, case: number },
      },
    },
  ];
}

/** The rows behind the entries, as far as a filing reads them; `eventIds` are of the entries, in order. */
async function insertRows({ sql }: World, rounds: readonly Round[], eventIds: readonly string[], at: Date) {
  const rows = rounds.map(({ ids, ...rest }, place) => ({
    ...ids,
    ...rest,
    reported: eventIds[5 * place],
    decided: eventIds[5 * place + 1],
    entered: eventIds[5 * place + 2],
  }));
  await sql`
    with given as materialized (
      select * from json_to_recordset(${JSON.stringify(rows)}::text::json) as g (
        nth integer, number bigint, "subjectKind" text, key text, severity smallint, "caseId" uuid, report uuid,
        decision uuid, measure uuid, subject uuid, reported uuid, decided uuid, entered uuid)
    ), a as (
      insert into chat_group (id, external_id, code, name, grams, category, member_count, grade, confirmed, version, created_at)
      select subject, 'month-' || nth, 'G-M' || nth, '同城二手数码捡漏' || nth || '群', array['同城', '二手', '数码'], 'business',
        100 + nth % 400, 1 + nth % 4, true, 1, ${at}::timestamptz from given where "subjectKind" = 'group'
    ), b as (
      insert into account (id, external_id, code, nickname, grams, confirmed, version, created_at)
      select subject, 'month-' || nth, 'A-M' || nth, '李堃' || nth, array['李堃'], true, 1, ${at}::timestamptz
      from given where "subjectKind" = 'account'
    ), c as (
      insert into docket_case (id, number, subject_kind, subject_id, subject_name, subject_code, grams, state, round, queue,
        category, severity, source, priority, priority_terms, report_count, reporter_count, opened_at, due_at, decided_at, version)
      overriding system value
      select "caseId", number, "subjectKind", subject, '李堃' || nth, 'A-M' || nth, array['李堃'], 'decided', 1, 'general',
        'fraud_fake_trade', severity, 'in_app', 1, '{"severity":1}'::jsonb, 1, 1, ${at}::timestamptz, ${at}::timestamptz,
        ${at}::timestamptz, 1 from given
    ), d as (
      insert into report (id, receipt_hash, origin, content_sha256, source, subject_kind, subject_id, category, policy_number,
        severity, about, received_at, state, case_id, round, version, event_id)
      select report, encode(sha256(convert_to(report::text, 'UTF8')), 'hex'), 'operator:bench', repeat('0', 64), 'in_app',
        "subjectKind", subject, 'fraud_fake_trade', 1, severity, "subjectKind" || ':' || subject, ${at}::timestamptz, 'upheld',
        "caseId", 1, 1, reported from given
    ), e as (
      insert into decision (id, case_id, case_number, round, subject_kind, subject_id, state, finding, policy_number, clauses,
        severity, facts, evidence, deviates, severe, proposed, proposed_by, proposed_at, effective_at, version, event_id)
      select decision, "caseId", number, 1, "subjectKind", subject, 'effective', 'violates', 1, array['fraud_fake_trade'],
        severity, ''::bytea, jsonb_build_array(jsonb_build_object('sha256', encode(sha256(convert_to(nth::text, 'UTF8')), 'hex'))),
        false, false, '[]'::jsonb, "caseId", ${at}::timestamptz, ${at}::timestamptz, 1, decided from given
    )
    insert into measure (id, decision_id, case_id, key, subject_kind, subject_id, subject_name, subject_code, standing,
      parameters, grounds, from_at, until_at, state, ended_at, ended_as, delivery, executed_at, version, entered_at, event_id)
    select measure, decision, "caseId", key, "subjectKind", subject, '李堃' || nth,
      case "subjectKind" when 'group' then 'G-M' else 'A-M' end || nth, 'subject', '{}'::jsonb, '[]'::jsonb, ${at}::timestamptz,
      ${at}::timestamptz, 'ended', ${at}::timestamptz, 'expired', 'executed', ${at}::timestamptz, 2, ${at}::timestamptz, entered from given`;
}

/**
 * A month of so many measures, as the doors would have written it: five entries of the log for each, and the rows that
 * a filing reads. In bulk, because what is measured begins after it.
 */
export async function busyMonth(world: World, measures: number, now: Date): Promise<void> {
  const { start, end } = lastMonth(now);
  const lengthMs = end.getTime() - start.getTime();
  for (let made = 0; made < measures; made += perTransaction) {
    const at = after(start, Math.floor((made / measures) * lengthMs));
    const rounds = Array.from({ length: Math.min(perTransaction, measures - made) }, (_, place) =>
      round(made + place, at),
    );
    const [first, ...more] = rounds.flatMap((each) => entriesOf(each, at));
    if (!first) return;
    const eventIds = await transact(by, at, async (_, settle) => {
      return settle({ ok: true, next: null, entry: first, more, effects: [] }).eventIds;
    });
    await insertRows(world, rounds, eventIds, at);
  }
  await world.sql`analyze`;
}

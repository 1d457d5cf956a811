import type postgres from "postgres";
import type { Arrived } from "./platform";

/** Each tells rows that no crash may leave behind: what is half there, doubled or forgotten. Nothing pending is left when they are asked. */
const wrongs: Readonly<Record<string, string>> = {
  "two decisions of one round": `
    select case_id from decision where state in ('proposed', 'approved', 'effective') group by case_id, round having count(*) > 1`,
  "a decision that its case knows nothing of": `
    select d.id from decision d join docket_case c on c.id = d.case_id where d.state <> 'effective' or c.state <> 'decided'`,
  "a decided case without a decision": `
    select c.id from docket_case c where c.state <> 'open' and not exists (select from decision d where d.case_id = c.id)`,
  "a decision without its entry, or with two": `
    select d.id from decision d where 1 <> (select count(*) from audit_event e
      where e.case_id = d.case_id and e.action = case when d.severe then 'decision.proposed' else 'decision.taken' end)`,
  "a severe decision that nobody else approved, or twice": `
    select d.id from decision d where d.severe and 1 <> (select count(*) from approval a
      join audit_event e on e.id = a.event_id and e.action = 'decision.approved'
      where a.decision_id = d.id and a.by_staff <> d.proposed_by)`,
  "a decision without its measure, or with two": `
    select d.id from decision d where 1 <> (select count(*) from measure m where m.decision_id = d.id and not m.provisional)`,
  "a measure without its entry, or with two": `
    select m.id from measure m where 1 <> (select count(*) from audit_event e
      where e.subject_id = m.id::text and e.action = 'measure.entered')`,
  "a measure without its order, or with two": `
    select m.id from measure m where 1 <> (select count(*) from outgoing o
      where o.measure_id = m.id and o.type = 'measure.ordered')`,
  "a decision without its notice, or with two": `
    select d.id from decision d where 1 <> (select count(*) from notice n where n.decision_id = d.id and not n.provisional)`,
  "a provisional suspension without its notice, or with two": `
    select m.id from measure m where m.provisional and 1 <> (select count(*) from notice n
      where n.decision_id = m.decision_id and n.provisional)`,
  "a provisional suspension that its decision did not end, or ended too early, or twice": `
    select m.id from measure m join decision d on d.id = m.decision_id where m.provisional and (m.state <> 'replaced'
      or m.ended_at < d.effective_at or 1 <> (select count(*) from audit_event e
        where e.subject_id = m.id::text and e.action = 'measure.replaced'))`,
  "a notice without its message, or with two": `
    select n.id from notice n where 1 <> (select count(*) from outgoing o
      where o.type = 'notice.issued' and o.payload ->> 'noticeId' = n.id::text)`,
  "a report whose outcome is not its case's": `
    select r.id from report r join docket_case c on c.id = r.case_id
    where r.state <> case c.state when 'decided' then 'upheld' else 'attached' end`,
  "an outcome that its reporter was not told, or twice": `
    select r.id from report r where (r.state = 'upheld')::int <> (select count(*) from outgoing o
      where o.type = 'report.outcome' and o.payload #>> '{report,id}' = r.id::text)`,
  "a message of no entry": `
    select o.id from outgoing o where not exists (select from audit_event e where e.id = o.event_id)`,
  "a measure that holds beyond its time": `
    select id from measure where state = 'in_force' and until_at <= now()`,
  "a measure that ended before its time": `
    select id from measure where state <> 'in_force' and not provisional and (until_at is null or ended_at < until_at)`,
  "an expiry without its entry, or with two": `
    select m.id from measure m where (m.state = 'expired')::int <> (select count(*) from audit_event e
      where e.subject_id = m.id::text and e.action = 'measure.expired')`,
  "an end without its message, or with two": `
    select m.id from measure m where (m.state in ('expired', 'replaced'))::int <> (select count(*) from outgoing o
      where o.measure_id = m.id and o.type = 'measure.ended')`,
  "a group that stands otherwise than its measures": `
    select g.id from chat_group g where g.status <> coalesce((
      select case when bool_or(m.key = 'close_group') then 'closed' else 'posting_suspended' end from measure m
      where m.subject_id = g.id and m.state = 'in_force' having count(*) > 0), 'active')`,
  "an account that stands otherwise than its measures": `
    select a.id from account a where (coalesce(array_length(a.restrictions, 1), 0) > 0) <> exists (
      select from measure m where m.subject_id = a.id and m.state = 'in_force' and m.key = 'suspend_posting')`,
  "an order that the platform carried out and the ledger does not say so, or twice": `
    select o.id from outgoing o join measure m on m.id = o.measure_id where o.type = 'measure.ordered'
      and (o.receipt is distinct from 'executed' or m.delivery <> 'executed' or 1 <> (select count(*) from audit_event e
        where e.subject_id = m.id::text and e.action = 'measure.executed'))`,
};

/** What is wrong, by name, with how many rows. */
export async function wrongIn(sql: postgres.ISql): Promise<string[]> {
  const found: string[] = [];
  for (const [name, query] of Object.entries(wrongs)) {
    const rows = await sql.unsafe(query);
    if (rows.length > 0) found.push(`${name}: ${rows.length}`);
  }
  return found;
}

/** What a crash might have done to one row or two, and what must then be found wrong. */
const faults: readonly (readonly [string, string])[] = [
  ["update decision set state = 'proposed' where id in (select id from decision limit 1)", "its case knows nothing of"],
  ["delete from decision where id in (select id from decision limit 1)", "a decided case without a decision"],
  ["delete from approval where id in (select id from approval limit 1)", "nobody else approved"],
  ["delete from measure where id in (select id from measure limit 1)", "a decision without its measure"],
  [
    "delete from audit_event where id in (select id from audit_event where action = 'measure.entered' limit 1)",
    "a measure without its entry",
  ],
  [
    "update outgoing set measure_id = null where id in (select id from outgoing where type = 'measure.ordered' limit 1)",
    "a measure without its order",
  ],
  ["delete from notice where id in (select id from notice limit 1)", "a decision without its notice"],
  ["update report set state = 'attached' where id in (select id from report limit 1)", "outcome is not its case's"],
  [
    "delete from outgoing where id in (select id from outgoing where type = 'report.outcome' limit 1)",
    "that its reporter was not told",
  ],
  [
    "update measure set state = 'in_force' where id in (select id from measure where state = 'expired' limit 1)",
    "holds beyond its time",
  ],
  [
    "delete from outgoing where id in (select id from outgoing where type = 'measure.ended' limit 1)",
    "an end without its message",
  ],
  [
    "update measure set state = 'expired' where id in (select id from measure where provisional limit 1)",
    "a provisional suspension that its decision did not end",
  ],
  ["update chat_group set measure_status = 'rectifying'", "a group that stands otherwise"],
  ["update account set restrictions = '{blacklist}' where restrictions = '{}'", "an account that stands otherwise"],
  [
    "update outgoing set receipt = 'failed' where id in (select id from outgoing where receipt is not null limit 1)",
    "an order that the platform carried out",
  ],
];

/** Faults that `wrongIn` does not see: none, or it proves nothing. Nothing of them stays. @param sql of a superuser. */
export async function unseenFaults(sql: postgres.Sql): Promise<string[]> {
  const unseen: string[] = [];
  for (const [fault, name] of faults) {
    const undone = new Error("undone");
    await sql
      .begin(async (tx) => {
        await tx.unsafe("set local session_replication_role = replica");
        const { count } = await tx.unsafe(fault);
        const found = await wrongIn(tx);
        if (count === 0 || !found.some((wrong) => wrong.includes(name))) unseen.push(fault);
        throw undone;
      })
      .catch((error: unknown) => {
        if (error !== undone) throw error;
      });
  }
  return unseen;
}

/** What is still to be done, by name: empty once everything that was decided has been carried out, told and logged. */
export async function unsettledIn(sql: postgres.Sql, heard: number): Promise<string[]> {
  const [row] = await sql<Record<string, number>[]>`
    select (select count(*)::int from decision where state in ('proposed', 'approved')) as proposals,
      (select count(*)::int from decision where effective_at > now()) as undoable,
      (select count(*)::int from measure where state = 'in_force' and until_at <= now()) as due,
      (select count(*)::int from measure where state = 'in_force' and provisional) as provisional,
      (select count(*)::int from outgoing) - ${heard}::int as messages,
      (select count(*)::int from outgoing where type = 'measure.ordered' and receipt is null) as receipts,
      (select count(*)::int from webhook_delivery where state <> 'delivered') as deliveries,
      (select count(*)::int from outbox) as outbox,
      (select count(*)::int from audit_pending) as entries`;
  return Object.entries(row ?? { answer: 1 }).flatMap(([name, many]) => (many === 0 ? [] : [`${name} ${many}`]));
}

/** What a platform would notice that does each message once, by its id: the same thing ordered twice, or out of turn. */
export function noticedBy(arrived: readonly Arrived[]): string[] {
  const seen = new Set<string>();
  const noticed: string[] = [];
  for (const { type, measure } of arrived) {
    if (!measure) continue;
    const name = `${type} ${measure.id}`;
    if (seen.has(name)) noticed.push(`${name} came with two ids`);
    if (type === "measure.ended" && !seen.has(`measure.ordered ${measure.id}`))
      noticed.push(`${name} came before its order`);
    seen.add(name);
  }
  return noticed;
}

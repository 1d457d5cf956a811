import { type SQL, sql } from "drizzle-orm";
import type { Reader, Tx } from "../../db/client";
import { outgoing, webhookDelivery } from "../../db/schema";
import type { EndpointRow } from "./store-endpoint";

const relayLock = sql`hashtextextended(current_schema() || '.relay', 0)`;

/** One relay at a time, so that lines are in the order of commits; false: another is at work. */
export async function beginRelay(tx: Tx): Promise<boolean> {
  const [row] = await tx.execute<{ mine: boolean }>(sql`select pg_try_advisory_xact_lock(${relayLock}) as mine`);
  return row?.mine ?? false;
}

/** Keeps relays away until the end of the transaction: they give messages their places by which endpoints are on. */
export async function holdRelays(tx: Tx): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(${relayLock})`);
}

/** Did the order of the measure of `o`, an end, reach anybody, for all we know? Without an order of ours: yes. */
const orderReached: SQL = sql`(
  select count(*) = 0 or bool_or(began.receipt is not null or exists (
    select from ${webhookDelivery} d where d.message_id = began.id
      and (d.state in ('delivered', 'failed') or d.attempts > 0 or d.last_failure is not null)
  ))
  from ${outgoing} began where began.measure_id = o.measure_id and began.type = 'measure.ordered'
)`;

/**
 * Is message `o` overtaken? An order once its measure has ended; that end, when nobody heard of the order; an outcome
 * once the same report has another. A notice never is: it tells a person what happened to her.
 */
const isMoot: SQL = sql`case o.type
  when 'measure.ordered' then exists (
    select from ${outgoing} over where over.measure_id = o.measure_id and over.type = 'measure.ended'
  )
  when 'measure.ended' then not ${orderReached}
  when 'report.outcome' then exists (
    select from ${outgoing} later where later.subject_id = o.subject_id and later.type = 'report.outcome'
      and later.payload #> '{report,id}' = o.payload #> '{report,id}' and later.id > o.id
      and later.cancelled_at is null
  )
  else false end`;

/** Those among failed deliveries that something later has overtaken. */
export async function mootAmong(tx: Reader, deliveryIds: readonly string[]): Promise<Set<string>> {
  if (deliveryIds.length === 0) return new Set();
  const rows = await tx.execute<{ id: string }>(sql`
    select w.id from ${webhookDelivery} w join ${outgoing} o on o.id = w.message_id
    where w.id = any(${sql.param([...deliveryIds])}::uuid[]) and ${isMoot}`);
  return new Set(rows.map(({ id }) => id));
}

/** Takes what has been overtaken out of an endpoint's lines; returns how many. */
export async function dropMoot(tx: Tx, endpointId: string): Promise<number> {
  const rows = await tx.execute<{ id: string }>(sql`
    update ${webhookDelivery} as w set state = 'moot' from ${outgoing} o
    where w.endpoint_id = ${endpointId}::uuid and w.state = 'queued' and o.id = w.message_id and ${isMoot}
    returning w.id`);
  return rows.length;
}

/**
 * Gives an endpoint that begins, or begins again, what it is owed: messages of its types that wait for a receiver
 * because nobody took them, and all that were made since it was added while it was off. Not what the platform has
 * answered, what has been overtaken, nor what an act holds back while it can be undone. Each stands in its subject's line by its age; once, however often it is
 * switched. Relays are held meanwhile.
 *
 * @returns how many.
 */
export async function lineUpOwed(
  tx: Tx,
  { id, types, createdAt }: Pick<EndpointRow, "id" | "types" | "createdAt">,
  now: Date,
): Promise<number> {
  // The ids are found before the first row is written: a search that goes on while the table grows under it is quadratic.
  const rows = await tx.execute<{ id: string }>(sql`
    with due as materialized (
      select array_agg(o.id) as ids from ${outgoing} o
      where o.receipt is null and o.cancelled_at is null and o.at <= ${now.toISOString()}::timestamptz
        and (${types.length === 0} or o.type = any(${sql.param(types)}::text[]))
        and not exists (select from ${webhookDelivery} mine where mine.endpoint_id = ${id}::uuid and mine.message_id = o.id)
        and (
          o.at > ${createdAt.toISOString()}::timestamptz
          or not exists (select from ${webhookDelivery} took where took.message_id = o.id and took.state = 'delivered')
        )
        and not (${isMoot})
    )
    insert into ${webhookDelivery} (id, endpoint_id, message_id, subject_id, type, state, queued_at)
    select gen_random_uuid(), ${id}::uuid, o.id, o.subject_id, o.type, 'queued', ${now.toISOString()}::timestamptz
    from due cross join unnest(due.ids) as owed (id) join ${outgoing} o on o.id = owed.id
    on conflict do nothing
    returning id`);
  return rows.length;
}

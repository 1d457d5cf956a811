import { and, asc, eq, inArray, isNull, sql } from "drizzle-orm";
import type { Reader, Tx } from "../../db/client";
import { outbox, outgoing, webhookDelivery, webhookEndpoint } from "../../db/schema";
import { newId } from "../kernel/id";
import type { DeliveryWord, FailureWord } from "./contract";
import { enabledEndpoints } from "./store-endpoint";

export type OutgoingRow = typeof outgoing.$inferSelect;

export type DeliveryRow = typeof webhookDelivery.$inferSelect;

/** Rows of one insert: the driver takes 65,535 parameters. */
const insertLimit = 1_000;

export async function insertOutgoing(tx: Tx, rows: readonly (typeof outgoing.$inferInsert)[]): Promise<void> {
  for (let at = 0; at < rows.length; at += insertLimit)
    await tx.insert(outgoing).values(rows.slice(at, at + insertLimit));
}

export async function outgoingById(tx: Reader, id: string): Promise<OutgoingRow | null> {
  const [row] = await tx.select().from(outgoing).where(eq(outgoing.id, id));
  return row ?? null;
}

export async function lockOutgoing(tx: Tx, id: string): Promise<OutgoingRow | null> {
  const [row] = await tx.select().from(outgoing).where(eq(outgoing.id, id)).for("update");
  return row ?? null;
}

export async function saveReceipt(
  tx: Tx,
  id: string,
  receipt: { receipt: string; receiptReason: string | null; receiptAt: Date; version: number },
): Promise<void> {
  await tx.update(outgoing).set(receipt).where(eq(outgoing.id, id));
}

/** Ids of an act's messages about these subjects. */
export async function outgoingOf(tx: Tx, eventId: string, subjectIds: readonly string[]): Promise<string[]> {
  if (subjectIds.length === 0) return [];
  const rows = await tx
    .select({ id: outgoing.id })
    .from(outgoing)
    .where(and(inArray(outgoing.subjectId, [...subjectIds]), eq(outgoing.eventId, eventId)))
    .for("update");
  return rows.map(({ id }) => id);
}

/** Takes effects out of the outbox before they run; what a relay holds is waited for. Returns how many were there. */
export async function dropEffects(tx: Tx, topic: string, keys: readonly string[]): Promise<number> {
  if (keys.length === 0) return 0;
  const rows = await tx
    .delete(outbox)
    .where(and(eq(outbox.topic, topic), inArray(outbox.key, [...keys])))
    .returning({ key: outbox.key });
  return new Set(rows.map(({ key }) => key)).size;
}

/** Messages that never leave. */
export async function cancelOutgoing(tx: Tx, ids: readonly string[], now: Date): Promise<void> {
  if (ids.length === 0) return;
  await tx
    .update(outgoing)
    .set({ cancelledAt: now, version: sql`${outgoing.version} + 1` })
    .where(inArray(outgoing.id, [...ids]));
}

/** Effects that are due, oldest first, taken out of the outbox. What another relay holds is left to it. */
export async function takeOutbox(
  tx: Tx,
  topics: readonly string[],
  now: Date,
  limit: number,
): Promise<{ id: string; topic: string; key: string }[]> {
  const rows = await tx.execute<{ id: string; topic: string; key: string }>(sql`
    with due as (
      select id from ${outbox}
      where topic = any(${sql.param([...topics])}::text[]) and (run_at is null or run_at <= ${now.toISOString()})
      order by created_at, id limit ${limit} for update skip locked
    ), gone as (
      delete from ${outbox} using due where outbox.id = due.id
      returning outbox.id, outbox.topic, outbox.key, outbox.created_at
    )
    select id, topic, key from gone order by created_at, id`);
  return [...rows];
}

export type Job = {
  readonly identifier: string;
  readonly key: string;
  readonly queueName: string | null;
  readonly jobKey: string;
};

/** Hands work to the job runner. A job with the same key is replaced, never doubled. */
export async function addJobs(tx: Tx, jobs: readonly Job[]): Promise<void> {
  if (jobs.length === 0) return;
  const specs = jobs.map((job) => ({
    identifier: job.identifier,
    payload: { key: job.key },
    queueName: job.queueName,
    jobKey: job.jobKey,
  }));
  await tx.execute(sql`
    select count(*) from graphile_worker.add_jobs(array(
      select (
        each ->> 'identifier', each -> 'payload', each ->> 'queueName', null, null, each ->> 'jobKey', null, null
      )::graphile_worker.job_spec
      from json_array_elements(${JSON.stringify(specs)}::text::json) as each
    ))`);
}

/** Jobs of workers that died hold their place for hours: those held longer than any job runs are freed. */
export async function freeStuckJobs(tx: Tx, heldSeconds: number): Promise<void> {
  await tx.execute(sql`
    select graphile_worker.force_unlock_workers(array(
      select distinct locked_by from graphile_worker.jobs
      where locked_by is not null and locked_at < now() - make_interval(secs => ${heldSeconds})
    ))`);
}

/** Puts an effect back for later: how a retry waits. */
export async function putBack(tx: Tx, topic: string, key: string, runAt: Date, now: Date): Promise<void> {
  await tx.insert(outbox).values({ id: newId(now), topic, key, runAt, createdAt: now });
}

/**
 * Gives messages a place in the line of every endpoint that is on and wants their type; those there already stay as
 * they are.
 *
 * @returns the deliveries that wait, in the order of their messages.
 */
export async function lineUp(tx: Tx, messageIds: readonly string[], now: Date): Promise<Waiting[]> {
  if (messageIds.length === 0) return [];
  const messages = await tx
    .select({ id: outgoing.id, subjectId: outgoing.subjectId, type: outgoing.type })
    .from(outgoing)
    .where(and(inArray(outgoing.id, [...messageIds]), isNull(outgoing.cancelledAt)))
    .orderBy(asc(outgoing.id));
  const endpoints = await enabledEndpoints(tx);
  const rows = endpoints.flatMap(({ id: endpointId, types }) =>
    messages
      .filter(({ type }) => types.length === 0 || types.includes(type))
      .map(({ id: messageId, subjectId, type }) => ({
        id: newId(now),
        endpointId,
        messageId,
        subjectId,
        type,
        state: "queued",
        queuedAt: now,
      })),
  );
  for (let at = 0; at < rows.length; at += insertLimit)
    await tx
      .insert(webhookDelivery)
      .values(rows.slice(at, at + insertLimit))
      .onConflictDoNothing();
  if (rows.length === 0) return [];
  return tx
    .select({ id: webhookDelivery.id, endpointId: webhookDelivery.endpointId, subjectId: webhookDelivery.subjectId })
    .from(webhookDelivery)
    .where(and(inArray(webhookDelivery.messageId, [...messageIds]), eq(webhookDelivery.state, "queued")))
    .orderBy(asc(webhookDelivery.messageId));
}

export type Waiting = Pick<DeliveryRow, "id" | "endpointId" | "subjectId">;

/** The oldest message that one endpoint has still to hear about one subject. */
export async function headOfLane(
  tx: Reader,
  endpointId: string,
  subjectId: string | null,
): Promise<{ id: string } | null> {
  const [row] = await tx
    .select({ id: webhookDelivery.id })
    .from(webhookDelivery)
    .where(
      and(
        eq(webhookDelivery.endpointId, endpointId),
        sql`${webhookDelivery.subjectId} is not distinct from ${subjectId}`,
        eq(webhookDelivery.state, "queued"),
      ),
    )
    .orderBy(asc(webhookDelivery.messageId))
    .limit(1);
  return row ?? null;
}

/** A delivery that waits, with all that sending it needs, when nothing about its subject waits before it. */
export async function readyDelivery(tx: Reader, id: string) {
  const [row] = await tx
    .select({ delivery: webhookDelivery, endpoint: webhookEndpoint, message: outgoing })
    .from(webhookDelivery)
    .innerJoin(webhookEndpoint, eq(webhookEndpoint.id, webhookDelivery.endpointId))
    .innerJoin(outgoing, eq(outgoing.id, webhookDelivery.messageId))
    .where(
      and(
        eq(webhookDelivery.id, id),
        eq(webhookDelivery.state, "queued"),
        eq(webhookEndpoint.enabled, true),
        sql`not exists (
          select from webhook_delivery before
          where before.endpoint_id = ${webhookDelivery.endpointId}
            and before.subject_id is not distinct from ${webhookDelivery.subjectId}
            and before.state = 'queued' and before.message_id < ${webhookDelivery.messageId}
        )`,
      ),
    );
  return row ?? null;
}

export const deliveriesById = async (tx: Reader, ids: readonly string[]): Promise<DeliveryRow[]> =>
  ids.length === 0
    ? []
    : tx
        .select()
        .from(webhookDelivery)
        .where(inArray(webhookDelivery.id, [...ids]))
        .orderBy(asc(webhookDelivery.messageId));

/** First in their lines and waiting since before then, with neither a retry nor a job in sight. */
export async function strandedHeads(tx: Tx, before: Date): Promise<DeliveryRow[]> {
  const rows = await tx.execute<{ id: string }>(sql`
    select id from (
      select distinct on (d.endpoint_id, d.subject_id) d.id, d.queued_at
      from ${webhookDelivery} d join ${webhookEndpoint} e on e.id = d.endpoint_id and e.enabled
      where d.state = 'queued'
      order by d.endpoint_id, d.subject_id, d.message_id
    ) as head
    where queued_at < ${before.toISOString()}
      and not exists (select from ${outbox} o where o.topic = 'send' and o.key = head.id::text)
      and not exists (
        select from graphile_worker.jobs j where j.key = 'send ' || head.id::text and j.attempts < j.max_attempts
      )
    limit 500`);
  return deliveriesById(
    tx,
    rows.map(({ id }) => id),
  );
}

/** Records an attempt; nothing when the message is no longer queued. */
export async function saveAttempt(
  tx: Tx,
  id: string,
  attempt: {
    state: DeliveryWord;
    attempts: number;
    lastStatus: number | null;
    lastFailure: FailureWord | null;
    deliveredAt: Date | null;
    attemptedAt: Date;
  },
): Promise<void> {
  await tx
    .update(webhookDelivery)
    .set(attempt)
    .where(and(eq(webhookDelivery.id, id), eq(webhookDelivery.state, "queued")));
}

import { and, asc, desc, eq, inArray, lt, sql } from "drizzle-orm";
import type { Reader, Tx } from "../../db/client";
import { webhookDelivery, webhookEndpoint } from "../../db/schema";

export type EndpointRow = typeof webhookEndpoint.$inferSelect;

export const countEndpoints = (tx: Reader): Promise<number> => tx.$count(webhookEndpoint);

export const enabledEndpoints = (tx: Reader): Promise<EndpointRow[]> =>
  tx.select().from(webhookEndpoint).where(eq(webhookEndpoint.enabled, true)).orderBy(asc(webhookEndpoint.id));

export const allEndpoints = (tx: Reader): Promise<EndpointRow[]> =>
  tx.select().from(webhookEndpoint).orderBy(asc(webhookEndpoint.id)).limit(100);

export async function lockEndpoint(tx: Tx, id: string): Promise<EndpointRow | null> {
  const [row] = await tx.select().from(webhookEndpoint).where(eq(webhookEndpoint.id, id)).for("update");
  return row ?? null;
}

export async function insertEndpoint(tx: Tx, row: typeof webhookEndpoint.$inferInsert): Promise<void> {
  await tx.insert(webhookEndpoint).values(row);
}

export async function saveEndpoint(tx: Tx, id: string, change: Partial<EndpointRow>): Promise<void> {
  await tx.update(webhookEndpoint).set(change).where(eq(webhookEndpoint.id, id));
}

/** First in their lines, of one endpoint. */
export const headsOf = (tx: Reader, endpointId: string): Promise<{ id: string }[]> =>
  tx
    .selectDistinctOn([webhookDelivery.subjectId], { id: webhookDelivery.id })
    .from(webhookDelivery)
    .where(and(eq(webhookDelivery.endpointId, endpointId), eq(webhookDelivery.state, "queued")))
    .orderBy(asc(webhookDelivery.subjectId), asc(webhookDelivery.messageId))
    .limit(10_000);

/** An endpoint that was switched on again has three days from now for what waited. */
export async function restartQueued(tx: Tx, endpointId: string, now: Date): Promise<void> {
  await tx
    .update(webhookDelivery)
    .set({ attempts: 0, queuedAt: now })
    .where(and(eq(webhookDelivery.endpointId, endpointId), eq(webhookDelivery.state, "queued")));
}

export async function lockFailed(tx: Tx, endpointId: string, deliveryId: string | undefined) {
  return tx
    .select()
    .from(webhookDelivery)
    .where(
      and(
        eq(webhookDelivery.endpointId, endpointId),
        eq(webhookDelivery.state, "failed"),
        deliveryId ? eq(webhookDelivery.id, deliveryId) : undefined,
      ),
    )
    .orderBy(asc(webhookDelivery.messageId))
    .limit(1_000)
    .for("update");
}

export async function requeue(tx: Tx, ids: readonly string[], now: Date): Promise<void> {
  await tx
    .update(webhookDelivery)
    .set({ state: "queued", attempts: 0, queuedAt: now })
    .where(inArray(webhookDelivery.id, [...ids]));
}

export type EndpointHealth = { endpointId: string; queued: number; failed: number; oldestQueuedAt: Date | null };

export async function healthOf(tx: Reader): Promise<EndpointHealth[]> {
  const rows = await tx
    .select({
      endpointId: webhookDelivery.endpointId,
      queued: sql<number>`count(*) filter (where ${webhookDelivery.state} = 'queued')::int`,
      failed: sql<number>`count(*) filter (where ${webhookDelivery.state} = 'failed')::int`,
      oldest: sql<string | null>`min(${webhookDelivery.queuedAt}) filter (where ${webhookDelivery.state} = 'queued')`,
    })
    .from(webhookDelivery)
    .where(inArray(webhookDelivery.state, ["queued", "failed"]))
    .groupBy(webhookDelivery.endpointId);
  return rows.map(({ oldest, ...row }) => ({ ...row, oldestQueuedAt: oldest ? new Date(oldest) : null }));
}

/** Messages that an endpoint did not take, newest first. */
export const failedPage = (tx: Reader, endpointId: string, before: string | null, limit: number) =>
  tx
    .select()
    .from(webhookDelivery)
    .where(
      and(
        eq(webhookDelivery.endpointId, endpointId),
        eq(webhookDelivery.state, "failed"),
        before ? lt(webhookDelivery.messageId, before) : undefined,
      ),
    )
    .orderBy(desc(webhookDelivery.messageId))
    .limit(limit);

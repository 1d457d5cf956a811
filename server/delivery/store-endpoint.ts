import { and, asc, eq, inArray } from "drizzle-orm";
import type { Reader, Tx } from "../../db/client";
import { webhookDelivery, webhookEndpoint } from "../../db/schema";
import { replayLimit } from "./contract";

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

/** What failed at an endpoint, oldest message first: these deliveries, or any. */
export const lockFailed = (tx: Tx, endpointId: string, deliveryIds: readonly string[] | undefined) =>
  tx
    .select()
    .from(webhookDelivery)
    .where(
      and(
        eq(webhookDelivery.endpointId, endpointId),
        eq(webhookDelivery.state, "failed"),
        deliveryIds ? inArray(webhookDelivery.id, [...deliveryIds]) : undefined,
      ),
    )
    .orderBy(asc(webhookDelivery.messageId))
    .limit(replayLimit)
    .for("update");

/** Something later has overtaken these. */
export async function markMoot(tx: Tx, ids: readonly string[]): Promise<void> {
  await tx
    .update(webhookDelivery)
    .set({ state: "moot" })
    .where(inArray(webhookDelivery.id, [...ids]));
}

export async function requeue(tx: Tx, ids: readonly string[], now: Date): Promise<void> {
  await tx
    .update(webhookDelivery)
    .set({ state: "queued", attempts: 0, queuedAt: now })
    .where(inArray(webhookDelivery.id, [...ids]));
}

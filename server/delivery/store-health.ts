import { and, desc, eq, gte, inArray, isNotNull, type SQL, sql } from "drizzle-orm";
import type { Reader } from "../../db/client";
import { webhookDelivery, webhookEndpoint } from "../../db/schema";
import type { DeliveryView, DeliveryWord } from "./contract";

type Counted = {
  readonly id: string;
  readonly queued: number;
  readonly failed: number;
  readonly moot: number;
  readonly oldest: string | null;
  readonly arrived: string | null;
  readonly tried_hour: number;
  readonly missed_hour: number;
  readonly tried_day: number;
  readonly missed_day: number;
};

/** States by view. Each figure of an endpoint's health is the count of the rows in one of them. */
const statesOf: Readonly<Record<DeliveryView, readonly DeliveryWord[]>> = {
  queued: ["queued"],
  failed: ["failed"],
  moot: ["moot"],
  tried: ["queued", "failed", "delivered"],
  missed: ["queued", "failed"],
  arrived: ["delivered"],
};

const isIn = (view: DeliveryView): SQL => sql`d.state = any(${sql.param([...statesOf[view]])}::text[])`;

/** Counts of every endpoint, in the order of their making. `hour` and `day` are inclusive beginnings. */
export async function healthOf(tx: Reader, hour: Date, day: Date): Promise<Counted[]> {
  const ofState = (view: DeliveryView) =>
    sql`(select count(*)::int from ${webhookDelivery} d where d.endpoint_id = e.id and ${isIn(view)})`;
  const rows = await tx.execute<Counted>(sql`
    select e.id, ${ofState("queued")} as queued, ${ofState("failed")} as failed, ${ofState("moot")} as moot,
      (select min(d.queued_at) from ${webhookDelivery} d where d.endpoint_id = e.id and d.state = 'queued') as oldest,
      (select d.attempted_at from ${webhookDelivery} d
        where d.endpoint_id = e.id and d.state = 'delivered' and d.attempted_at is not null
        order by d.attempted_at desc limit 1) as arrived,
      lately.*
    from ${webhookEndpoint} e cross join lateral (
      select
        count(*) filter (where d.attempted_at >= ${hour.toISOString()}::timestamptz and ${isIn("tried")})::int as tried_hour,
        count(*) filter (where d.attempted_at >= ${hour.toISOString()}::timestamptz and ${isIn("missed")})::int as missed_hour,
        count(*) filter (where ${isIn("tried")})::int as tried_day,
        count(*) filter (where ${isIn("missed")})::int as missed_day
      from ${webhookDelivery} d where d.endpoint_id = e.id and d.attempted_at >= ${day.toISOString()}::timestamptz
    ) lately
    order by e.id`);
  return [...rows];
}

/** Where a page begins: after this message, or after this attempt and delivery. */
export type Place = { readonly messageId: string } | { readonly attemptedAt: Date; readonly id: string };

/** Messages of one endpoint by state, newest message first; served by `webhook_delivery_list_idx`. */
export const byState = (
  tx: Reader,
  endpointId: string,
  view: DeliveryView,
  after: { readonly messageId: string } | null,
  limit: number,
) =>
  tx
    .select()
    .from(webhookDelivery)
    .where(
      and(
        eq(webhookDelivery.endpointId, endpointId),
        inArray(webhookDelivery.state, [...statesOf[view]]),
        after ? sql`${webhookDelivery.messageId} < ${after.messageId}::uuid` : undefined,
      ),
    )
    .orderBy(desc(webhookDelivery.messageId))
    .limit(limit);

/** Messages of one endpoint by their last attempt, newest first; served by `webhook_delivery_tried_idx`. */
export const byAttempt = (
  tx: Reader,
  endpointId: string,
  view: DeliveryView,
  since: Date,
  after: { readonly attemptedAt: Date; readonly id: string } | null,
  limit: number,
) =>
  tx
    .select()
    .from(webhookDelivery)
    .where(
      and(
        eq(webhookDelivery.endpointId, endpointId),
        isNotNull(webhookDelivery.attemptedAt),
        gte(webhookDelivery.attemptedAt, since),
        inArray(webhookDelivery.state, [...statesOf[view]]),
        after
          ? sql`(${webhookDelivery.attemptedAt}, ${webhookDelivery.id}) < (${after.attemptedAt.toISOString()}::timestamptz, ${after.id}::uuid)`
          : undefined,
      ),
    )
    .orderBy(desc(webhookDelivery.attemptedAt), desc(webhookDelivery.id))
    .limit(limit);

import { sql } from "drizzle-orm";
import { boolean, index, integer, jsonb, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import { at, bytea, id } from "./columns";

/** Effects of committed acts, until the relay has handed them to the job runner. */
export const outbox = pgTable(
  "outbox",
  {
    id: id("id").primaryKey(),
    topic: text("topic").notNull(),
    key: text("key").notNull(),
    runAt: at("run_at"),
    createdAt: at("created_at").notNull(),
  },
  (t) => [index("outbox_created_idx").on(t.createdAt, t.id)],
);

/** Where orders and notices go. */
export const webhookEndpoint = pgTable("webhook_endpoint", {
  id: id("id").primaryKey(),
  url: text("url").notNull(),
  /** Event types it wants; empty: all. */
  types: text("types").array().notNull(),
  secret: bytea("secret").notNull(),
  /** During a rotation the old secret signs as well. */
  previousSecret: bytea("previous_secret"),
  previousUntil: at("previous_until"),
  enabled: boolean("enabled").notNull(),
  version: integer("version").notNull(),
  createdAt: at("created_at").notNull(),
  eventId: id("event_id").notNull(),
});

/** A message to one endpoint. `message_id` is the webhook-id: the same for every attempt. */
export const webhookDelivery = pgTable(
  "webhook_delivery",
  {
    id: id("id").primaryKey(),
    endpointId: id("endpoint_id").notNull(),
    messageId: id("message_id").notNull(),
    /** For the order of one subject's messages. */
    subjectId: id("subject_id"),
    type: text("type").notNull(),
    /** queued delivered failed moot */
    state: text("state").notNull(),
    attempts: integer("attempts").notNull().default(0),
    lastStatus: integer("last_status"),
    /** A word of ours, never the peer's text: refused timeout tls dns http private_address. */
    lastFailure: text("last_failure"),
    queuedAt: at("queued_at").notNull(),
    deliveredAt: at("delivered_at"),
    /** The end of the last attempt. */
    attemptedAt: at("attempted_at"),
  },
  (t) => [
    uniqueIndex("webhook_delivery_message_key").on(t.endpointId, t.messageId),
    index("webhook_delivery_state_idx").on(t.state, t.queuedAt, t.id),
    index("webhook_delivery_endpoint_idx").on(t.endpointId, t.state, t.queuedAt),
    // A lane: what one endpoint has still to hear about one subject, oldest first.
    index("webhook_delivery_lane_idx").on(t.endpointId, t.subjectId, t.messageId).where(sql`state = 'queued'`),
    index("webhook_delivery_message_idx").on(t.messageId),
    // The lists behind the figures: one state, newest message first; and what was tried lately, newest attempt first.
    index("webhook_delivery_list_idx").on(t.endpointId, t.state, t.messageId.desc().nullsFirst()),
    index("webhook_delivery_tried_idx")
      .on(t.endpointId, t.attemptedAt.desc().nullsFirst(), t.id.desc().nullsFirst(), t.state)
      .where(sql`attempted_at is not null`),
  ],
);

/** An order or notification as it leaves: insert-only but for its state. Its id is the `orderId`. */
export const outgoing = pgTable(
  "outgoing",
  {
    id: id("id").primaryKey(),
    /** measure.ordered measure.ended notice.issued report.outcome */
    type: text("type").notNull(),
    measureId: id("measure_id"),
    subjectId: id("subject_id"),
    payload: jsonb("payload").notNull(),
    /** Not before then: when the act that it carries out takes effect. */
    at: at("at").notNull(),
    /** The act was undone before then, so that it never leaves. */
    cancelledAt: at("cancelled_at"),
    /** The platform's answer to an order. */
    receipt: text("receipt"),
    receiptReason: text("receipt_reason"),
    receiptAt: at("receipt_at"),
    version: integer("version").notNull(),
    eventId: id("event_id").notNull(),
  },
  (t) => [
    index("outgoing_measure_idx").on(t.measureId),
    uniqueIndex("outgoing_event_idx").on(t.id, t.eventId),
    // For erasing: everything that left about one subject.
    index("outgoing_subject_idx").using("hash", t.subjectId),
  ],
);

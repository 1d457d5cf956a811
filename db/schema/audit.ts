import { sql } from "drizzle-orm";
import { bigint, index, integer, jsonb, pgTable, primaryKey, text, unique, uniqueIndex } from "drizzle-orm/pg-core";
import { at, bytea, id } from "./columns";

/**
 * The logs of this installation: one is open. `origin` is never reused. When a database was restored that is older than
 * what was signed, its log is closed, and a successor opens with the next number.
 */
export const auditLog = pgTable(
  "audit_log",
  {
    origin: text("origin").primaryKey(),
    /** From 1; leaves and tiles name their log by it. */
    number: integer("number").notNull().unique("audit_log_number_key"),
    openedAt: at("opened_at").notNull(),
    closedAt: at("closed_at"),
    /** The entry that opened it and is its leaf 0; null for the first log. */
    openedBy: id("opened_by"),
  },
  () => [uniqueIndex("audit_log_open_key").on(sql`(closed_at is null)`).where(sql`closed_at is null`)],
);

/** What happened: `body` (RFC 8785 bytes) is the truth, `body_json` a copy for queries only. Insert-only. */
export const auditEvent = pgTable(
  "audit_event",
  {
    id: id("id").primaryKey(),
    kind: text("kind").notNull(),
    action: text("action").notNull(),
    subjectKind: text("subject_kind").notNull(),
    subjectId: text("subject_id").notNull(),
    subjectVersion: integer("subject_version"),
    caseId: id("case_id"),
    actorRef: text("actor_ref").notNull(),
    occurredAt: at("occurred_at").notNull(),
    appendedAt: at("appended_at").notNull(),
    body: bytea("body").notNull(),
    /** 32 random bytes: the header's `c` is HMAC-SHA-256(salt, body). */
    salt: bytea("salt").notNull(),
    bodyJson: jsonb("body_json").notNull(),
  },
  (t) => [
    unique("audit_event_subject_version_key").on(t.subjectKind, t.subjectId, t.subjectVersion),
    index("audit_event_subject_idx").on(t.subjectKind, t.subjectId, t.id),
    index("audit_event_actor_idx").on(t.actorRef, t.id),
    index("audit_event_kind_idx").on(t.kind, t.id),
    index("audit_event_action_idx").on(t.action, t.id),
    index("audit_event_case_idx").on(t.caseId, t.id),
    index("audit_event_occurred_idx").on(t.occurredAt, t.id),
  ],
);

/** Salt and sealed value of a field to which a body commits: the only table of the log with DELETE (by erasure). */
export const auditPrivateField = pgTable(
  "audit_private_field",
  {
    eventId: id("event_id").notNull(),
    name: text("name").notNull(),
    salt: bytea("salt").notNull(),
    sealed: bytea("sealed").notNull(),
    /** Whose key seals it. */
    about: text("about").notNull(),
  },
  (t) => [
    primaryKey({ name: "audit_private_field_pkey", columns: [t.eventId, t.name] }),
    index("audit_private_field_about_idx").on(t.about),
  ],
);

/** Events that wait for their leaf. Filled by the domain transaction, drained by the sequencer. */
export const auditPending = pgTable("audit_pending", {
  seq: bigint("seq", { mode: "number" }).primaryKey().generatedAlwaysAsIdentity({ name: "audit_pending_seq" }),
  eventId: id("event_id").notNull(),
  /** The header's `c` as it was at the append: an event that is altered while it waits no longer matches it. */
  commitment: bytea("commitment").notNull(),
});

/** Leaves of the tree, dense from 0 in each log. An event has one in every log since it happened. */
export const auditLeaf = pgTable(
  "audit_leaf",
  {
    log: integer("log").notNull(),
    index: bigint("index", { mode: "number" }).notNull(),
    eventId: id("event_id").notNull(),
    sequencedAt: at("sequenced_at").notNull(),
    kind: text("kind").notNull(),
    /** The header's bytes, of which `leaf_hash` is SHA-256(0x00 ‖ envelope). */
    envelope: bytea("envelope").notNull(),
    leafHash: bytea("leaf_hash").notNull(),
  },
  (t) => [
    primaryKey({ name: "audit_leaf_pkey", columns: [t.log, t.index] }),
    uniqueIndex("audit_leaf_event_key").on(t.eventId, t.log),
    index("audit_leaf_sequenced_idx").on(t.log, t.sequencedAt),
  ],
);

/** Full tiles of 256 hashes (tlog-tiles): insert-only. */
export const auditTile = pgTable(
  "audit_tile",
  {
    log: integer("log").notNull(),
    level: integer("level").notNull(),
    index: bigint("index", { mode: "number" }).notNull(),
    hashes: bytea("hashes").notNull(),
  },
  (t) => [primaryKey({ name: "audit_tile_pkey", columns: [t.log, t.level, t.index] })],
);

/** Where each log stands: the only rows of the log that are updated in place, and only that of the open one. */
export const auditHead = pgTable("audit_head", {
  origin: text("origin").primaryKey(),
  size: bigint("size", { mode: "number" }).notNull(),
  root: bytea("root").notNull(),
  /** Hashes of the complete subtrees on the right edge, largest first, as hex. */
  frontier: text("frontier").array().notNull(),
  /** Dense counters, kind → how many. */
  counters: jsonb("counters").$type<Record<string, number>>().notNull(),
  lastSequencedAt: at("last_sequenced_at"),
});

/** Public keys that sign a log's checkpoints, with when. The private ones are never in the database. */
export const auditLogKey = pgTable("audit_log_key", {
  /** As signed notes write it: name, hash and key. */
  vkey: text("vkey").primaryKey(),
  origin: text("origin")
    .notNull()
    .references(() => auditLog.origin),
  /** Inclusive. */
  activeFrom: at("active_from").notNull(),
  /** Exclusive; set once, when another key takes over. */
  activeUntil: at("active_until"),
});

/** Signed checkpoints in the order in which they were published. Insert-only. */
export const auditCheckpoint = pgTable(
  "audit_checkpoint",
  {
    seq: bigint("seq", { mode: "number" }).primaryKey().generatedAlwaysAsIdentity({ name: "audit_checkpoint_seq" }),
    origin: text("origin")
      .notNull()
      .references(() => auditLog.origin),
    size: bigint("size", { mode: "number" }).notNull(),
    root: bytea("root").notNull(),
    /** The signed note, verbatim: the truth; size and root are copies. */
    note: text("note").notNull(),
    signedAt: at("signed_at").notNull(),
  },
  (t) => [index("audit_checkpoint_size_idx").on(t.origin, t.size, t.seq)],
);

/** Stops of a log: while one lasts, nothing is sequenced or signed. */
export const auditStop = pgTable(
  "audit_stop",
  {
    seq: bigint("seq", { mode: "number" }).primaryKey().generatedAlwaysAsIdentity({ name: "audit_stop_seq" }),
    origin: text("origin")
      .notNull()
      .references(() => auditLog.origin),
    /** A name out of `failure.ts`. */
    failure: text("failure").notNull(),
    place: text("place").notNull(),
    stoppedAt: at("stopped_at").notNull(),
    endedAt: at("ended_at"),
  },
  (t) => [uniqueIndex("audit_stop_open_key").on(t.origin).where(sql`ended_at is null`)],
);

import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import type { StoredCaseState } from "../../server/cases/contract";
import { at, bytea, id } from "./columns";

/** One complaint by one source about one subject. What it says is insert-only; state, case and version move. */
export const report = pgTable(
  "report",
  {
    id: id("id").primaryKey(),
    /** SHA-256 of the receipt, hex; the receipt itself is derived, never stored. */
    receiptHash: text("receipt_hash").notNull(),
    /** Who gave `externalId`: `key:<id>`, `connection:<id>`, `operator:<command>`, `staff:<id>`. */
    origin: text("origin").notNull(),
    externalId: text("external_id"),
    /** The payload it was taken from, when another system's format came in. */
    payloadId: id("payload_id"),
    /** SHA-256 of the canonical content: the same id with other content is a conflict. */
    contentSha256: text("content_sha256").notNull(),
    source: text("source").notNull(),
    subjectKind: text("subject_kind").notNull(),
    subjectId: id("subject_id").notNull(),
    groupId: id("group_id"),
    messageExternalId: text("message_external_id"),
    category: text("category"),
    policyNumber: integer("policy_number").notNull(),
    severity: smallint("severity").notNull(),
    description: bytea("description"),
    /** Pseudonym of the reporter: HMAC of her external id, the same whichever key reports. */
    reporterRef: text("reporter_ref"),
    /** Whose key seals description and reporter: `reporter:<ref>`, or the subject's when nobody is named. */
    about: text("about").notNull(),
    reporter: bytea("reporter"),
    regulatorOffice: text("regulator_office"),
    regulatorLetter: text("regulator_letter"),
    dueAt: at("due_at"),
    occurredAt: at("occurred_at"),
    /** When it arrived, not when something handled it. */
    receivedAt: at("received_at").notNull(),
    state: text("state").notNull(),
    /** The same reporter about the same thing again: counted once. */
    duplicate: boolean("duplicate").notNull().default(false),
    caseId: id("case_id").notNull(),
    /** The round of the case in which it was open. */
    round: integer("round").notNull(),
    closedAt: at("closed_at"),
    /** Why its reporter took it back, sealed; null where she said nothing. Written once. */
    withdrawal: bytea("withdrawal"),
    version: integer("version").notNull(),
    eventId: id("event_id").notNull(),
  },
  (t) => [
    uniqueIndex("report_receipt_hash_key").on(t.receiptHash),
    uniqueIndex("report_external_id_key").on(t.origin, t.externalId).where(sql`external_id is not null`),
    index("report_case_idx").on(t.caseId, t.id),
    index("report_received_idx").on(t.receivedAt, t.id),
    index("report_reporter_idx").on(t.reporterRef, t.caseId).where(sql`reporter_ref is not null`),
    index("report_resolved_idx").on(t.reporterRef, t.id).where(sql`state in ('upheld', 'not_upheld')`),
    index("report_subject_idx").on(t.subjectKind, t.subjectId, t.receivedAt),
    // For erasing: payloads of other systems that name a group.
    index("report_group_payload_idx").on(t.groupId).where(sql`payload_id is not null`),
  ],
);

/** What the platform delivered with a report. Insert-only but for the reviewer's finding. */
export const evidence = pgTable(
  "evidence",
  {
    id: id("id").primaryKey(),
    reportId: id("report_id").notNull(),
    /** Its place in the report, from 0. */
    ordinal: smallint("ordinal").notNull(),
    caseId: id("case_id").notNull(),
    /** text image video audio file link */
    kind: text("kind").notNull(),
    /** reported context */
    role: text("role").notNull(),
    messageExternalId: text("message_external_id"),
    authorExternalId: text("author_external_id"),
    text: bytea("text"),
    url: bytea("url"),
    /** Whose key seals text and url: `account:<id>` of the author, else `group:<id>`. */
    about: text("about").notNull(),
    /** As stated; else of the text's UTF-8 bytes, else of the url's, else of the item's RFC 8785 bytes. Hex. */
    sha256: text("sha256").notNull(),
    sentAt: at("sent_at"),
    views: bigint("views", { mode: "number" }),
    forwards: bigint("forwards", { mode: "number" }),
    comments: bigint("comments", { mode: "number" }),
    receivedAt: at("received_at").notNull(),
  },
  (t) => [
    index("evidence_case_idx").on(t.caseId, t.id),
    index("evidence_report_idx").on(t.reportId),
    // For erasing: everything that one person wrote, in whosever case it is.
    index("evidence_about_idx").using("hash", t.about),
  ],
);

/** The payload exactly as another system sent it: evidence, sealed and hashed. Insert-only. */
export const intakePayload = pgTable("intake_payload", {
  id: id("id").primaryKey(),
  connectionId: text("connection_id").notNull(),
  format: text("format").notNull(),
  /** Of the bytes as they came; hex. */
  sha256: text("sha256").notNull(),
  sealed: bytea("sealed").notNull(),
  receivedAt: at("received_at").notNull(),
});

/** Everything open about one group or account. */
export const caseRow = pgTable(
  "docket_case",
  {
    id: id("id").primaryKey(),
    /** `C-000124` is made of it. */
    number: bigint("number", { mode: "number" })
      .generatedAlwaysAsIdentity({ name: "docket_case_number_seq" })
      .notNull(),
    subjectKind: text("subject_kind").notNull(),
    subjectId: id("subject_id").notNull(),
    /** Copies for the list, so that it joins nothing. */
    subjectName: text("subject_name").notNull(),
    subjectCode: text("subject_code").notNull(),
    grams: text("grams").array().notNull(),
    /** open escalated reopened snoozed awaiting_approval decided merged; `claimed` is a live lease. */
    state: text("state").$type<StoredCaseState>().notNull(),
    /** Part of the state table: may the case be handed out? Derived from `state`, for indexes. */
    waiting: boolean("waiting").generatedAlwaysAs(sql`state in ('open', 'escalated', 'reopened')`).notNull(),
    round: integer("round").notNull(),
    queue: text("queue").notNull(),
    /** Of the gravest category among the reports; null when none stated one. */
    category: text("category"),
    severity: smallint("severity").notNull(),
    /** The highest-ranking source among its reports. */
    source: text("source").notNull(),
    /** One stored number; greater is sooner. Age enters through the arrival time. */
    priority: doublePrecision("priority").notNull(),
    priorityTerms: jsonb("priority_terms").$type<Record<string, number>>().notNull(),
    reportCount: integer("report_count").notNull(),
    reporterCount: integer("reporter_count").notNull(),
    /** Distinct reporters of this round, weighted by their record: what the priority is computed from. */
    reporterWeight: doublePrecision("reporter_weight").notNull().default(0),
    openedAt: at("opened_at").notNull(),
    /** Of this round. */
    dueAt: at("due_at").notNull(),
    regulatorDueAt: at("regulator_due_at"),
    breachedAt: at("breached_at"),
    snoozedUntil: at("snoozed_until"),
    /** Of this round: while set, the case waits for a lead. */
    escalatedAt: at("escalated_at"),
    firstActedAt: at("first_acted_at"),
    decidedAt: at("decided_at"),
    /** The case that took its reports over, and when. */
    mergedInto: id("merged_into"),
    mergedAt: at("merged_at"),
    version: integer("version").notNull(),
  },
  (t) => [
    uniqueIndex("docket_case_number_key").on(t.number),
    uniqueIndex("docket_case_one_open_key")
      .on(t.subjectKind, t.subjectId)
      .where(sql`state in ('open', 'escalated', 'reopened', 'snoozed', 'awaiting_approval')`),
    // Every order of the list, alone and behind each filter. The indexes without a filter also want `round > 0`, which
    // always holds and which only an unfiltered query says: so no guess of the planner reads them for a rare value.
    index("docket_case_all_priority_idx")
      .on(t.priority.desc().nullsFirst(), t.id.desc().nullsFirst())
      .where(sql`waiting and round > 0`),
    index("docket_case_all_due_idx").on(t.dueAt, t.id).where(sql`waiting and round > 0`),
    index("docket_case_all_waiting_idx").on(t.openedAt, t.id).where(sql`waiting and round > 0`),
    index("docket_case_queue_priority_idx")
      .on(t.queue, t.priority.desc().nullsFirst(), t.id.desc().nullsFirst())
      .where(sql`waiting`),
    index("docket_case_queue_due_idx").on(t.queue, t.dueAt, t.id).where(sql`waiting`),
    index("docket_case_queue_opened_idx").on(t.queue, t.openedAt, t.id).where(sql`waiting`),
    index("docket_case_category_priority_idx")
      .on(t.category, t.priority.desc().nullsFirst(), t.id.desc().nullsFirst())
      .where(sql`waiting`),
    index("docket_case_category_due_idx").on(t.category, t.dueAt, t.id).where(sql`waiting`),
    index("docket_case_category_opened_idx").on(t.category, t.openedAt, t.id).where(sql`waiting`),
    index("docket_case_source_priority_idx")
      .on(t.source, t.priority.desc().nullsFirst(), t.id.desc().nullsFirst())
      .where(sql`waiting`),
    index("docket_case_source_due_idx").on(t.source, t.dueAt, t.id).where(sql`waiting`),
    index("docket_case_source_opened_idx").on(t.source, t.openedAt, t.id).where(sql`waiting`),
    index("docket_case_severity_priority_idx")
      .on(t.severity, t.priority.desc().nullsFirst(), t.id.desc().nullsFirst())
      .where(sql`waiting`),
    index("docket_case_severity_due_idx").on(t.severity, t.dueAt, t.id).where(sql`waiting`),
    index("docket_case_severity_opened_idx").on(t.severity, t.openedAt, t.id).where(sql`waiting`),
    // Cases of one state other than plain waiting: few beside the table, so their filters are read off the page.
    index("docket_case_state_priority_idx")
      .on(t.state, t.priority.desc().nullsFirst(), t.id.desc().nullsFirst())
      .where(sql`state in ('escalated', 'snoozed', 'awaiting_approval')`),
    index("docket_case_state_due_idx")
      .on(t.state, t.dueAt, t.id)
      .where(sql`state in ('escalated', 'snoozed', 'awaiting_approval')`),
    index("docket_case_state_opened_idx")
      .on(t.state, t.openedAt, t.id)
      .where(sql`state in ('escalated', 'snoozed', 'awaiting_approval')`),
    index("docket_case_code_idx").on(t.subjectCode, t.id),
    index("docket_case_grams_idx")
      .using("gin", t.grams)
      .where(sql`state in ('open', 'escalated', 'reopened', 'snoozed', 'awaiting_approval')`),
    index("docket_case_subject_idx").on(t.subjectKind, t.subjectId, t.openedAt),
    index("docket_case_snoozed_idx").on(t.snoozedUntil).where(sql`state = 'snoozed'`),
    // A case that was decided too late between two looks of the worker has breached as well.
    index("docket_case_unbreached_idx")
      .on(t.dueAt)
      .where(sql`breached_at is null and (decided_at is null or decided_at > due_at)`),
    index("docket_case_decided_idx").on(t.decidedAt, t.id).where(sql`decided_at is not null`),
    // Lists of the dashboards, cases of every state. They also want `number > 0`, which always holds and which only
    // those lists say: no guess of the planner reads them for the queue.
    index("docket_case_history_idx")
      .on(t.openedAt.desc().nullsFirst(), t.id.desc().nullsFirst())
      .where(sql`number > 0`),
    index("docket_case_history_queue_idx")
      .on(t.queue, t.openedAt.desc().nullsFirst(), t.id.desc().nullsFirst())
      .where(sql`number > 0`),
    index("docket_case_history_category_idx")
      .on(t.category, t.openedAt.desc().nullsFirst(), t.id.desc().nullsFirst())
      .where(sql`number > 0`),
    index("docket_case_breached_idx")
      .on(t.breachedAt.desc().nullsFirst(), t.id.desc().nullsFirst())
      .where(sql`breached_at is not null`),
    index("docket_case_merged_idx").on(t.mergedInto).where(sql`merged_into is not null`),
    // For ranges of time only: it gives no order that a list could be tempted to read.
    index("docket_case_opened_idx").using("brin", t.openedAt),
    index("docket_case_due_idx").using("brin", t.dueAt),
  ],
);

/** A lease: who is deciding this case now. Touched, not a fact. */
export const claim = pgTable(
  "claim",
  {
    caseId: id("case_id").primaryKey(),
    staffId: id("staff_id").notNull(),
    /** Changes with every new claim; a decision states it. */
    token: id("token").notNull(),
    claimedAt: at("claimed_at").notNull(),
    /** Exclusive. */
    expiresAt: at("expires_at").notNull(),
    /** When the holder opened the evidence: one entry for each claim. */
    viewedAt: at("viewed_at"),
  },
  (t) => [index("claim_staff_idx").on(t.staffId, t.expiresAt)],
);

/** The rail's unsaved words. Touched. */
export const caseDraft = pgTable(
  "case_draft",
  {
    caseId: id("case_id").notNull(),
    staffId: id("staff_id").notNull(),
    draft: bytea("draft").notNull(),
    savedAt: at("saved_at").notNull(),
  },
  (t) => [uniqueIndex("case_draft_key").on(t.caseId, t.staffId)],
);

/** Why a person passed a case on. Its reason is for its author only. */
export const caseSkip = pgTable(
  "case_skip",
  {
    id: id("id").primaryKey(),
    caseId: id("case_id").notNull(),
    staffId: id("staff_id").notNull(),
    reason: text("reason").notNull(),
    at: at("at").notNull(),
  },
  (t) => [index("case_skip_staff_idx").on(t.staffId, t.caseId)],
);

/** Which queues a person serves. Somebody without a row serves all. */
export const queueMember = pgTable(
  "queue_member",
  {
    staffId: id("staff_id").notNull(),
    queue: text("queue").notNull(),
  },
  (t) => [primaryKey({ name: "queue_member_pkey", columns: [t.staffId, t.queue] })],
);

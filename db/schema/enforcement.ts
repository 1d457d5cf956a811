import { sql } from "drizzle-orm";
import { boolean, check, index, integer, jsonb, pgTable, smallint, text, uniqueIndex } from "drizzle-orm/pg-core";
import { at, bytea, id } from "./columns";

/** The reviewer's conclusion. What it says is insert-only; state and version move by the state table. */
export const decision = pgTable(
  "decision",
  {
    id: id("id").primaryKey(),
    caseId: id("case_id").notNull(),
    caseNumber: integer("case_number").notNull(),
    round: integer("round").notNull(),
    subjectKind: text("subject_kind").notNull(),
    subjectId: id("subject_id").notNull(),
    /** proposed approved returned lapsed withdrawn effective undone modified overturned reversed */
    state: text("state").notNull(),
    /** violates, does_not, cannot_tell */
    finding: text("finding").notNull(),
    policyNumber: integer("policy_number").notNull(),
    /** Keys of the clauses applied. */
    clauses: text("clauses").array().notNull(),
    severity: smallint("severity").notNull(),
    /** What happened, for the notice: written by a person, sealed. */
    facts: bytea("facts").notNull(),
    /** For colleagues: written by a person, sealed. */
    reasoning: bytea("reasoning"),
    /** Evidence it rests on: [{id, sha256, finding}]. */
    evidence: jsonb("evidence").notNull(),
    /** What the ladder recommended (null without a clause), and whether the decision deviates. */
    recommended: jsonb("recommended"),
    deviates: boolean("deviates").notNull(),
    severe: boolean("severe").notNull(),
    /** The measures as proposed, in order, so that the approver sees exactly what will be entered. */
    proposed: jsonb("proposed").notNull(),
    proposedBy: id("proposed_by").notNull(),
    proposedAt: at("proposed_at").notNull(),
    /** When an unanswered proposal lapses. */
    lapsesAt: at("lapses_at"),
    effectiveAt: at("effective_at"),
    version: integer("version").notNull(),
    eventId: id("event_id").notNull(),
  },
  (t) => [
    uniqueIndex("decision_one_per_round_key")
      .on(t.caseId, t.round)
      .where(sql`state in ('proposed', 'approved', 'effective', 'modified', 'overturned', 'reversed')`),
    uniqueIndex("decision_event_key").on(t.eventId),
    index("decision_case_idx").on(t.caseId, t.id),
    index("decision_subject_idx").on(t.subjectKind, t.subjectId, t.proposedAt),
    index("decision_awaiting_idx").on(t.proposedAt, t.id).where(sql`state = 'proposed'`),
    index("decision_proposed_at_idx").on(t.proposedAt, t.id),
    // What took effect, in the order of the dashboards' lists.
    index("decision_effective_idx")
      .on(t.effectiveAt.desc().nullsFirst(), t.id.desc().nullsFirst())
      .where(sql`effective_at is not null`),
  ],
);

/** The second person's act. Insert-only; a trigger refuses the proposer. */
export const approval = pgTable(
  "approval",
  {
    id: id("id").primaryKey(),
    decisionId: id("decision_id").notNull(),
    /** approved returned */
    verdict: text("verdict").notNull(),
    by: id("by_staff").notNull(),
    reason: bytea("reason"),
    at: at("at").notNull(),
    eventId: id("event_id").notNull(),
  },
  (t) => [uniqueIndex("approval_decision_key").on(t.decisionId)],
);

/** One row in the ledger of sanctions. What it says is insert-only; state, delivery and version move. */
export const measure = pgTable(
  "measure",
  {
    id: id("id").primaryKey(),
    decisionId: id("decision_id").notNull(),
    caseId: id("case_id").notNull(),
    key: text("key").notNull(),
    subjectKind: text("subject_kind").notNull(),
    subjectId: id("subject_id").notNull(),
    subjectName: text("subject_name").notNull(),
    subjectCode: text("subject_code").notNull(),
    /** subject founder manager: why this subject is in the decision. */
    standing: text("standing").notNull(),
    parameters: jsonb("parameters").notNull(),
    /** Legal and contractual grounds, with law, version and article. */
    grounds: jsonb("grounds").notNull(),
    from: at("from_at").notNull(),
    until: at("until_at"),
    state: text("state").notNull(),
    endedAt: at("ended_at"),
    /** expired lifted overturned replaced */
    endedAs: text("ended_as"),
    /** The row that this one reverses. */
    reverses: id("reverses"),
    /** queued, then what the platform's receipt says: executed failed. Whether it was delivered, the deliveries tell. */
    delivery: text("delivery").notNull(),
    executedAt: at("executed_at"),
    /** Of a blacklisting: when it is to be looked at again. A review that lets it stay moves it. */
    reviewAt: at("review_at"),
    /** In force before anybody else has decided: it ends with the decision, at the latest after 72 hours. */
    provisional: boolean("provisional").notNull().default(false),
    version: integer("version").notNull(),
    enteredAt: at("entered_at").notNull(),
    eventId: id("event_id").notNull(),
  },
  (t) => [
    uniqueIndex("measure_event_key").on(t.eventId),
    index("measure_entered_idx").on(t.enteredAt.desc().nullsFirst(), t.id.desc().nullsFirst()),
    index("measure_state_idx").on(t.state, t.enteredAt.desc().nullsFirst(), t.id.desc().nullsFirst()),
    index("measure_key_idx").on(t.key, t.enteredAt.desc().nullsFirst(), t.id.desc().nullsFirst()),
    index("measure_subject_idx").on(t.subjectKind, t.subjectId, t.enteredAt),
    index("measure_decision_idx").on(t.decisionId),
    index("measure_until_idx").on(t.until).where(sql`state = 'in_force'`),
    index("measure_code_idx").on(t.subjectCode, t.enteredAt.desc().nullsFirst(), t.id.desc().nullsFirst()),
    index("measure_subject_entered_idx").on(t.subjectId, t.enteredAt.desc().nullsFirst(), t.id.desc().nullsFirst()),
    index("measure_delivery_idx").on(t.delivery, t.enteredAt.desc().nullsFirst(), t.id.desc().nullsFirst()),
    index("measure_held_idx").on(t.subjectKind, t.subjectId).where(sql`state = 'in_force'`),
    index("measure_blacklist_idx")
      .on(t.state, t.enteredAt.desc().nullsFirst(), t.id.desc().nullsFirst())
      .where(sql`key = 'blacklist'`),
    // Who is listed now, those due for review first.
    index("measure_review_idx")
      .on(sql`(coalesce(review_at, entered_at))`, t.id)
      .where(sql`key = 'blacklist' and state = 'in_force'`),
    index("measure_reverses_idx").on(t.reverses).where(sql`reverses is not null`),
    // What the sweep looks at; and no subject is suspended provisionally twice at a time.
    uniqueIndex("measure_provisional_key")
      .on(t.subjectKind, t.subjectId)
      .where(sql`state = 'in_force' and provisional`),
    check(
      "measure_provisional_check",
      sql`not provisional or (key = 'suspend_posting' and standing = 'subject' and reverses is null
        and until_at is not null and until_at > from_at and until_at <= from_at + interval '72 hours')`,
    ),
  ],
);

/** Rectification that a group owes: items, deadline, re-check by hand. */
export const rectification = pgTable(
  "rectification",
  {
    id: id("id").primaryKey(),
    measureId: id("measure_id").notNull(),
    groupId: id("group_id").notNull(),
    items: bytea("items").notNull(),
    dueAt: at("due_at").notNull(),
    /** assigned submitted overdue passed failed */
    state: text("state").notNull(),
    /** What the group says that it did, sealed; null before it said so. */
    answer: bytea("answer"),
    submittedAt: at("submitted_at"),
    checkedBy: id("checked_by"),
    checkedAt: at("checked_at"),
    version: integer("version").notNull(),
  },
  (t) => [
    uniqueIndex("rectification_measure_key").on(t.measureId),
    index("rectification_due_idx").on(t.dueAt).where(sql`state in ('assigned', 'submitted')`),
    index("rectification_state_idx").on(t.state, t.dueAt, t.id),
  ],
);

/** The statement of reasons to the affected person. Insert-only. */
export const notice = pgTable(
  "notice",
  {
    id: id("id").primaryKey(),
    decisionId: id("decision_id").notNull(),
    subjectKind: text("subject_kind").notNull(),
    subjectId: id("subject_id").notNull(),
    /** SHA-256 of the link's token, hex; the token itself is derived, never stored. */
    tokenHash: text("token_hash").notNull(),
    /** {zh, en}: the sentences as they were issued, sealed. */
    text: bytea("text").notNull(),
    /** Number of the set of texts that it was written with. */
    setNumber: integer("set_number").notNull(),
    /** Of a provisional suspension: the decision itself has a notice of its own. */
    provisional: boolean("provisional").notNull().default(false),
    issuedAt: at("issued_at").notNull(),
    eventId: id("event_id").notNull(),
  },
  (t) => [
    uniqueIndex("notice_token_hash_key").on(t.tokenHash),
    index("notice_decision_idx").on(t.decisionId),
    index("notice_subject_idx").on(t.subjectKind, t.subjectId, t.issuedAt),
  ],
);

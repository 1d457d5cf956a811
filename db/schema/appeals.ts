import { sql } from "drizzle-orm";
import { check, index, integer, pgTable, primaryKey, text, uniqueIndex } from "drizzle-orm/pg-core";
import type { AppealKind, AppealState, FileKind, Side } from "../../server/appeals/contract-words";
import { at, bytea, id } from "./columns";

/** Somebody disagrees: a person with what a decision did to her, or a reporter with what became of her report. */
export const appeal = pgTable(
  "appeal",
  {
    id: id("id").primaryKey(),
    /** appeal objection */
    kind: text("kind").$type<AppealKind>().notNull(),
    decisionId: id("decision_id").notNull(),
    caseId: id("case_id").notNull(),
    caseNumber: integer("case_number").notNull(),
    /** Of an appeal: the statement of reasons that it answers. */
    noticeId: id("notice_id"),
    /** Of an objection. */
    reportId: id("report_id"),
    /** Of an appeal, whom the notice was for; of an objection, the subject of the case. */
    subjectKind: text("subject_kind").notNull(),
    subjectId: id("subject_id").notNull(),
    /** Whose key seals the text and the answer: the person's who filed it. */
    about: text("about").notNull(),
    text: bytea("text").notNull(),
    /** filed in_review awaiting_appellant upheld modified overturned inadmissible */
    state: text("state").$type<AppealState>().notNull(),
    filedAt: at("filed_at").notNull(),
    /** Moves on by as long as the appeal waits for an answer. */
    dueAt: at("due_at").notNull(),
    /** While it waits for an answer: since when, and until when, exclusive. */
    askedAt: at("asked_at"),
    answerBy: at("answer_by"),
    reviewerId: id("reviewer_id"),
    takenAt: at("taken_at"),
    ruledAt: at("ruled_at"),
    /** What the ruling tells the person who filed it, sealed. */
    reasons: bytea("reasons"),
    version: integer("version").notNull(),
    /** Of the entry that filed it. */
    eventId: id("event_id").notNull(),
  },
  (t) => [
    uniqueIndex("appeal_one_per_person_key").on(t.decisionId, t.subjectKind, t.subjectId).where(sql`kind = 'appeal'`),
    uniqueIndex("appeal_one_per_report_key").on(t.reportId).where(sql`kind = 'objection'`),
    uniqueIndex("appeal_event_key").on(t.eventId),
    index("appeal_open_idx").on(t.dueAt, t.id).where(sql`state in ('filed', 'in_review', 'awaiting_appellant')`),
    index("appeal_open_kind_idx")
      .on(t.kind, t.dueAt, t.id)
      .where(sql`state in ('filed', 'in_review', 'awaiting_appellant')`),
    index("appeal_answer_idx").on(t.answerBy).where(sql`state = 'awaiting_appellant'`),
    index("appeal_case_idx").on(t.caseId),
    // For the dashboards: what was filed or ruled on in a period, newest first.
    index("appeal_filed_idx").on(t.kind, t.filedAt.desc().nullsFirst(), t.id.desc().nullsFirst()),
    index("appeal_ruled_idx")
      .on(t.kind, t.ruledAt.desc().nullsFirst(), t.id.desc().nullsFirst())
      .where(sql`ruled_at is not null`),
    index("appeal_state_idx").on(t.state, t.dueAt, t.id),
    index("appeal_state_kind_idx").on(t.kind, t.state, t.dueAt, t.id),
    index("appeal_reviewer_idx").on(t.reviewerId, t.dueAt, t.id),
    index("appeal_subject_idx").on(t.subjectKind, t.subjectId),
    // For erasing: everything that one person filed.
    index("appeal_about_idx").using("hash", t.about),
    check(
      "appeal_kind_check",
      sql`(kind = 'appeal') = (notice_id is not null) and (kind = 'objection') = (report_id is not null)`,
    ),
    check(
      "appeal_state_check",
      sql`(state = 'filed') = (reviewer_id is null) and (state in ('filed', 'in_review', 'awaiting_appellant')) = (ruled_at is null) and (ruled_at is null) = (reasons is null)`,
    ),
    check(
      "appeal_awaiting_check",
      sql`(state = 'awaiting_appellant') = (asked_at is not null) and (asked_at is null) = (answer_by is null) and answer_by > asked_at`,
    ),
  ],
);

/** What an officer thought of the evidence before she saw the decision appealed against. Insert-only. */
export const appealView = pgTable(
  "appeal_view",
  {
    id: id("id").primaryKey(),
    appealId: id("appeal_id").notNull(),
    staffId: id("staff_id").notNull(),
    /** violates does_not cannot_tell */
    finding: text("finding").notNull(),
    /** Sealed under the key of the case's subject. */
    note: bytea("note").notNull(),
    at: at("at").notNull(),
    eventId: id("event_id").notNull(),
  },
  (t) => [uniqueIndex("appeal_view_person_key").on(t.appealId, t.staffId)],
);

/** What an officer and whoever disagrees say to each other before the ruling. Insert-only. */
export const appealMessage = pgTable(
  "appeal_message",
  {
    id: id("id").primaryKey(),
    appealId: id("appeal_id").notNull(),
    /** From 1, dense. An answer follows a question. */
    nth: integer("nth").notNull(),
    /** officer appellant */
    side: text("side").$type<Side>().notNull(),
    /** Of a question; nobody is told who it was. */
    staffId: id("staff_id"),
    /** Sealed under the key of who appealed. */
    text: bytea("text").notNull(),
    at: at("at").notNull(),
    eventId: id("event_id").notNull(),
  },
  (t) => [
    uniqueIndex("appeal_message_nth_key").on(t.appealId, t.nth),
    check("appeal_message_side_check", sql`(side = 'officer') = (staff_id is not null)`),
  ],
);

/** A file that whoever disagrees attached, sealed in parts. Insert-only. */
export const appealFile = pgTable(
  "appeal_file",
  {
    id: id("id").primaryKey(),
    appealId: id("appeal_id").notNull(),
    /** From 1, dense. */
    nth: integer("nth").notNull(),
    /** png jpeg webp pdf text: told by its first bytes. */
    kind: text("kind").$type<FileKind>().notNull(),
    /** Sealed, as are the parts, under the key of who appealed. */
    name: bytea("name").notNull(),
    sha256: text("sha256").notNull(),
    bytes: integer("bytes").notNull(),
    at: at("at").notNull(),
    eventId: id("event_id").notNull(),
  },
  (t) => [
    uniqueIndex("appeal_file_nth_key").on(t.appealId, t.nth),
    uniqueIndex("appeal_file_same_key").on(t.appealId, t.sha256),
    check("appeal_file_limit_check", sql`nth between 1 and 5 and bytes between 1 and 5242880`),
  ],
);

/** The bytes of a file, a part at a time. */
export const appealFilePart = pgTable(
  "appeal_file_part",
  {
    fileId: id("file_id").notNull(),
    /** Dense from 0. */
    ordinal: integer("ordinal").notNull(),
    sealed: bytea("sealed").notNull(),
  },
  (t) => [primaryKey({ name: "appeal_file_part_pkey", columns: [t.fileId, t.ordinal] })],
);

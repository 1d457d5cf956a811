import { sql } from "drizzle-orm";
import { check, integer, jsonb, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import type { NoticeTexts, SetState } from "../../server/notices/contract";
import { at, id } from "./columns";

/**
 * A set of notice texts: worked on by one or several, published by somebody else, then insert-only but for its state.
 * Notices pin the number of the one they were written with.
 */
export const noticeSet = pgTable(
  "notice_set",
  {
    id: id("id").primaryKey(),
    state: text("state").$type<SetState>().notNull(),
    /** 1, 2, 3 … from publishing on. */
    number: integer("number"),
    label: text("label").notNull(),
    texts: jsonb("texts").$type<NoticeTexts>().notNull(),
    /** SHA-256 of the RFC 8785 bytes of label and texts, hex. */
    sha256: text("sha256").notNull(),
    basedOn: integer("based_on"),
    /** Everybody who had a hand in it, as the log names them: `staff:<id>`, `operator:<command>`. None of them publishes it. */
    drafters: text("drafters").array().notNull(),
    savedBy: text("saved_by").notNull(),
    savedAt: at("saved_at").notNull(),
    proposedBy: text("proposed_by"),
    proposedAt: at("proposed_at"),
    /** Who published or returned it. */
    settledBy: text("settled_by"),
    settledAt: at("settled_at"),
    /** Why it was returned last. */
    reason: text("reason"),
    version: integer("version").notNull(),
    /** Of the entry of the last act on it. */
    eventId: id("event_id").notNull(),
  },
  (t) => [
    uniqueIndex("notice_set_number_key").on(t.number),
    uniqueIndex("notice_set_label_key").on(t.label).where(sql`number is not null`),
    uniqueIndex("notice_set_published_key").on(t.state).where(sql`state = 'published'`),
    uniqueIndex("notice_set_open_key")
      .on(sql`((number is null))`)
      .where(sql`state in ('draft', 'proposed', 'returned')`),
    check("notice_set_number_check", sql`(number is not null) = (state in ('published', 'superseded'))`),
    check(
      "notice_set_two_people_check",
      sql`state not in ('published', 'superseded', 'returned') or (settled_by is not null and (settled_by <> all (drafters) or (number = 1 and based_on is null and settled_by like 'operator:%')))`,
    ),
  ],
);

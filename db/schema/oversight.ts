import { sql } from "drizzle-orm";
import { check, index, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import type { ViewState } from "../../server/oversight/contract";
import { at, bytea, id } from "./columns";

/** Somebody asks to read the log by the acts of one colleague, and what became of it. A second person says yes or no. */
export const staffView = pgTable(
  "staff_view",
  {
    id: id("id").primaryKey(),
    askedBy: id("asked_by").notNull(),
    /** Whose acts. */
    staffId: id("staff_id").notNull(),
    /** In a person's words; sealed under the colleague's key. */
    reason: bytea("reason").notNull(),
    state: text("state").$type<ViewState>().notNull(),
    askedAt: at("asked_at").notNull(),
    answeredBy: id("answered_by"),
    answeredAt: at("answered_at"),
    /** Who took it back, before or after the answer; null also where time did. */
    endedBy: id("ended_by"),
    endedAt: at("ended_at"),
    /** The last opening of which an entry tells. */
    viewedAt: at("viewed_at"),
    /** Of the entry that asked. */
    eventId: id("event_id").notNull(),
  },
  (t) => [
    uniqueIndex("staff_view_pending_key").on(t.askedBy, t.staffId).where(sql`state = 'pending'`),
    index("staff_view_asker_idx").on(t.askedBy, t.staffId, t.askedAt),
    index("staff_view_asked_idx").on(t.askedAt).where(sql`state = 'pending'`),
    index("staff_view_answered_idx").on(t.answeredAt).where(sql`state = 'approved'`),
    check(
      "staff_view_two_people_check",
      sql`asked_by <> staff_id and (answered_by is null or (answered_by <> asked_by and answered_by <> staff_id)) and (state not in ('approved', 'ended') or answered_by is not null)`,
    ),
  ],
);

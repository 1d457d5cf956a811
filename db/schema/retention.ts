import { sql } from "drizzle-orm";
import { check, index, pgTable, primaryKey, text, uniqueIndex } from "drizzle-orm/pg-core";
import { at, bytea, id } from "./columns";

/** While one stands, nothing of its subject is erased. Lifted once; nothing else of it moves. */
export const legalHold = pgTable(
  "legal_hold",
  {
    id: id("id").primaryKey(),
    /** account group reporter */
    subjectKind: text("subject_kind").notNull(),
    /** Of a reporter, who has no row of her own: her first report. */
    subjectId: id("subject_id").notNull(),
    /** Why, in a person's words; sealed under the subject's key. Null once the subject was erased. */
    reason: bytea("reason"),
    placedBy: id("placed_by").notNull(),
    placedAt: at("placed_at").notNull(),
    liftedBy: id("lifted_by"),
    liftedAt: at("lifted_at"),
    /** Of the entry that placed it. */
    eventId: id("event_id").notNull(),
  },
  (t) => [index("legal_hold_subject_idx").on(t.subjectKind, t.subjectId, t.placedAt)],
);

/** A proposal to erase a subject, and what became of it. Counts only when another person confirms it. */
export const erasure = pgTable(
  "erasure",
  {
    id: id("id").primaryKey(),
    /** account group reporter */
    subjectKind: text("subject_kind").notNull(),
    subjectId: id("subject_id").notNull(),
    /** Which item of 个人信息保护法 (2021), article 47, paragraph 1: a word of `server/retention/contract.ts`. */
    ground: text("ground").notNull(),
    state: text("state").$type<"pending" | "confirmed" | "returned" | "lapsed">().notNull(),
    proposedBy: id("proposed_by").notNull(),
    proposedAt: at("proposed_at").notNull(),
    settledBy: id("settled_by"),
    settledAt: at("settled_at"),
    /** Of the entry that proposed it. */
    eventId: id("event_id").notNull(),
  },
  (t) => [
    uniqueIndex("erasure_pending_key").on(t.subjectKind, t.subjectId).where(sql`state = 'pending'`),
    uniqueIndex("erasure_confirmed_key").on(t.subjectKind, t.subjectId).where(sql`state = 'confirmed'`),
    check(
      "erasure_two_people_check",
      sql`state <> 'confirmed' or (settled_by is not null and settled_by <> proposed_by)`,
    ),
  ],
);

/** Private fields of the log that an erasure deleted, and which: the verifier misses these and no others. Insert-only. */
export const auditErasedField = pgTable(
  "audit_erased_field",
  {
    eventId: id("event_id").notNull(),
    name: text("name").notNull(),
    /** The entry `privacy.erased`, whose public part states how many these are, and the hash of their names. */
    erasedBy: id("erased_by").notNull(),
  },
  (t) => [
    primaryKey({ name: "audit_erased_field_pkey", columns: [t.eventId, t.name] }),
    index("audit_erased_field_by_idx").on(t.erasedBy),
  ],
);

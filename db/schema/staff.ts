import { boolean, index, integer, pgTable, primaryKey, text, uniqueIndex } from "drizzle-orm/pg-core";
import type { Role } from "../../server/kernel/actor";
import { at, id } from "./columns";

export const staff = pgTable(
  "staff",
  {
    id: id("id").primaryKey(),
    /** Lower case. */
    email: text("email").notNull(),
    name: text("name").notNull(),
    passwordHash: text("password_hash"),
    /** `zh-CN`, `en`, or null: the browser decides. */
    language: text("language"),
    active: boolean("active").notNull().default(true),
    demo: boolean("demo").notNull().default(false),
    version: integer("version").notNull(),
    createdAt: at("created_at").notNull(),
  },
  (t) => [uniqueIndex("staff_email_key").on(t.email)],
);

export const staffRole = pgTable(
  "staff_role",
  {
    staffId: id("staff_id").notNull(),
    role: text("role").$type<Role>().notNull(),
    grantedAt: at("granted_at").notNull(),
  },
  (t) => [primaryKey({ name: "staff_role_pkey", columns: [t.staffId, t.role] })],
);

/** A signed-in browser. The cookie's token names the row; revoking the row ends it everywhere. */
export const staffSession = pgTable(
  "staff_session",
  {
    id: id("id").primaryKey(),
    staffId: id("staff_id").notNull(),
    createdAt: at("created_at").notNull(),
    /** Moved by use, at most once a minute. */
    seenAt: at("seen_at").notNull(),
    expiresAt: at("expires_at").notNull(),
    revokedAt: at("revoked_at"),
  },
  (t) => [index("staff_session_staff_idx").on(t.staffId, t.createdAt)],
);

/** Failed sign-ins per address, for the back-off. Rows are dropped after a success. */
export const staffAttempt = pgTable("staff_attempt", {
  /** SHA-256 of the normalised address: unknown addresses are slowed down alike and not stored. */
  addressHash: text("address_hash").primaryKey(),
  failures: integer("failures").notNull(),
  lockedUntil: at("locked_until"),
  lastAt: at("last_at").notNull(),
});

/** A staff member's own accounts on the platform: nobody decides about herself. */
export const staffSubject = pgTable(
  "staff_subject",
  {
    staffId: id("staff_id").notNull(),
    subjectKind: text("subject_kind").notNull(),
    subjectId: id("subject_id").notNull(),
  },
  (t) => [primaryKey({ name: "staff_subject_pkey", columns: [t.staffId, t.subjectKind, t.subjectId] })],
);

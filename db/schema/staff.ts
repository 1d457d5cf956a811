import { sql } from "drizzle-orm";
import { boolean, check, index, integer, pgTable, primaryKey, text, uniqueIndex } from "drizzle-orm/pg-core";
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
    /** The password was made for her: she chooses her own before anything else. */
    passwordIsTemporary: boolean("password_is_temporary").notNull().default(false),
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

/** A role that one administrator proposed and that counts only when another confirms it. */
export const staffGrant = pgTable(
  "staff_grant",
  {
    id: id("id").primaryKey(),
    staffId: id("staff_id").notNull(),
    role: text("role").$type<Role>().notNull(),
    state: text("state").$type<"pending" | "confirmed" | "returned" | "cancelled">().notNull(),
    proposedBy: id("proposed_by").notNull(),
    proposedAt: at("proposed_at").notNull(),
    /** Null while pending, and for what the system cancelled with a person's deactivation. */
    settledBy: id("settled_by"),
    settledAt: at("settled_at"),
    eventId: id("event_id").notNull(),
  },
  (t) => [
    uniqueIndex("staff_grant_pending_key").on(t.staffId, t.role).where(sql`state = 'pending'`),
    index("staff_grant_proposed_idx").on(t.proposedAt).where(sql`state = 'pending'`),
    check(
      "staff_grant_two_people_check",
      sql`state <> 'confirmed' or (settled_by is not null and settled_by <> proposed_by and settled_by <> staff_id and proposed_by <> staff_id)`,
    ),
  ],
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
    /** How she signed in: with her password here, or by the installation's OpenID provider. */
    method: text("method").$type<"password" | "oidc">().notNull().default("password"),
  },
  (t) => [index("staff_session_staff_idx").on(t.staffId, t.createdAt)],
);

/** Whom an OpenID provider means by one of its subjects: written at her first sign-in through it, and never moved. */
export const staffIdentity = pgTable(
  "staff_identity",
  {
    issuer: text("issuer").notNull(),
    subject: text("subject").notNull(),
    staffId: id("staff_id").notNull(),
    createdAt: at("created_at").notNull(),
    eventId: id("event_id").notNull(),
  },
  (t) => [
    primaryKey({ name: "staff_identity_pkey", columns: [t.issuer, t.subject] }),
    uniqueIndex("staff_identity_staff_key").on(t.staffId, t.issuer),
  ],
);

/** Sign-ins tried per address, for the back-off. A success drops its row, and rows that are a day old. */
export const staffAttempt = pgTable("staff_attempt", {
  /** Keyed hash of the normalised address: unknown addresses are slowed down alike and not stored. */
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

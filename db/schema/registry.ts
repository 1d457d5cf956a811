import { sql } from "drizzle-orm";
import { boolean, index, integer, jsonb, pgTable, primaryKey, smallint, text, uniqueIndex } from "drizzle-orm/pg-core";
import { at, bytea, id } from "./columns";

/** A chat group of the platform, as Docket knows it now. */
export const group = pgTable(
  "chat_group",
  {
    id: id("id").primaryKey(),
    externalId: text("external_id").notNull(),
    /** 群组识别编码: shown to members, never reused. */
    code: text("code").notNull(),
    name: text("name").notNull(),
    grams: text("grams").array().notNull(),
    /** family interest study work business public, or null while unknown. */
    category: text("category"),
    memberCount: integer("member_count").notNull().default(0),
    messagesPerDay: integer("messages_per_day").notNull().default(0),
    publicJoin: boolean("public_join").notNull().default(false),
    publicDissemination: boolean("public_dissemination").notNull().default(false),
    founderId: id("founder_id"),
    /** 1 (small) to 4 (largest or most public). */
    grade: smallint("grade").notNull().default(1),
    /** Derived from the measures in force, never set by hand: active rectifying posting_suspended closed. */
    measureStatus: text("measure_status").notNull().default("active"),
    /** What people see: `measure_status`, or dissolved when the platform says so and no measure closed the group. */
    status: text("status")
      .notNull()
      .generatedAlwaysAs(
        sql`case when measure_status <> 'closed' and dissolved_at is not null then 'dissolved' else measure_status end`,
      ),
    /** False for a stub that only a report has named. */
    confirmed: boolean("confirmed").notNull(),
    dissolvedAt: at("dissolved_at"),
    /** The platform's own `updatedAt`: an older one never overwrites a newer one. */
    sourceUpdatedAt: at("source_updated_at"),
    /** Entries of the log about this group so far. */
    version: integer("version").notNull(),
    createdAt: at("created_at").notNull(),
    /** When its name was erased: name and grams are then empty, and the external id is a random word. */
    erasedAt: at("erased_at"),
  },
  (t) => [
    uniqueIndex("chat_group_external_id_key").on(t.externalId),
    uniqueIndex("chat_group_code_key").on(t.code),
    index("chat_group_grams_idx").using("gin", t.grams),
    index("chat_group_founder_idx").on(t.founderId),
    index("chat_group_list_idx").on(t.memberCount.desc().nullsFirst(), t.id.desc().nullsFirst()),
    index("chat_group_status_idx").on(t.status, t.memberCount.desc().nullsFirst(), t.id.desc().nullsFirst()),
    index("chat_group_grade_idx").on(t.grade, t.memberCount.desc().nullsFirst(), t.id.desc().nullsFirst()),
    index("chat_group_category_idx").on(t.category, t.memberCount.desc().nullsFirst(), t.id.desc().nullsFirst()),
  ],
);

/** Every code ever given to a group or an account, by Docket or by the platform. Insert-only. */
export const codeAllocation = pgTable("code_allocation", {
  code: text("code").primaryKey(),
  subjectKind: text("subject_kind").notNull(),
  subjectId: id("subject_id").notNull(),
  allocatedAt: at("allocated_at").notNull(),
});

export const account = pgTable(
  "account",
  {
    id: id("id").primaryKey(),
    externalId: text("external_id").notNull(),
    /** `A-5518-0394`: how screens and papers name the account. */
    code: text("code").notNull(),
    nickname: text("nickname").notNull(),
    grams: text("grams").array().notNull(),
    /** A best to E worst. */
    credit: text("credit").notNull().default("C"),
    verification: text("verification").notNull().default("unverified"),
    verificationMethod: text("verification_method"),
    verificationToken: bytea("verification_token"),
    verifiedAt: at("verified_at"),
    minor: boolean("minor").notNull().default(false),
    phone: bytea("phone"),
    /** Names of the restrictions in force, for lists; derived from the measures. */
    restrictions: text("restrictions").array().notNull().default([]),
    confirmed: boolean("confirmed").notNull(),
    registeredAt: at("registered_at"),
    sourceUpdatedAt: at("source_updated_at"),
    /** Entries of the log about this account so far. */
    version: integer("version").notNull(),
    createdAt: at("created_at").notNull(),
    /** When its data were erased: nickname and grams are then empty, and the external id is a random word. */
    erasedAt: at("erased_at"),
  },
  (t) => [
    uniqueIndex("account_external_id_key").on(t.externalId),
    uniqueIndex("account_code_key").on(t.code),
    index("account_grams_idx").using("gin", t.grams),
    index("account_list_idx").on(t.createdAt.desc().nullsFirst(), t.id.desc().nullsFirst()),
    index("account_credit_idx").on(t.credit, t.createdAt.desc().nullsFirst(), t.id.desc().nullsFirst()),
    index("account_verification_idx").on(t.verification, t.createdAt.desc().nullsFirst(), t.id.desc().nullsFirst()),
    index("account_restricted_idx")
      .on(t.createdAt.desc().nullsFirst(), t.id.desc().nullsFirst())
      .where(sql`cardinality(restrictions) > 0`),
  ],
);

export const membership = pgTable(
  "membership",
  {
    groupId: id("group_id").notNull(),
    accountId: id("account_id").notNull(),
    /** founder manager member: in this order by alphabet, as lists show them. */
    role: text("role").notNull(),
    leftAt: at("left_at"),
    sourceUpdatedAt: at("source_updated_at").notNull(),
  },
  (t) => [
    primaryKey({ name: "membership_pkey", columns: [t.groupId, t.accountId] }),
    index("membership_account_idx").on(t.accountId, t.groupId).where(sql`left_at is null`),
    index("membership_role_idx").on(t.groupId, t.role, t.accountId).where(sql`left_at is null`),
  ],
);

/** The ledger of credit: a level changes only here. Insert-only. */
export const creditEntry = pgTable(
  "credit_entry",
  {
    id: id("id").primaryKey(),
    accountId: id("account_id").notNull(),
    from: text("from_level").notNull(),
    to: text("to_level").notNull(),
    /** `measure`, `expiry`, `reversal`, `standing`. */
    reason: text("reason").notNull(),
    measureId: id("measure_id"),
    at: at("at").notNull(),
    eventId: id("event_id").notNull(),
  },
  (t) => [index("credit_entry_account_idx").on(t.accountId, t.id)],
);

/** What a registry batch was: its line count, hash and what it changed in numbers. Insert-only. */
export const registryBatch = pgTable("registry_batch", {
  id: id("id").primaryKey(),
  sha256: text("sha256").notNull(),
  lineCount: integer("line_count").notNull(),
  changed: jsonb("changed").notNull(),
  at: at("at").notNull(),
  eventId: id("event_id").notNull(),
});

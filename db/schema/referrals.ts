import { sql } from "drizzle-orm";
import { boolean, check, index, integer, pgTable, primaryKey, text, uniqueIndex } from "drizzle-orm/pg-core";
import { at, bytea, id } from "./columns";

/**
 * A case that is handed over to the police or an authority. What it says is fixed from the proposal on, what was sealed
 * for good: state, version and what each step records move by the state table (triggers).
 */
export const referral = pgTable(
  "referral",
  {
    id: id("id").primaryKey(),
    /** `R-2026-0001`. */
    number: text("number").notNull(),
    caseId: id("case_id").notNull(),
    caseNumber: integer("case_number").notNull(),
    subjectKind: text("subject_kind").notNull(),
    subjectId: id("subject_id").notNull(),
    /** draft proposed returned sealed handed_over acknowledged abandoned */
    state: text("state").notNull(),
    /** Somebody's life is in danger: marked wherever it is listed. */
    danger: boolean("danger").notNull(),
    /** The authority's name; empty while nobody has typed it. */
    office: text("office").notNull(),
    /** Which facts go along: words of `server/referrals/contract-words.ts`. */
    parts: text("parts").array().notNull(),
    /** Ids of the evidence that goes along. */
    evidence: text("evidence").array().notNull(),
    /** {contact, basis, reason, reporterReason}: typed by a person; sealed under `referral:<id>`, as all below. */
    terms: bytea("terms").notNull(),
    /** Why it was returned or given up. */
    remark: bytea("remark"),
    /** {way, to}: how it was handed over, and to whom. */
    handover: bytea("handover"),
    /** {number, by}: of the office's receipt, and who gave it. */
    receipt: bytea("receipt"),
    draftedBy: id("drafted_by").notNull(),
    draftedAt: at("drafted_at").notNull(),
    proposedBy: id("proposed_by"),
    proposedAt: at("proposed_at"),
    /** SHA-256 of the canonical content that both people saw, and of the package as it is downloaded; hex. */
    contentSha256: text("content_sha256"),
    packageSha256: text("package_sha256"),
    packageBytes: integer("package_bytes"),
    sealedBy: id("sealed_by"),
    sealedAt: at("sealed_at"),
    handedOverAt: at("handed_over_at"),
    handedOverBy: id("handed_over_by"),
    /** The day on the receipt. */
    receivedAt: at("received_at"),
    acknowledgedBy: id("acknowledged_by"),
    version: integer("version").notNull(),
    eventId: id("event_id").notNull(),
  },
  (t) => [
    uniqueIndex("referral_number_key").on(t.number),
    uniqueIndex("referral_event_key").on(t.eventId),
    index("referral_drafted_idx").on(t.draftedAt.desc().nullsFirst(), t.id.desc().nullsFirst()),
    // The list begins with those that still ask for something: few beside the others.
    index("referral_open_drafted_idx")
      .on(t.draftedAt.desc().nullsFirst(), t.id.desc().nullsFirst())
      .where(sql`state not in ('acknowledged', 'abandoned')`),
    index("referral_case_idx").on(t.caseId, t.id),
    // Those that stand against an erasure.
    index("referral_open_idx").on(t.subjectKind, t.subjectId).where(sql`state not in ('acknowledged', 'abandoned')`),
    check(
      "referral_two_people_check",
      sql`sealed_by is null or (proposed_by is not null and sealed_by <> proposed_by and sealed_by <> drafted_by)`,
    ),
    check(
      "referral_state_check",
      sql`(state not in ('sealed', 'handed_over', 'acknowledged') or (sealed_by is not null and package_sha256 is not null and content_sha256 is not null))
        and (state not in ('handed_over', 'acknowledged') or (handed_over_at is not null and handover is not null))
        and (state = 'acknowledged') = (receipt is not null and acknowledged_by is not null)`,
    ),
  ],
);

/** The sealed package, byte for byte, in parts, each sealed under `referral:<id>`. Insert-only, before the seal. */
export const referralPart = pgTable(
  "referral_part",
  {
    referralId: id("referral_id").notNull(),
    /** Dense from 0. */
    ordinal: integer("ordinal").notNull(),
    bytes: bytea("bytes").notNull(),
  },
  (t) => [primaryKey({ name: "referral_part_pkey", columns: [t.referralId, t.ordinal] })],
);

/** Whose words are in a sealed package, by their keys: with the first of these keys the package's goes (a trigger). */
export const referralPerson = pgTable(
  "referral_person",
  {
    referralId: id("referral_id").notNull(),
    /** `account:<id>`, `group:<id>`, `reporter:<ref>`. */
    about: text("about").notNull(),
  },
  (t) => [
    primaryKey({ name: "referral_person_pkey", columns: [t.referralId, t.about] }),
    index("referral_person_about_idx").on(t.about),
  ],
);

import { bigint, index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex } from "drizzle-orm/pg-core";
import { at, bytea, id } from "./columns";

/** A document for an authority. Nothing sealed ever changes (a trigger refuses). */
export const filing = pgTable(
  "filing",
  {
    id: id("id").primaryKey(),
    /** `F-2026-0001`. */
    number: text("number").notNull(),
    /** disposition */
    specification: text("specification").notNull(),
    specificationVersion: integer("specification_version").notNull(),
    /** Half-open, at day bounds of the installation's zone. */
    periodStart: at("period_start").notNull(),
    periodEnd: at("period_end").notNull(),
    /** {provider, office, letterNumber}: letterhead, addressee and number of the letter. */
    letter: jsonb("letter").notNull(),
    /** draft checked sealed submitted acknowledged returned abandoned superseded */
    state: text("state").notNull(),
    /** Number of the log from which it is drawn, and its size and root then. */
    log: integer("log").notNull(),
    asOfSize: bigint("as_of_size", { mode: "number" }).notNull(),
    asOfRoot: text("as_of_root").notNull(),
    /** SHA-256 of the one canonical JSON (RFC 8785) from which every file is made: its parts of kind `json`. */
    canonicalSha256: text("canonical_sha256").notNull(),
    figures: jsonb("figures").notNull(),
    checks: jsonb("checks").notNull(),
    preparedBy: id("prepared_by").notNull(),
    preparedAt: at("prepared_at").notNull(),
    checkedAt: at("checked_at"),
    sealedBy: id("sealed_by"),
    sealedAt: at("sealed_at"),
    version: integer("version").notNull(),
    eventId: id("event_id").notNull(),
  },
  (t) => [
    uniqueIndex("filing_number_key").on(t.number),
    index("filing_prepared_idx").on(t.preparedAt.desc(), t.id.desc()),
  ],
);

/** The files of a sealed filing; their bytes are in parts. Insert-only. */
export const filingFile = pgTable(
  "filing_file",
  {
    filingId: id("filing_id").notNull(),
    /** docx pdf xlsx csv figures json manifest */
    kind: text("kind").notNull(),
    name: text("name").notNull(),
    sha256: text("sha256").notNull(),
  },
  (t) => [primaryKey({ name: "filing_file_pkey", columns: [t.filingId, t.kind] })],
);

/**
 * The bytes of a filing's content and of its files, byte for byte, in parts that fit into memory. Insert-only, and closed:
 * a trigger refuses parts of what is there as a whole.
 */
export const filingPart = pgTable(
  "filing_part",
  {
    filingId: id("filing_id").notNull(),
    /** `json` is the content, there from the draft on; the others come with the seal. */
    kind: text("kind").notNull(),
    /** Dense from 0. */
    ordinal: integer("ordinal").notNull(),
    bytes: bytea("bytes").notNull(),
  },
  (t) => [primaryKey({ name: "filing_part_pkey", columns: [t.filingId, t.kind, t.ordinal] })],
);

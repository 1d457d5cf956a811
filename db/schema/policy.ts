import { integer, jsonb, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import { at, id } from "./columns";

/** A published policy: one document (taxonomy, ladder, thresholds, SLA, credit, caps, routing). Insert-only. */
export const policyVersion = pgTable(
  "policy_version",
  {
    /** 1, 2, 3 … : what decisions pin. */
    number: integer("number").primaryKey(),
    label: text("label").notNull(),
    document: jsonb("document").notNull(),
    /** SHA-256 of the document's RFC 8785 bytes, hex. */
    sha256: text("sha256").notNull(),
    effectiveFrom: at("effective_from").notNull(),
    publishedAt: at("published_at").notNull(),
    draftedBy: text("drafted_by").notNull(),
    publishedBy: text("published_by").notNull(),
    eventId: id("event_id").notNull(),
  },
  (t) => [uniqueIndex("policy_version_sha256_key").on(t.sha256)],
);

import { boolean, index, integer, pgTable, primaryKey, text, uniqueIndex } from "drizzle-orm/pg-core";
import type { KeyScope, Source } from "../../server/kernel/actor";
import { at, bytea, id } from "./columns";

/** A platform's key: shown once, stored hashed, revocable. */
export const apiKey = pgTable(
  "api_key",
  {
    id: id("id").primaryKey(),
    name: text("name").notNull(),
    /** SHA-256 of the key, hex: keys are long and random, so a slow hash adds nothing. */
    keyHash: text("key_hash").notNull(),
    /** The first characters, to recognise it by. */
    hint: text("hint").notNull(),
    scopes: text("scopes").array().$type<KeyScope[]>().notNull(),
    sources: text("sources").array().$type<Source[]>().notNull(),
    createdAt: at("created_at").notNull(),
    revokedAt: at("revoked_at"),
    /** The key of demo mode, whose value everybody knows: refused outside demo mode. */
    demo: boolean("demo").notNull().default(false),
    version: integer("version").notNull(),
    eventId: id("event_id").notNull(),
  },
  (t) => [uniqueIndex("api_key_hash_key").on(t.keyHash)],
);

/** Where another system's own format comes in. */
export const intakeConnection = pgTable("intake_connection", {
  /** A slug, part of the URL. */
  id: text("id").primaryKey(),
  format: text("format").$type<"synapse">().notNull(),
  source: text("source").$type<Source>().notNull(),
  /** The key with which it may always be used. */
  keyId: id("key_id").notNull(),
  /** The key was made with the connection and ends with it. */
  ownsKey: boolean("owns_key").notNull(),
  /** For formats that sign with a shared secret; sealed. */
  secret: bytea("secret"),
  createdAt: at("created_at").notNull(),
  revokedAt: at("revoked_at"),
  version: integer("version").notNull(),
  eventId: id("event_id").notNull(),
});

/** The answer to a request that carried an Idempotency-Key. */
export const idempotencyKey = pgTable(
  "idempotency_key",
  {
    keyId: id("key_id").notNull(),
    key: text("key").notNull(),
    requestSha256: text("request_sha256").notNull(),
    status: integer("status").notNull(),
    /** JSON text, byte for byte: jsonb would reorder it. */
    answer: text("answer").notNull(),
    at: at("at").notNull(),
  },
  (t) => [
    primaryKey({ name: "idempotency_key_pkey", columns: [t.keyId, t.key] }),
    index("idempotency_key_at_idx").on(t.at),
  ],
);

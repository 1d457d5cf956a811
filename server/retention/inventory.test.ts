import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { useDatabase } from "../testing/database";

/**
 * Every column that can hold a text, and what erasing somebody does with it: the table of `server/README.md`, by
 * column. A column that is added later fails here until somebody has thought about it.
 */
const inventory: Record<string, { readonly emptied?: readonly string[]; readonly kept?: readonly string[] }> = {
  account: {
    emptied: ["external_id", "nickname", "grams", "verification", "verification_method", "verification_token", "phone"],
    kept: ["code", "credit", "restrictions"],
  },
  approval: { emptied: ["reason"], kept: ["verdict"] },
  audit_private_field: { emptied: ["name", "salt", "sealed", "about"] },
  case_draft: { emptied: ["draft"] },
  decision: {
    emptied: ["facts", "reasoning"],
    kept: ["clauses", "evidence", "finding", "proposed", "recommended", "state", "subject_kind"],
  },
  docket_case: {
    emptied: ["subject_name", "grams"],
    kept: ["category", "priority_terms", "queue", "source", "state", "subject_code", "subject_kind"],
  },
  evidence: {
    emptied: ["text", "url", "message_external_id", "author_external_id"],
    kept: ["about", "kind", "role", "sha256"],
  },
  intake_payload: { emptied: ["sealed"], kept: ["connection_id", "format", "sha256"] },
  legal_hold: { emptied: ["reason"], kept: ["subject_kind"] },
  measure: {
    emptied: ["subject_name"],
    kept: ["delivery", "ended_as", "grounds", "key", "parameters", "standing", "state", "subject_code", "subject_kind"],
  },
  notice: { emptied: ["text"], kept: ["subject_kind", "token_hash"] },
  outgoing: { emptied: ["payload", "receipt_reason"], kept: ["receipt", "type"] },
  privacy_key: { emptied: ["wrapped"], kept: ["about"] },
  report: {
    emptied: ["description", "reporter", "reporter_ref", "about", "message_external_id", "content_sha256"],
    kept: [
      "category",
      "external_id",
      "origin",
      "receipt_hash",
      "regulator_letter",
      "regulator_office",
      "source",
      "state",
      "subject_kind",
    ],
  },
  // Words written about a group, under its key.
  rectification: { kept: ["items", "state"] },
  // Bodies hold codes, words of ours and pseudonymous ids; hashes of sealed values are salted and lose their salt.
  audit_event: {
    kept: ["action", "actor_ref", "body", "body_json", "kind", "salt", "subject_id", "subject_kind"],
  },
  // Sealed filings hold a masked name beside the code; one that is not sealed and names her stands against erasing.
  filing: {
    kept: [
      "as_of_root",
      "canonical",
      "canonical_sha256",
      "checks",
      "figures",
      "letter",
      "number",
      "specification",
      "state",
    ],
  },
  filing_file: { kept: ["bytes", "kind", "name", "sha256"] },
  // Words about a colleague, under her key: why somebody asked to read the log by her acts.
  staff_view: { kept: ["reason", "state"] },
  // Receipts and numbers of cases, gone after two days.
  idempotency_key: { kept: ["answer", "key", "request_sha256"] },
};

/** Nothing of a person on the platform: staff, configuration, the tree, ids and counts. */
const without = [
  "api_key",
  "audit_checkpoint",
  "audit_erased_field",
  "audit_head",
  "audit_leaf",
  "audit_log",
  "audit_log_key",
  "audit_pending",
  "audit_stop",
  "audit_tile",
  "case_skip",
  "chat_group",
  "claim",
  "code_allocation",
  "credit_entry",
  "erasure",
  "intake_connection",
  "membership",
  "outbox",
  "policy_version",
  "queue_member",
  "registry_batch",
  "schema_migration",
  "staff",
  "staff_attempt",
  "staff_grant",
  "staff_identity",
  "staff_role",
  "staff_session",
  "staff_subject",
  "webhook_delivery",
  "webhook_endpoint",
];

const urls = useDatabase();
let sql: postgres.Sql;
let found: Map<string, string[]>;
beforeAll(async () => {
  sql = postgres(urls().superUrl, { max: 1, onnotice: () => undefined });
  const rows = await sql<{ table: string; columns: string[] }[]>`
    select c.relname as "table", array_agg(a.attname::text order by a.attname)
      filter (where format_type(a.atttypid, null) in ('text', 'text[]', 'character varying', 'json', 'jsonb', 'bytea')) as columns
    from pg_class c join pg_attribute a on a.attrelid = c.oid
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and a.attnum > 0 and not a.attisdropped
    group by 1 order by 1`;
  found = new Map(rows.map(({ table, columns }) => [table, columns ?? []]));
});
afterAll(() => sql.end({ timeout: 2 }));

describe("the inventory of personal data", () => {
  it("knows every table", () => {
    expect([...found.keys()].sort()).toEqual([...Object.keys(inventory), ...without].sort());
  });
  it.each(Object.entries(inventory))(
    "says what becomes of every column of %s",
    (table, { emptied = [], kept = [] }) => {
      expect(found.get(table)).toEqual([...emptied, ...kept].sort());
    },
  );
});

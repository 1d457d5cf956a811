import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { useDatabase } from "../testing/database";
import { inventory } from "./testing/inventory";

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
  "claim",
  "code_allocation",
  "credit_entry",
  "erasure",
  "intake_connection",
  "notice_set",
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
    (table, { emptied = {}, elsewhere = {}, kept = [] }) => {
      expect(found.get(table)).toEqual([...Object.keys(emptied), ...Object.keys(elsewhere), ...kept].sort());
    },
  );
});

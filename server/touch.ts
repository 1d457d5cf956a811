import { type Tx, touchDatabase } from "../db/client";
import { assert } from "./kernel/assert";

/** The tables that may change without an audit entry: leases, drafts, sessions' last use, back-off, job bookkeeping, the log's own tree. */
export const touchTables = [
  "claim",
  "case_draft",
  "case_skip",
  "staff_session",
  "staff_attempt",
  "idempotency_key",
  "outbox",
  "webhook_delivery",
  "insight_snapshot",
] as const;

const written = /\b(?:insert\s+into|update|delete\s+from|truncate(?:\s+table)?|merge\s+into)\s+(?:only\s+)?"?(\w+)"?/gi;

/** Refuses a statement that writes a table not on the list: called by the driver before the statement is sent. */
export function assertTouches(statement: string): void {
  for (const [whole, table] of statement.matchAll(written)) {
    if (/^update$/i.test(table as string) || /\b(?:for|do)\s*$/i.test(statement.slice(0, statement.indexOf(whole)))) continue;
    assert((touchTables as readonly string[]).includes(table as string), `touch may not write ${table}`);
  }
}

/** The door to what is not a fact. No entry; a statement on any other table is a bug. */
export const touch = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => touchDatabase(assertTouches).transaction(work);

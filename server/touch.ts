import { type Tx, touchDatabase } from "../db/client";
import { assert } from "./kernel/assert";

/** The tables that may change without an audit entry: leases, drafts, sessions' last use, back-off, job bookkeeping. The log's own tree changes through its functions only. */
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

/** Words of a statement, without comments and literals; a quoted name keeps its quotes, so that it is no keyword. */
const token =
  /--[^\n]*|\/\*[\s\S]*?\*\/|[eE]'(?:[^'\\]|\\[\s\S]|'')*'|'(?:[^']|'')*'|\$((?:[A-Za-z_]\w*)?)\$[\s\S]*?\$\1\$|("(?:[^"]|"")*"|[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*|[.;(])/g;

const wordsOf = (statement: string): string[] =>
  [...statement.matchAll(token)].flatMap(([, , word]) =>
    word === undefined ? [] : [word[0] === '"' ? word : word.toLowerCase()],
  );

const unquoted = (word: string | undefined) => (word?.startsWith('"') ? word.slice(1, -1).replaceAll('""', '"') : word);
/** What a statement may begin with; all else (DDL, COPY, DO, CALL, TRUNCATE, MERGE, LOCK …) is no touch. */
const beginnings = ["select", "with", "insert", "update", "delete", "values", "("];
/** Functions that state facts. */
const factFunctions = [
  "audit_append",
  "audit_erase",
  "audit_key_add",
  "audit_key_retire",
  "audit_stop_log",
  "audit_resume_log",
  "audit_succeed",
  "privacy_blank",
  "privacy_blank_group",
  "privacy_blank_reporter",
];

/** The name of a table that the words at `at` write, or undefined where they write none. */
function writtenAt(words: readonly string[], at: number): string | undefined {
  const before = words[at - 1];
  let next = at + 1;
  switch (words[at]) {
    case "insert":
    case "delete":
    case "merge":
      next++;
      break;
    case "update":
      // "for update", "for no key update", and "on conflict … do update" of a table that "insert into" named.
      if (before === "for" || before === "key" || before === "do") return undefined;
      break;
    case "into":
      // "select … into" makes a table.
      return before === "insert" || before === "merge" ? undefined : "a new table";
    case "truncate":
      return "by truncate";
    default:
      return undefined;
  }
  if (words[next] === "only") next++;
  // A qualified name is none of ours, and would get past the list.
  return words[next + 1] === "." ? `${words[next]}.${words[next + 2]}` : (unquoted(words[next]) ?? "nothing");
}

/** Statements that passed: the same few come again and again. */
const passed = new Set<string>();
const passedLimit = 500;

/** Refuses a statement that writes a table not on the list: called by the driver before the statement is sent. */
export function assertTouches(statement: string): void {
  if (passed.has(statement)) return;
  const words = wordsOf(statement);
  for (const [at, word] of words.entries()) {
    if (at === 0 || words[at - 1] === ";") assert(beginnings.includes(word), `touch may not ${word}`);
    assert(!factFunctions.includes(unquoted(word) ?? ""), `touch may not call ${word}`);
    const table = writtenAt(words, at);
    assert(table === undefined || (touchTables as readonly string[]).includes(table), `touch may not write ${table}`);
  }
  if (passed.size < passedLimit) passed.add(statement);
}

/** The door to what is not a fact. No entry; a statement on any other table is a bug. */
export const touch = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => touchDatabase(assertTouches).transaction(work);

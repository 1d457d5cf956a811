import { type SQL, sql } from "drizzle-orm";
import type { Reader } from "../../db/client";
import { gramsOf } from "../kernel/grams";
import { type CaseFilter, type CaseOrder, countLimit, type Direction, openStates, parseCaseNumber } from "./contract";

/** Where a page begins: the sort value and id of the row before it. Times as RFC 3339. */
export type Position = { readonly value: string | number; readonly id: string };

export type ListQuery = CaseFilter & {
  readonly staffId: string;
  /** Null: every queue. */
  readonly queues: readonly string[] | null;
  readonly order: CaseOrder;
  readonly direction: Direction;
  readonly after: Position | null;
  readonly limit: number;
  readonly now: Date;
};

export type ListRow = {
  readonly id: string;
  readonly number: number;
  readonly subject_kind: "group" | "account";
  readonly subject_id: string;
  readonly subject_name: string;
  readonly subject_code: string;
  readonly state: string;
  readonly queue: string;
  readonly category: string | null;
  readonly severity: number;
  readonly source: string;
  readonly priority: number;
  readonly priority_terms: Record<string, number>;
  readonly report_count: number;
  readonly reporter_count: number;
  readonly opened_at: Date;
  readonly due_at: Date;
  readonly snoozed_until: Date | null;
  readonly claim_staff_id: string | null;
  readonly claim_staff_name: string | null;
  readonly claimed_at: Date | null;
};

/** Each order is total: the id breaks ties, in the direction of the index, which is read forwards or backwards. */
const columns = {
  priority: { column: sql`c.priority`, type: sql`float8` },
  due: { column: sql`c.due_at`, type: sql`timestamptz` },
  opened: { column: sql`c.opened_at`, type: sql`timestamptz` },
} as const satisfies Record<CaseOrder, unknown>;

type Ordering = Pick<ListQuery, "order" | "direction">;
const sortedBy = ({ order, direction }: Ordering): SQL =>
  direction === "descending"
    ? sql`${columns[order].column} desc, c.id desc`
    : sql`${columns[order].column} asc, c.id asc`;

// Literals, not parameters: the planner proves a partial index from them.
const open = sql.raw(`c.state in (${openStates.map((state) => `'${state}'`).join(", ")})`);

/** The states of a list, each one index scan that is already in order. */
const arms = ({ state, staffId, now }: ListQuery): readonly SQL[] => {
  if (state === "waiting") return [sql`c.waiting`];
  if (state === "escalated") return [sql`c.state = 'escalated'`];
  if (state === "open") return [sql`c.waiting`, sql`c.state = 'snoozed'`, sql`c.state = 'awaiting_approval'`];
  return [
    sql`c.id in (select l.case_id from claim l where l.staff_id = ${staffId}::uuid and l.expires_at > ${now.toISOString()}::timestamptz) and c.waiting`,
  ];
};

const exact = (text: string): SQL | null => {
  const number = parseCaseNumber(text);
  if (number !== null) return sql`c.number = ${number}`;
  return /^[GA]-[\w-]{2,30}$/i.test(text) ? sql`c.subject_code = ${text.toUpperCase()}` : null;
};

/** Somebody who serves some of the queues reads each of them by itself. */
const isSplit = (query: ListQuery) => query.queues !== null && query.queue === undefined;

function conditions(query: ListQuery): SQL {
  const { order, direction, after } = query;
  const { column, type } = columns[order];
  const beyond = direction === "descending" ? sql`<` : sql`>`;
  const parts: SQL[] = [];
  if (query.queue !== undefined) parts.push(sql`c.queue = ${query.queue}`);
  if (query.category !== undefined) parts.push(sql`c.category = ${query.category}`);
  if (query.source !== undefined) parts.push(sql`c.source = ${query.source}`);
  if (query.severity !== undefined) parts.push(sql`c.severity = ${query.severity}`);
  if (query.text !== undefined) {
    const found = exact(query.text);
    if (found) parts.push(found);
  }
  if (after) parts.push(sql`(${column}, c.id) ${beyond} (${after.value}::${type}, ${after.id}::uuid)`);
  // The mark of the indexes without a filter (`db/schema/cases.ts`).
  const isFiltered = isSplit(query) || parts.length > (after ? 1 : 0);
  if (!isFiltered) parts.push(sql`c.round > 0`);
  return parts.length > 0 ? sql` and ${sql.join(parts, sql` and `)}` : sql``;
}

/** One page's worth of each arm and each queue that the person serves, best first: never a scan of all. */
function pageOf(query: ListQuery, limit: number, from: SQL = sql`docket_case`): SQL {
  const by = sortedBy(query);
  const also = conditions(query);
  const isByQueue = isSplit(query);
  const parts = arms(query).map((arm) =>
    isByQueue
      ? sql`(select c.* from unnest(${sql.param(query.queues)}::text[]) as q (queue) cross join lateral (
          select c.* from ${from} c where c.queue = q.queue and ${arm}${also} order by ${by} limit ${limit}) c)`
      : sql`(select c.* from ${from} c where ${arm}${also} order by ${by} limit ${limit})`,
  );
  const [only] = parts;
  if (parts.length === 1 && !isByQueue && only) return only;
  return sql`(select c.* from (${sql.join(parts, sql` union all `)}) c order by ${by} limit ${limit})`;
}

/** Every word of the text stands in the name; a run of Chinese stands as it is. */
const rechecked = (text: string): SQL =>
  sql.join(
    text
      .normalize("NFKC")
      .toLowerCase()
      .split(/\s+/)
      .map((word) => sql`strpos(lower(normalize(c.subject_name, NFKC)), ${word}) > 0`),
    sql` and `,
  );

const hits = (text: string): SQL =>
  sql`(select c.* from docket_case c where c.grams @> ${sql.param(gramsOf(text))}::text[] and ${open} and ${rechecked(text)})`;

/** As the driver gives it: instants as text, `bigint` as text. */
type RawRow = Omit<ListRow, "number" | "opened_at" | "due_at" | "snoozed_until" | "claimed_at"> & {
  readonly number: string;
  readonly opened_at: string;
  readonly due_at: string;
  readonly snoozed_until: string | null;
  readonly claimed_at: string | null;
};
const toDate = (text: string | null) => (text === null ? null : new Date(text));
const fromRaw = (row: RawRow): ListRow => ({
  ...row,
  number: Number(row.number),
  opened_at: new Date(row.opened_at),
  due_at: new Date(row.due_at),
  snoozed_until: toDate(row.snoozed_until),
  claimed_at: toDate(row.claimed_at),
});

const shown = (rows: SQL, query: ListQuery): SQL => sql`
  select c.id, c.number, c.subject_kind, c.subject_id, c.subject_name, c.subject_code, c.state, c.queue, c.category,
    c.severity, c.source, c.priority, c.priority_terms, c.report_count, c.reporter_count, c.opened_at, c.due_at,
    c.snoozed_until, l.staff_id as claim_staff_id, s.name as claim_staff_name, l.claimed_at
  from ${rows} c
  left join claim l on l.case_id = c.id and l.expires_at > ${query.now.toISOString()}::timestamptz
  left join staff s on s.id = l.staff_id
  order by ${sortedBy(query)}`;

/**
 * A common word is found among the first rows of the order, a rare one in the index of words. Which it is, the first
 * look says: neither way is left to a guess of the planner, and neither reads all that match.
 */
const lookLimit = 500;
const lookAgainLimit = 10_000;
const commonHits = 3;

const wordsOf = (query: ListQuery): string | null =>
  query.text !== undefined && !exact(query.text) ? query.text : null;

/** The page itself, where no words are sought. */
export const pageStatement = (query: ListQuery): SQL => shown(pageOf(query, query.limit + 1), query);

/** The page's rows among the first `looked` of the order. */
export const lookStatement = (query: ListQuery, words: string, looked: number): SQL =>
  shown(
    sql`(select c.* from ${pageOf(query, looked)} c where ${rechecked(words)}
      order by ${sortedBy(query)} limit ${query.limit + 1})`,
    query,
  );

/** The page out of the index of words. */
export const wordStatement = (query: ListQuery, words: string): SQL =>
  sql`with hit as materialized ${hits(words)} ${shown(pageOf(query, query.limit + 1, sql`hit`), query)}`;

/** A page of cases and one row more, in a total order. */
export async function listCases(tx: Reader, query: ListQuery): Promise<ListRow[]> {
  const run = async (statement: SQL) => [...(await tx.execute<RawRow>(statement))].map(fromRaw);
  const words = wordsOf(query);
  if (words === null) return run(pageStatement(query));
  const near = await run(lookStatement(query, words, lookLimit));
  if (near.length > query.limit) return near;
  if (near.length >= commonHits) {
    const needed = Math.ceil((1.5 * lookLimit * (query.limit + 1)) / near.length);
    const far = await run(lookStatement(query, words, Math.min(needed, lookAgainLimit)));
    if (far.length > query.limit) return far;
  }
  return run(wordStatement(query, words));
}

/** Counted to `countLimit`; `isMore` says that there are more, which nobody counted. */
export type Count = { readonly total: number; readonly late: number; readonly isMore: boolean };

/** How many cases the filter holds, and how many of them are late. */
export async function countCases(tx: Reader, query: ListQuery): Promise<Count> {
  const byDue = { ...query, after: null, order: "due", direction: "ascending" } as const;
  const words = wordsOf(query);
  const late = sql`${query.now.toISOString()}::timestamptz`;
  const run = async (rows: SQL, before = sql``) => {
    const [row] = await tx.execute<{ total: number; late: number; read: number }>(sql`${before}
      select count(*) filter (where c.counts)::int as total, count(*)::int as read,
        count(*) filter (where c.counts and c.due_at <= ${late})::int as late
      from ${rows} c`);
    return row ?? { total: 0, late: 0, read: 0 };
  };
  const bounded = ({ total, late: lateOnes }: { total: number; late: number }): Count => ({
    total: Math.min(total, countLimit),
    late: Math.min(lateOnes, countLimit),
    isMore: total > countLimit,
  });
  const all = (from?: SQL) => sql`(select c.due_at, true as counts from ${pageOf(byDue, countLimit + 1, from)} c)`;
  if (words === null) return bounded(await run(all()));
  const looked = 4 * lookLimit;
  const near = await run(sql`(select c.due_at, ${rechecked(words)} as counts from ${pageOf(byDue, looked)} c)`);
  // Everything was read, or the word is so common that its index would be read at length to say little more.
  if (near.read < looked) return bounded(near);
  if (near.total > looked / 40) return { ...bounded(near), isMore: true };
  return bounded(await run(all(sql`hit`), sql`with hit as materialized ${hits(words)}`));
}

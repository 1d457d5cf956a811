import { createHmac } from "node:crypto";
import { sql } from "drizzle-orm";
import type { Reader } from "../../db/client";
import { assert } from "../kernel/assert";
import type { Json } from "../kernel/json";
import { type LogRow, rowOf } from "./log-row";

/** An entry with what tells whether it is the one that the log took. */
export type ProvedRow = {
  readonly index: number;
  readonly kind: string;
  /** Which of its kind it is, as its leaf says. */
  readonly ordinal: number;
  /** Whether its body is the one that its leaf commits to. */
  readonly genuine: boolean;
  /** Null for an action that was not asked for, and where nothing is left to read. */
  readonly row: LogRow | null;
};

/** Body and salt are null where the event's row is gone. */
type PageRow = { index: string; kind: string; envelope: Buffer; body: Buffer | null; salt: Buffer | null };

const pageSize = 2_000;

/** The beginning of an envelope (`audit/leaf.ts`), which is canonical: commitment, index, kind, log and counter. */
const header = /^\{"c":"([0-9a-f]{64})","i":"\d+","kind":"([a-z_]+)","log":"[^"\\]*","n":"(\d+)",/;
/** The beginning of a body, which is canonical. */
const action = /^\{"action":"([a-z_.]+)"/;

function proved({ index, kind, envelope, body, salt }: PageRow, wanted: ReadonlySet<string>): ProvedRow {
  const [, commitment, stated, nth] = header.exec(envelope.toString("utf8")) ?? [];
  const leaf = { index: Number(index), kind, ordinal: Number(nth) };
  if (!body || !salt) return { ...leaf, genuine: false, row: null };
  const text = body.toString("utf8");
  const [, named] = action.exec(text) ?? [];
  const isAsked = named === undefined || wanted.has(named);
  const row = isAsked ? rowOf(leaf.index, JSON.parse(text) as Json) : null;
  assert(row || !isAsked, `the body of leaf ${index} is no body`);
  return {
    ...leaf,
    genuine: stated === kind && createHmac("sha256", salt).update(body).digest("hex") === commitment,
    row,
  };
}

const list = (words: readonly string[]) => sql`${`{${words.join(",")}}`}::text[]`;

/**
 * Every entry of some kinds in a range of leaves (`to` exclusive), in leaf order, in pages; each is read from its
 * bytes (never from the query copy) and compared with the commitment in its leaf.
 *
 * @param range the entries of these kinds; those with one of `actions` are read, the others only compared.
 */
export async function* logRows(
  tx: Reader,
  range: {
    readonly log: number;
    readonly from: number;
    readonly to: number;
    readonly kinds: readonly string[];
    readonly actions: ReadonlySet<string>;
  },
): AsyncGenerator<ProvedRow> {
  // One entry looked up after the other: a planner that misjudges a log that grew would read all entries for each page.
  const pageFrom = async (from: number): Promise<readonly PageRow[]> =>
    await tx.execute<PageRow>(sql`
      with page as materialized (
        select index, kind, envelope, event_id from audit_leaf
        where log = ${range.log}::integer and index >= ${from}::bigint and index < ${range.to}::bigint
          and kind = any (${list(range.kinds)})
        order by index limit ${pageSize}::integer
      )
      select l.index::text, l.kind, l.envelope, e.body, e.salt
      from page l left join lateral (select body, salt from audit_event where id = l.event_id offset 0) e on true
      order by l.index`);
  let next: Promise<readonly PageRow[]> | null = pageFrom(range.from);
  while (next) {
    const rows: readonly PageRow[] = await next;
    const last: PageRow | undefined = rows.at(-1);
    // The database looks up the next page while this one is read.
    next = last && rows.length === pageSize ? pageFrom(Number(last.index) + 1) : null;
    next?.catch(() => undefined);
    for (const row of rows) yield proved(row, range.actions);
  }
}

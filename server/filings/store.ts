import { and, desc, eq, inArray, isNull, lt, or, sql } from "drizzle-orm";
import type { Reader, Tx } from "../../db/client";
import { auditEvent, auditHead, auditLeaf, auditLog, auditPending, filing, staff } from "../../db/schema";
import { leafOfEvent } from "../audit/store-list";
import type { CheckResult, FigureKey, Figures, FilingState } from "./contract";
import { dispositionKinds, endingActions, predicates, undoneActions } from "./disposition";
import type { LogRow } from "./log-row";
import type { Filing } from "./rules";

/** The head of the letter. */
export type Letter = { readonly provider: string; readonly office: string; readonly letterNumber: string };

export type FilingRow = Filing & {
  readonly specification: string;
  readonly specificationVersion: number;
  readonly periodStart: Date;
  readonly periodEnd: Date;
  readonly letter: Letter;
  /** Number of the log from which it is drawn. */
  readonly log: number;
  readonly asOfSize: number;
  readonly asOfRoot: string;
  readonly canonicalSha256: string;
  readonly figures: Figures;
  readonly preparedAt: Date;
  readonly checkedAt: Date | null;
  readonly sealedBy: string | null;
  readonly sealedAt: Date | null;
};

const columns = {
  id: filing.id,
  number: filing.number,
  specification: filing.specification,
  specificationVersion: filing.specificationVersion,
  periodStart: filing.periodStart,
  periodEnd: filing.periodEnd,
  letter: filing.letter,
  state: filing.state,
  log: filing.log,
  asOfSize: filing.asOfSize,
  asOfRoot: filing.asOfRoot,
  canonicalSha256: filing.canonicalSha256,
  figures: filing.figures,
  checks: filing.checks,
  preparedBy: filing.preparedBy,
  preparedAt: filing.preparedAt,
  checkedAt: filing.checkedAt,
  sealedBy: filing.sealedBy,
  sealedAt: filing.sealedAt,
  version: filing.version,
};

type Selected = {
  [Name in keyof typeof columns]: (typeof columns)[Name]["_"]["notNull"] extends true
    ? (typeof columns)[Name]["_"]["data"]
    : (typeof columns)[Name]["_"]["data"] | null;
};

const toRow = (row: Selected): FilingRow => ({
  ...row,
  state: row.state as FilingState,
  letter: row.letter as Letter,
  figures: row.figures as Figures,
  checks: row.checks as CheckResult[],
});

/** One filing without its content. */
export async function filingByNumber(tx: Reader, number: string): Promise<FilingRow | null> {
  const [row] = await tx.select(columns).from(filing).where(eq(filing.number, number));
  return row ? toRow(row) : null;
}

/** Locks a filing for a change. */
export async function lockFiling(tx: Tx, number: string): Promise<FilingRow | null> {
  const [row] = await tx.select(columns).from(filing).where(eq(filing.number, number)).for("update");
  return row ? toRow(row) : null;
}

/** Newest first; `before` is the last row of the page before. */
export async function filingsPage(
  tx: Reader,
  before: { at: Date; id: string } | null,
  limit: number,
): Promise<FilingRow[]> {
  const rows = await tx
    .select(columns)
    .from(filing)
    .where(
      before
        ? or(lt(filing.preparedAt, before.at), and(eq(filing.preparedAt, before.at), lt(filing.id, before.id)))
        : undefined,
    )
    .orderBy(desc(filing.preparedAt), desc(filing.id))
    .limit(limit);
  return rows.map(toRow);
}

/** `F-2026-0001`: the next number of a year. Serialised by a lock on the year's name. */
export async function nextNumber(tx: Tx, year: number): Promise<string> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext(${`filing:${year}`}))`);
  const [row] = await tx
    .select({ last: sql<string | null>`max(${filing.number})` })
    .from(filing)
    .where(sql`${filing.number} like ${`F-${year}-%`}`);
  const last = row?.last ? Number(row.last.slice(7)) : 0;
  return `F-${year}-${String(last + 1).padStart(4, "0")}`;
}

/** Inserts a draft. Its content is there already: `store-parts.ts`. */
export async function insertFiling(tx: Tx, row: typeof filing.$inferInsert): Promise<void> {
  await tx.insert(filing).values(row);
}

/** Moves a filing: state, version and what the step records. */
export async function moveFiling(
  tx: Tx,
  next: Filing,
  step: Partial<Pick<typeof filing.$inferInsert, "checkedAt" | "sealedBy" | "sealedAt">>,
): Promise<void> {
  await tx
    .update(filing)
    .set({ state: next.state, checks: next.checks, version: next.version, ...step })
    .where(eq(filing.id, next.id));
}

/**
 * Where the open log stands, and how many entries still wait for their leaf. The queue is counted first: an entry that gets
 * its leaf between the two looks is in the size, and never in neither.
 */
export async function headOfLog(tx: Reader): Promise<{
  log: number;
  origin: string;
  size: number;
  root: string;
  pending: number;
}> {
  const [waiting] = await tx.select({ count: sql<number>`count(*)::int` }).from(auditPending);
  const [head] = await tx
    .select({ log: auditLog.number, origin: auditLog.origin, size: auditHead.size, root: auditHead.root })
    .from(auditHead)
    .innerJoin(auditLog, eq(auditLog.origin, auditHead.origin))
    .where(isNull(auditLog.closedAt));
  return {
    log: head?.log ?? 0,
    origin: head?.origin ?? "",
    size: head?.size ?? 0,
    root: head?.root.toString("hex") ?? "",
    pending: waiting?.count ?? 0,
  };
}

/** When a leaf was accepted; null when there is none. */
export async function sequencedAt(tx: Reader, log: number, index: number): Promise<Date | null> {
  const [leaf] = await tx
    .select({ at: auditLeaf.sequencedAt })
    .from(auditLeaf)
    .where(and(eq(auditLeaf.log, log), eq(auditLeaf.index, index)));
  return leaf?.at ?? null;
}

/** The first leaf that was accepted at `start` or later: everything that happened since then is at or after it. */
export async function firstLeafSince(tx: Reader, log: number, start: Date): Promise<number | null> {
  const [row] = await tx
    .select({ index: sql<number | null>`min(${auditLeaf.index})` })
    .from(auditLeaf)
    .where(and(eq(auditLeaf.log, log), sql`${auditLeaf.sequencedAt} >= ${start.toISOString()}::timestamptz`));
  return row?.index === null || row?.index === undefined ? null : Number(row.index);
}

/** A period as it was drawn: from which log, as of which size. */
export type DrawnPeriod = {
  readonly start: Date;
  readonly end: Date;
  readonly log: number;
  readonly asOfSize: number;
};
export const drawnPeriod = (row: FilingRow): DrawnPeriod => ({
  start: row.periodStart,
  end: row.periodEnd,
  log: row.log,
  asOfSize: row.asOfSize,
});

/** The condition of a figure in SQL, over the query copy; `logRows` with `counts` is the truth it is tested against. */
const figureCondition = (figure: FigureKey, { start, end, log, asOfSize }: DrawnPeriod) => {
  const { actions, match } = predicates[figure];
  const list = (values: readonly string[]) =>
    sql.join(
      values.map((value) => sql`${value}`),
      sql`, `,
    );
  return and(
    sql`${auditEvent.action} in (${list(actions)})`,
    Object.keys(match).length > 0 ? sql`${auditEvent.bodyJson} -> 'pub' @> ${JSON.stringify(match)}::jsonb` : undefined,
    lt(auditEvent.occurredAt, end),
    // What was undone before it took effect was never there.
    sql`not exists (select 1 from audit_event later join audit_leaf at on at.event_id = later.id
      where later.subject_kind = ${auditEvent.subjectKind} and later.subject_id = ${auditEvent.subjectId}
        and later.action in (${list(Object.values(undoneActions))})
        and (${auditEvent.bodyJson} -> 'pub' ->> 'decision') is not distinct from (later.body_json -> 'pub' ->> 'decision')
        and at.log = ${log} and at.index < ${asOfSize})`,
    figure === "listed"
      ? sql`not exists (select 1 from audit_event later join audit_leaf at on at.event_id = later.id
          where later.subject_kind = ${auditEvent.subjectKind} and later.subject_id = ${auditEvent.subjectId}
            and later.action in (${list(endingActions)}) and later.occurred_at < ${end.toISOString()}::timestamptz
            and at.log = ${log} and at.index < ${asOfSize})`
      : sql`${auditEvent.occurredAt} >= ${start.toISOString()}::timestamptz`,
    eq(auditLeaf.log, log),
    sql`${auditLeaf.index} < ${asOfSize}`,
  );
};

/** The rows behind a figure, oldest first. */
export const figureRows = (
  tx: Reader,
  figure: FigureKey,
  period: DrawnPeriod,
  afterRow: { at: Date; id: string } | null,
  limit: number,
) =>
  tx
    .select({
      index: auditLeaf.index,
      id: auditEvent.id,
      action: auditEvent.action,
      subjectId: auditEvent.subjectId,
      occurredAt: auditEvent.occurredAt,
      pub: sql<LogRow["pub"]>`${auditEvent.bodyJson} -> 'pub'`,
    })
    .from(auditEvent)
    .innerJoin(auditLeaf, eq(auditLeaf.eventId, auditEvent.id))
    .where(
      and(
        figureCondition(figure, period),
        afterRow
          ? sql`(${auditEvent.occurredAt}, ${auditEvent.id}) > (${afterRow.at.toISOString()}::timestamptz, ${afterRow.id}::uuid)`
          : undefined,
      ),
    )
    .orderBy(auditEvent.occurredAt, auditEvent.id)
    .limit(limit);

/**
 * Entries of the period that were accepted after the freeze: "changed since". What came after a log was closed has its
 * leaf in the open one, which has all that the closed one had as well.
 */
export async function changedSince(tx: Reader, { start, end, log, asOfSize }: DrawnPeriod): Promise<number> {
  const [row] = await tx
    .select({ count: sql<number>`count(*)::int` })
    .from(auditEvent)
    .innerJoin(auditLeaf, leafOfEvent)
    .where(
      and(
        sql`${auditEvent.occurredAt} >= ${start.toISOString()}::timestamptz`,
        lt(auditEvent.occurredAt, end),
        inArray(auditEvent.kind, [...dispositionKinds]),
        sql`not exists (select from audit_leaf drawn where drawn.event_id = ${auditEvent.id}
          and drawn.log = ${log}::integer and drawn.index < ${asOfSize}::bigint)`,
      ),
    );
  return row?.count ?? 0;
}

/** Names of staff by id. */
export async function staffNames(tx: Reader, ids: readonly string[]): Promise<Map<string, string>> {
  const rows = await tx
    .select({ id: staff.id, name: staff.name })
    .from(staff)
    .where(inArray(staff.id, [...ids]));
  return new Map(rows.map(({ id, name }) => [id, name]));
}

import { and, eq, getTableColumns, inArray, sql } from "drizzle-orm";
import type { PgTable } from "drizzle-orm/pg-core";
import type { Reader, Tx } from "../../db/client";
import { caseRow, evidence, report } from "../../db/schema";
import type { Source } from "../kernel/actor";
import type { SubjectKind } from "./contract";
import type { PriorityTerms } from "./rules-priority";
import type { OpenCase } from "./rules-receive";

/** One JSON parameter, whatever the number of rows: the statement's text stays the same and is prepared once. */
const json = (value: unknown) => sql`${JSON.stringify(value)}::text::json`;

const plain = (value: unknown): unknown => (Buffer.isBuffer(value) ? `\\x${value.toString("hex")}` : value);

/** Rows by their column names, as `json_populate_recordset` reads them. */
function asRecords<Table extends PgTable>(
  table: Table,
  rows: readonly Table["$inferInsert"][],
  names: readonly string[],
) {
  const columns = getTableColumns(table);
  return rows.map((row) =>
    Object.fromEntries(
      names.map((name) => [columns[name]?.name, plain((row as Record<string, unknown>)[name]) ?? null]),
    ),
  );
}

/** Inserts rows as one set; every column but those that the database computes is stated. */
function insertRows<Table extends PgTable>(tx: Tx, table: Table, rows: readonly Table["$inferInsert"][], tail = sql``) {
  const columns = getTableColumns(table);
  const names = Object.keys(columns).filter((name) => !columns[name]?.generated && !columns[name]?.generatedIdentity);
  const list = sql.join(
    names.map((name) => sql.identifier(columns[name]?.name ?? name)),
    sql`, `,
  );
  const records = json(asRecords(table, rows, names));
  return tx.execute<{ id: string; number: string }>(
    sql`insert into ${table} (${list}) select ${list} from json_populate_recordset(null::${table}, ${records}) ${tail}`,
  );
}

type SubjectKey = { readonly kind: SubjectKind; readonly id: string };
const amongSubjects = (subjects: readonly SubjectKey[]) =>
  sql`(${caseRow.subjectKind}, ${caseRow.subjectId}) in (select kind, id from json_to_recordset(${json(subjects)}) as s (kind text, id uuid))`;
const isOpen = sql`${caseRow.state} in ('open', 'escalated', 'reopened', 'snoozed', 'awaiting_approval')`;

export type OpenRow = OpenCase & SubjectKey & { readonly subjectId: string; readonly number: number };

/** The open cases of these subjects, locked one after the other in id order. */
export async function lockOpenCases(tx: Tx, subjects: readonly SubjectKey[]): Promise<OpenRow[]> {
  const rows = await tx
    .select({
      id: caseRow.id,
      number: caseRow.number,
      kind: caseRow.subjectKind,
      subjectId: caseRow.subjectId,
      state: caseRow.state,
      round: caseRow.round,
      queue: caseRow.queue,
      category: caseRow.category,
      severity: caseRow.severity,
      source: caseRow.source,
      terms: caseRow.priorityTerms,
      reportCount: caseRow.reportCount,
      reporterCount: caseRow.reporterCount,
      reporterWeight: caseRow.reporterWeight,
      openedAt: caseRow.openedAt,
      dueAt: caseRow.dueAt,
      regulatorDueAt: caseRow.regulatorDueAt,
      version: caseRow.version,
    })
    .from(caseRow)
    .where(and(amongSubjects(subjects), isOpen))
    .orderBy(caseRow.id)
    .for("update");
  return rows.map((row) => ({
    ...row,
    kind: row.kind as SubjectKind,
    source: row.source as Source,
    // Written by `saveCases` and `insertCases` only.
    terms: row.terms as PriorityTerms,
  }));
}

/** What these reporters have reported in the open round of these subjects' cases. Runs after the lock. */
export const reportedBefore = (tx: Tx, subjects: readonly SubjectKey[], reporterRefs: readonly string[]) =>
  tx
    .selectDistinct({ caseId: report.caseId, reporterRef: report.reporterRef, message: report.messageExternalId })
    .from(caseRow)
    .innerJoin(report, and(eq(report.caseId, caseRow.id), eq(report.round, caseRow.round)))
    .where(and(amongSubjects(subjects), isOpen, inJson(report.reporterRef, reporterRefs)));

const inJson = (column: typeof report.reporterRef, values: readonly string[]) =>
  sql`${column} in (select * from json_array_elements_text(${json(values)}))`;

/** How many resolved reports of one reporter are looked at, from the latest on. */
const recordLimit = 50;

/** What became of these reporters' latest resolved reports. */
export const recordsOf = (tx: Tx, reporterRefs: readonly string[]) =>
  tx.execute<{ ref: string; upheld: number; resolved: number }>(sql`
    select r.ref, count(*) filter (where s.state = 'upheld')::integer as upheld, count(*)::integer as resolved
    from json_array_elements_text(${json(reporterRefs)}) as r (ref)
    cross join lateral (
      select state from report
      where reporter_ref = r.ref and state in ('upheld', 'not_upheld') order by id desc limit ${sql.raw(String(recordLimit))}
    ) as s
    group by r.ref`);

/** Earlier cases that are looked at for a repeat subject. */
const earlierLimit = 5;

/** In how many of a subject's latest decided cases a report was upheld, by `kind:id`. */
export async function upheldBefore(tx: Tx, subjects: readonly SubjectKey[]): Promise<Map<string, number>> {
  const rows = await tx.execute<{ kind: string; id: string; upheld: number }>(sql`
    select s.kind, s.id, count(*)::integer as upheld
    from json_to_recordset(${json(subjects)}) as s (kind text, id uuid)
    cross join lateral (
      select id from docket_case
      where subject_kind = s.kind and subject_id = s.id and state = 'decided'
      order by opened_at desc limit ${sql.raw(String(earlierLimit))}
    ) as c
    where exists (select from report where case_id = c.id and state = 'upheld')
    group by s.kind, s.id`);
  return new Map(rows.map((row) => [`${row.kind}:${row.id}`, row.upheld]));
}

/** Inserts cases, in the order given; those that another process opened meanwhile are missing from the answer. */
export async function insertCases(
  tx: Tx,
  rows: readonly (typeof caseRow.$inferInsert)[],
): Promise<Map<string, number>> {
  const made = await insertRows(tx, caseRow, rows, sql`on conflict do nothing returning id, number`);
  return new Map(made.map((row) => [row.id, Number(row.number)]));
}

/** Stores what reports changed of cases that were open. */
export const saveCases = (tx: Tx, cases: readonly (OpenCase & { readonly priority: number })[]) =>
  tx.execute(sql`
    update docket_case c set
      queue = d.queue, category = d.category, severity = d.severity, source = d.source, priority = d.priority,
      priority_terms = d.terms, report_count = d."reportCount", reporter_count = d."reporterCount",
      reporter_weight = d."reporterWeight", due_at = d."dueAt", regulator_due_at = d."regulatorDueAt",
      version = d.version
    from json_to_recordset(${json(cases)}) as d (
      id uuid, queue text, category text, severity smallint, source text, priority double precision, terms jsonb,
      "reportCount" integer, "reporterCount" integer, "reporterWeight" double precision,
      "dueAt" timestamptz, "regulatorDueAt" timestamptz, version integer
    )
    where c.id = d.id`);

export const insertReports = (tx: Tx, rows: readonly (typeof report.$inferInsert)[]) => insertRows(tx, report, rows);
export const insertEvidence = (tx: Tx, rows: readonly (typeof evidence.$inferInsert)[]) =>
  insertRows(tx, evidence, rows);

/** Reports that came under these external ids from one origin. */
export const byExternalIds = (tx: Reader, origin: string, externalIds: readonly string[]) =>
  tx
    .select({
      id: report.id,
      externalId: report.externalId,
      contentSha256: report.contentSha256,
      duplicate: report.duplicate,
      caseNumber: caseRow.number,
    })
    .from(report)
    .innerJoin(caseRow, eq(caseRow.id, report.caseId))
    .where(and(eq(report.origin, origin), inArray(report.externalId, [...externalIds])));

/** What a reporter may know of her report. */
export async function byReceiptHash(tx: Reader, receiptHash: string) {
  const [row] = await tx
    .select({
      state: report.state,
      receivedAt: report.receivedAt,
      closedAt: report.closedAt,
      actedAt: caseRow.firstActedAt,
    })
    .from(report)
    .innerJoin(caseRow, eq(caseRow.id, report.caseId))
    .where(eq(report.receiptHash, receiptHash));
  return row ?? null;
}

import { and, desc, eq, type SQL, sql } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import type { Reader } from "../../db/client";
import { caseRow, decision, measure, report } from "../../db/schema";

/** A row behind a figure: whom it is about, its case, when, and a word of what it is. */
export type BehindRow = {
  readonly id: string;
  readonly case: number;
  readonly subjectName: string;
  readonly subjectCode: string;
  readonly at: Date;
  /** Category, finding, measure or state: the list says which. */
  readonly what: string | null;
  readonly severity: number;
};

type Place = { readonly at: Date; readonly id: string } | null;

const afterPlace = (at: PgColumn, id: PgColumn, place: Place) =>
  place ? sql`(${at}, ${id}) < (${place.at.toISOString()}::timestamptz, ${place.id}::uuid)` : undefined;

/** Cases, newest first by one of their times. */
export const caseRows = (tx: Reader, where: SQL | undefined, at: PgColumn, place: Place, limit: number) =>
  tx
    .select({
      id: caseRow.id,
      case: caseRow.number,
      subjectName: caseRow.subjectName,
      subjectCode: caseRow.subjectCode,
      at: sql<Date>`${at}`.mapWith(caseRow.openedAt),
      what: caseRow.category,
      severity: caseRow.severity,
    })
    .from(caseRow)
    .where(and(where, afterPlace(at, caseRow.id, place)))
    .orderBy(desc(at), desc(caseRow.id))
    .limit(limit);

export const reportRows = (tx: Reader, where: SQL | undefined, place: Place, limit: number) =>
  tx
    .select({
      id: report.id,
      case: caseRow.number,
      subjectName: caseRow.subjectName,
      subjectCode: caseRow.subjectCode,
      at: report.receivedAt,
      what: report.category,
      severity: report.severity,
    })
    .from(report)
    .innerJoin(caseRow, eq(caseRow.id, report.caseId))
    .where(and(where, afterPlace(report.receivedAt, report.id, place)))
    .orderBy(desc(report.receivedAt), desc(report.id))
    .limit(limit);

export const decisionRows = (tx: Reader, where: SQL | undefined, place: Place, limit: number) =>
  tx
    .select({
      id: decision.id,
      case: caseRow.number,
      subjectName: caseRow.subjectName,
      subjectCode: caseRow.subjectCode,
      at: sql<Date>`${decision.effectiveAt}`.mapWith(decision.proposedAt),
      what: decision.finding,
      severity: decision.severity,
    })
    .from(decision)
    .innerJoin(caseRow, eq(caseRow.id, decision.caseId))
    .where(and(where, afterPlace(decision.effectiveAt, decision.id, place)))
    .orderBy(desc(decision.effectiveAt), desc(decision.id))
    .limit(limit);

export const measureRows = (tx: Reader, where: SQL | undefined, place: Place, limit: number) =>
  tx
    .select({
      id: measure.id,
      case: caseRow.number,
      subjectName: measure.subjectName,
      subjectCode: measure.subjectCode,
      at: measure.enteredAt,
      what: measure.key,
      severity: caseRow.severity,
    })
    .from(measure)
    .innerJoin(caseRow, eq(caseRow.id, measure.caseId))
    .where(and(where, afterPlace(measure.enteredAt, measure.id, place)))
    .orderBy(desc(measure.enteredAt), desc(measure.id))
    .limit(limit);

import { and, asc, desc, eq, inArray, lte, sql } from "drizzle-orm";
import type { Reader, Tx } from "../../db/client";
import { approval, decision, measure, notice, report } from "../../db/schema";
import type { DecisionRow, MeasureRow, NoticeRow } from "./store";

/** Measures that a decision took, those that an appeal put in the place of others among them; reversals left out, and what was provisional. */
export const measuresTaken = (tx: Reader, decisionId: string): Promise<MeasureRow[]> =>
  tx
    .select()
    .from(measure)
    .where(and(eq(measure.decisionId, decisionId), sql`${measure.reverses} is null`, eq(measure.provisional, false)))
    .orderBy(asc(measure.enteredAt), asc(measure.id));

/** Everybody who proposed, approved or returned a decision. */
export async function makersOf(tx: Reader, found: Pick<DecisionRow, "id" | "proposedBy">): Promise<string[]> {
  const rows = await tx.select({ by: approval.by }).from(approval).where(eq(approval.decisionId, found.id));
  return [found.proposedBy, ...rows.map(({ by }) => by)];
}

/** Who approved a decision, when, and the entry that says so; null while nobody has. */
export async function approvalOf(
  tx: Reader,
  decisionId: string,
): Promise<{ by: string; at: Date; eventId: string } | null> {
  const [row] = await tx
    .select({ by: approval.by, at: approval.at, eventId: approval.eventId })
    .from(approval)
    .where(and(eq(approval.decisionId, decisionId), eq(approval.verdict, "approved")));
  return row ?? null;
}

/** The notices about a decision; that of a provisional suspension is none. */
export const noticesOf = (tx: Reader, decisionId: string) =>
  tx
    .select({ id: notice.id, subjectKind: notice.subjectKind, subjectId: notice.subjectId })
    .from(notice)
    .where(and(eq(notice.decisionId, decisionId), eq(notice.provisional, false)))
    .orderBy(asc(notice.id));

/** The decision that gave the reports of a round their outcome; null while there is none. */
export async function decisionOfRound(tx: Reader, caseId: string, round: number): Promise<DecisionRow | null> {
  const [row] = await tx
    .select()
    .from(decision)
    .where(
      and(
        eq(decision.caseId, caseId),
        eq(decision.round, round),
        inArray(decision.state, ["effective", "modified", "overturned", "reversed"]),
      ),
    );
  return row ?? null;
}

/** The newest notice about a decision to one subject that was issued by then. */
export async function noticeTo(
  tx: Reader,
  { decisionId, subjectKind, subjectId }: Pick<NoticeRow, "decisionId" | "subjectKind" | "subjectId">,
  by: Date,
): Promise<NoticeRow | null> {
  const [row] = await tx
    .select()
    .from(notice)
    .where(
      and(
        eq(notice.decisionId, decisionId),
        eq(notice.subjectKind, subjectKind),
        eq(notice.subjectId, subjectId),
        lte(notice.issuedAt, by),
      ),
    )
    .orderBy(desc(notice.issuedAt), desc(notice.id))
    .limit(1);
  return row ?? null;
}

/** Reports of a round in this state that systems with a key were told about; `only` one of them. */
export const answeredReports = (
  tx: Tx,
  caseId: string,
  round: number,
  state: "upheld" | "not_upheld",
  only: string | null,
) =>
  tx
    .select({ id: report.id, externalId: report.externalId })
    .from(report)
    .where(
      and(
        eq(report.caseId, caseId),
        eq(report.round, round),
        eq(report.state, state),
        only ? eq(report.id, only) : undefined,
        sql`${report.origin} ~ '^(key|connection):'`,
      ),
    )
    .orderBy(asc(report.id));

/** Reports whose reporters are compared with what leaves: as many as people who decide can have looked at. */
export const comparedReporters = 500;

/** The newest reports of a case, of whatever round, with their sealed reporters: for comparing only. */
export const reportersOf = (tx: Reader, caseId: string) =>
  tx
    .select({ id: report.id, about: report.about, reporter: report.reporter })
    .from(report)
    .where(and(eq(report.caseId, caseId), sql`${report.reporter} is not null`))
    .orderBy(desc(report.id))
    .limit(comparedReporters);

/**
 * The newest reports about each of these subjects, in whatever case, with their sealed reporters: for comparing only. Who
 * reported somebody is not to be told in a later case either.
 */
export const reportersAbout = (
  tx: Reader,
  subjects: readonly { readonly kind: string; readonly id: string }[],
  limitEach: number,
) =>
  tx.execute<{ id: string; about: string; reporter: Buffer; subjectId: string }>(sql`
    select r.id, r.about, r.reporter, s.id as "subjectId"
    from json_to_recordset(${JSON.stringify(subjects.map(({ kind, id }) => ({ kind, id })))}::json) as s (kind text, id uuid)
    cross join lateral (
      select id, about, reporter from report
      where subject_kind = s.kind and subject_id = s.id and reporter is not null
      order by received_at desc limit ${sql.raw(String(limitEach))}
    ) as r`);

/** What reporters of a case wrote, the newest first; for comparing only. */
export const descriptionsOf = (tx: Reader, caseId: string, limit: number) =>
  tx
    .select({ id: report.id, about: report.about, description: report.description })
    .from(report)
    .where(and(eq(report.caseId, caseId), sql`${report.description} is not null`))
    .orderBy(desc(report.id))
    .limit(limit);

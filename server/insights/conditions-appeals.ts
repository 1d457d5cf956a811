import { and, eq, gte, inArray, isNotNull, lt, sql } from "drizzle-orm";
import { appeal, decision, measure, report } from "../../db/schema";
import type { AppealKind } from "../appeals/contract-words";
import type { AppealFigure } from "./contract-appeals";

type Span = { readonly start: Date; readonly end: Date };
type By = { readonly measure?: string | undefined; readonly clause?: string | undefined };

/** The condition of the partial index: nobody has ruled. */
const isOpen = sql`${appeal.state} in ('filed', 'in_review', 'awaiting_appellant')`;
const ruledIn = ({ start, end }: Span) =>
  and(isNotNull(appeal.ruledAt), gte(appeal.ruledAt, start), lt(appeal.ruledAt, end));
/** Looked at on its merits: what is put aside says nothing about the decision. */
const onMerits = inArray(appeal.state, ["upheld", "modified", "overturned"]);
const changed = inArray(appeal.state, ["modified", "overturned"]);

/** Clauses by which an appeal is counted: those of the decision; of an objection, the category of the report. */
export const clauseOf = sql`case when ${appeal.kind} = 'appeal' then ${decision.clauses}
  else array[coalesce(${report.category}, '-')] end`;

const about = ({ measure: key, clause }: By) =>
  and(
    key
      ? sql`exists (select 1 from ${measure} where ${measure.decisionId} = ${appeal.decisionId} and ${measure.reverses} is null
          and ${measure.key} = ${key} and ${measure.subjectKind} = ${appeal.subjectKind} and ${measure.subjectId} = ${appeal.subjectId})`
      : undefined,
    clause ? sql`${clause} = any (${clauseOf})` : undefined,
  );

/**
 * What a figure counts. A period is by when something was filed or ruled on; `open`, `waiting` and `overdue` are as of
 * now, because a due time moves on while an appeal waits, so that nothing can say what was overdue on a past day.
 */
export function appealsBehind(kind: AppealKind, figure: AppealFigure, span: Span, now: Date, by: By = {}) {
  const counted = {
    filed: and(gte(appeal.filedAt, span.start), lt(appeal.filedAt, span.end)),
    ruled: ruledIn(span),
    merits: and(ruledIn(span), onMerits),
    changed: and(ruledIn(span), changed),
    late: and(ruledIn(span), sql`${appeal.ruledAt} > ${appeal.dueAt}`),
    open: isOpen,
    waiting: and(isOpen, eq(appeal.state, "awaiting_appellant")),
    overdue: and(isOpen, sql`${appeal.state} <> 'awaiting_appellant'`, lt(appeal.dueAt, now)),
  }[figure];
  return and(eq(appeal.kind, kind), counted, about(by));
}

/** The time by which the rows of a figure are listed: of what is open, when it is due. */
export function timeOf(figure: AppealFigure) {
  switch (figure) {
    case "filed":
      return appeal.filedAt;
    case "open":
    case "waiting":
    case "overdue":
      return appeal.dueAt;
    default:
      return appeal.ruledAt;
  }
}

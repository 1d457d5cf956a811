import { type AppealKind, appealKinds } from "../appeals/contract-words";
import { toCursor } from "../kernel/cursor";
import { currentPolicy } from "../policy/service";
import { read } from "../read";
import { appealsBehind } from "./conditions-appeals";
import { type AppealBoard, type AppealRows, smallestGroup } from "./contract-appeals";
import { type Period, periodsOf } from "./rules";
import { insist, place } from "./service";
import { appealRows, appealTotals, byClause, byMeasure, rulingTimes } from "./store-appeals";

const rate = (part: number, whole: number) => (whole === 0 ? null : Math.round((part / whole) * 1_000) / 10);

/** Appeals and objections of a period, apart, beside the period of the same length before. Refuses: period. */
export async function appealBoard(input: AppealBoard, now: Date) {
  const { period, before } = insist(periodsOf(input, now));
  const { document } = await currentPolicy();
  const namesOf = (clause: string) => document.taxonomy.find(({ key }) => key === clause)?.names ?? null;
  const boardOf = (kind: AppealKind, span: Period, then: Period) =>
    read(async (tx) => {
      const [figures, earlier, times, timesBefore, measures, clauses] = await Promise.all([
        appealTotals(tx, kind, span, now),
        appealTotals(tx, kind, then, now),
        rulingTimes(tx, kind, span, now),
        rulingTimes(tx, kind, then, now),
        byMeasure(tx, kind, span, now),
        byClause(tx, kind, span, now),
      ]);
      return {
        kind,
        figures: {
          ...figures,
          changedPercent: rate(figures.changed, figures.merits),
          medianHours: times.median,
          p95Hours: times.p95,
          /** Null: fewer than five, who are not counted. */
          reviewers: times.reviewers >= smallestGroup ? times.reviewers : null,
        },
        before: {
          filed: earlier.filed,
          ruled: earlier.ruled,
          late: earlier.late,
          changedPercent: rate(earlier.changed, earlier.merits),
          medianHours: timesBefore.median,
          p95Hours: timesBefore.p95,
        },
        byMeasure: measures,
        byClause: clauses.map((row) => ({ ...row, names: namesOf(row.clause) })),
      };
    });
  return {
    asOf: now,
    from: period.days[0] as string,
    to: period.days.at(-1) as string,
    days: period.days,
    smallestGroup,
    boards: await Promise.all(appealKinds.map((kind) => boardOf(kind, period, before))),
  };
}

/** The rows behind a figure, newest first: as many as the figure says. Refuses: period, cursor. */
export async function appealsBehindFigure(input: AppealRows, now: Date) {
  const { period } = insist(periodsOf(input, now));
  const at = place(input.cursor);
  const where = appealsBehind(input.kind, input.figure, period, now, input);
  const rows = await read((tx) => appealRows(tx, where, input.figure, at, input.limit + 1));
  const shown = rows.slice(0, input.limit);
  const last = shown.at(-1);
  return {
    rows: shown,
    next: rows.length > shown.length && last ? toCursor([last.at.toISOString(), last.id]) : null,
  };
}

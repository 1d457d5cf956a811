import { caseRow } from "../../db/schema";
import { fromCursor, toCursor } from "../kernel/cursor";
import { type Refusal, Refused } from "../kernel/refusal";
import { currentPolicy } from "../policy/service";
import { read } from "../read";
import { breachesIn, casesIn, decisionsIn, measuresIn, openAt, reportsIn } from "./conditions";
import { type Board, type Rows, refuse } from "./contract";
import { endOfDay, narrowed, type Period, periodsOf, repeatSince, repeatWindowDays } from "./rules";
import * as store from "./store";
import { caseRows, decisionRows, measureRows, reportRows } from "./store-rows";

const repeatedShown = 10;

type Answer = { readonly ok: true } | { readonly ok: false; readonly refusal: Refusal };

/** The verdict's content; throws its refusal. */
export function insist<Given extends Answer>(verdict: Given): Extract<Given, { ok: true }> {
  if (!verdict.ok) throw new Refused(verdict.refusal);
  return verdict as Extract<Given, { ok: true }>;
}

/** Everything on the board, as of now, beside the period of the same length before. Refuses: period. */
export async function board(input: Board, now: Date) {
  const { period, before } = insist(periodsOf(input, now));
  const { queue } = input;
  const ends = period.days.map((each) => endOfDay(each, now));
  const past = period.days.map((_, at) => at).filter((at) => (ends[at] as Date) <= now);
  const policy = await currentPolicy();
  return read(async (tx) => {
    const [flow, backlog, speeds, speedsBefore, totals, totalsBefore, backlogBefore, where, repeated] =
      await Promise.all([
        store.flow(tx, period, queue),
        store.backlogs(
          tx,
          past.map((at) => ends[at] as Date),
          queue,
        ),
        store.speeds(tx, period, queue),
        store.speeds(tx, before, queue),
        store.totals(tx, period, now, queue),
        store.totals(tx, before, now, queue),
        store.backlogs(tx, [before.end], queue),
        store.concentrations(tx, period, now, queue),
        store.repeated(tx, now, queue, repeatedShown),
      ]);
    const last = backlog.at(-1) ?? { fresh: 0, today: 0, old: 0, overdue: 0 };
    const openThen = backlogBefore[0] ?? last;
    const sum = (row: typeof last) => row.fresh + row.today + row.old + row.overdue;
    return {
      asOf: now,
      from: period.days[0] as string,
      to: period.days.at(-1) as string,
      days: period.days,
      queues: policy.document.queues.map(({ key, names }) => ({ key, names })),
      figures: {
        ...totals,
        backlog: sum(last),
        overdue: last.overdue,
        firstActionMinutes: speeds.actionTime?.median ?? null,
        decisionMinutes: speeds.decisionTime?.median ?? null,
        decisionMinutesP95: speeds.decisionTime?.p95 ?? null,
      },
      before: {
        ...totalsBefore,
        backlog: sum(openThen),
        firstActionMinutes: speedsBefore.actionTime?.median ?? null,
        decisionMinutes: speedsBefore.decisionTime?.median ?? null,
      },
      flow: period.days.map((day) => ({
        day,
        reports: flow.reports.find((row) => row.day === day)?.count ?? 0,
        decisions: flow.decisions.find((row) => row.day === day)?.count ?? 0,
      })),
      backlog: past.map((at, place) => ({ day: period.days[at] as string, ...(backlog[place] as typeof last) })),
      speed: period.days.map((day) => {
        const found = speeds.byDay.find((row) => row.day === day);
        return { day, median: found?.median ?? null, p95: found?.p95 ?? null };
      }),
      ...where,
      byCategory: where.byCategory.map((row) => ({
        ...row,
        names: policy.document.taxonomy.find(({ key }) => key === row.category)?.names ?? null,
      })),
      repeated: repeated.map((row) => ({ ...row, last: new Date(row.last) })),
      repeatWindowDays,
    };
  });
}

/** Where a page of rows begins; null: at the first. Refuses: cursor. */
export const place = (cursor: string | null | undefined) => {
  if (!cursor) return null;
  const [at, id] = fromCursor(cursor, 2) ?? [];
  const date = new Date(String(at));
  if (Number.isNaN(date.getTime()) || !/^[0-9a-f-]{36}$/.test(String(id))) throw new Refused(refuse("cursor"));
  return { at: date, id: String(id) };
};

/** When the backlog is asked about: the end of a day, or of the period as far as it has come. */
const momentOf = (period: Period, dayAsked: string | undefined, now: Date) =>
  endOfDay(dayAsked ?? (period.days.at(-1) as string), now);

/** The rows behind a figure, newest first: as many as the figure says. Refuses: period, day, cursor. */
export async function rowsBehind(input: Rows, now: Date) {
  const { period } = insist(periodsOf(input, now));
  const span = narrowed(period, input.day);
  if (!span) throw new Refused(refuse("day", {}, [{ pointer: "/day", reason: refuse("day").sentence }]));
  const at = place(input.cursor);
  const limit = input.limit + 1;
  const { queue } = input;
  const moment = momentOf(period, input.day, now);
  const rows = await read((tx) => {
    switch (input.figure) {
      case "reports":
        return reportRows(tx, reportsIn(span, queue), at, limit);
      case "cases":
        return caseRows(tx, casesIn(span, input), caseRow.openedAt, at, limit);
      case "backlog":
        return caseRows(
          tx,
          openAt(moment, { queue, ...(input.age ? { age: input.age, overdue: false } : {}) }),
          caseRow.openedAt,
          at,
          limit,
        );
      case "overdue":
        return caseRows(tx, openAt(moment, { queue, overdue: true }), caseRow.openedAt, at, limit);
      case "decisions":
        return decisionRows(tx, decisionsIn(span, { queue }), at, limit);
      case "acted":
        return decisionRows(tx, decisionsIn(span, { queue, acted: true }), at, limit);
      case "measures":
        return measureRows(tx, measuresIn(span, now, { queue, measure: input.measure }), at, limit);
      case "breaches":
        return caseRows(tx, breachesIn(span, queue), caseRow.breachedAt, at, limit);
      case "repeated":
        return decisionRows(
          tx,
          decisionsIn({ start: repeatSince(now), end: now }, { queue, subject: input.subject, violating: true }),
          at,
          limit,
        );
    }
  });
  const shown = rows.slice(0, input.limit);
  const last = shown.at(-1);
  const { document } = await currentPolicy();
  const stated = new Set(shown.map((row) => row.what));
  return {
    rows: shown,
    /** Names of the categories among them. */
    names: Object.fromEntries(document.taxonomy.flatMap(({ key, names }) => (stated.has(key) ? [[key, names]] : []))),
    next: rows.length > shown.length && last ? toCursor([last.at.toISOString(), last.id]) : null,
  };
}

import { beforeAll, describe, expect, it } from "vitest";
import { caseRow } from "../../db/schema";
import { day } from "../kernel/calendar";
import { useDatabase } from "../testing/database";
import { costOf, fillTables } from "../testing/plan";
import { breachesIn, casesIn, decisionsIn, measuresIn, openAt, reportsIn } from "./conditions";
import { caseRows, decisionRows, measureRows, reportRows } from "./store-rows";

const urls = useDatabase();
const rows = 100_000;
const limit = 101;
const id = (of: string) => `('00000000-0000-7000-8000-' || lpad(to_hex(${of}), 12, '0'))::uuid`;
const uuid = (n: number) => `00000000-0000-7000-8000-${n.toString(16).padStart(12, "0")}`;
const startMs = Date.UTC(2026, 0, 1);
const at = (n: number) => new Date(startMs + n * 60_000);
const time = "timestamptz '2026-01-01' + n * interval '1 minute'";

/**
 * 100,000 cases, a minute apart, each with a report; nine of ten are decided two hours later, half of these with a
 * measure. One queue and one category are rare, one case in a hundred breached.
 */
beforeAll(async () => {
  await fillTables(
    urls().superUrl,
    ["chat_group", "docket_case", "report", "decision", "measure"],
    `
    insert into chat_group (id, external_id, code, name, grams, category, member_count, grade, measure_status, confirmed, version, created_at)
    select ${id("n")}, 'g' || n, 'G-' || n, '群' || n, '{}', 'interest', 1, 1 + n % 4, 'active', true, 1, now()
    from generate_series(1, ${rows}) n;
    insert into docket_case (id, subject_kind, subject_id, subject_name, subject_code, grams, state, round, queue, category,
      severity, source, priority, priority_terms, report_count, reporter_count, opened_at, due_at, breached_at, decided_at, version)
    select ${id("n")}, 'group', ${id("n")}, '群' || n, 'G-' || n, '{}', case when n % 10 = 0 then 'open' else 'decided' end, 1,
      case when n % 4999 = 0 then 'rare' else 'queue' || n % 5 end,
      case when n % 4999 = 0 then 'rare' when n % 100 = 1 then null else 'category' || n % 20 end, 1, 'in_app', 1, '{}', 1, 1,
      ${time}, ${time} + case when n % 30 = 0 then interval '48 hours' else interval '4 hours' end, case when n % 100 = 0 then ${time} + interval '4 hours' end,
      case when n % 10 <> 0 then ${time} + interval '2 hours' end, 1
    from generate_series(1, ${rows}) n;
    insert into report (id, receipt_hash, origin, content_sha256, source, subject_kind, subject_id, category, policy_number,
      severity, about, received_at, state, case_id, round, version, event_id)
    select ${id("n")}, 'r' || n, 'key:1', '', 'in_app', 'group', ${id("n")}, 'category1', 1, 1, '', ${time}, 'attached', ${id("n")},
      1, 1, ${id("n")}
    from generate_series(1, ${rows}) n;
    insert into decision (id, case_id, case_number, round, subject_kind, subject_id, state, finding, policy_number, clauses,
      severity, facts, evidence, deviates, severe, proposed, proposed_by, proposed_at, effective_at, version, event_id)
    select ${id("n")}, ${id("n")}, n, 1, 'group', ${id("n % 20000")}, 'effective', case when n % 3 = 0 then 'does_not' else 'violates' end,
      1, '{}', 1, '', '[]', false, false, '[]', ${id("1")}, ${time} + interval '2 hours', ${time} + interval '2 hours', 1, ${id("n")}
    from generate_series(1, ${rows}) n where n % 10 <> 0;
    insert into measure (id, decision_id, case_id, key, subject_kind, subject_id, subject_name, subject_code, standing,
      parameters, grounds, from_at, state, delivery, version, entered_at, event_id)
    select ${id("n")}, ${id("n")}, ${id("n")}, case when n % 4999 = 0 then 'blacklist' else 'warn' end, 'group', ${id("n")},
      '群' || n, 'G-' || n, 'subject', '{}', '{}', ${time} + interval '2 hours', 'in_force', 'executed', 1, ${time} + interval '2 hours', ${id("n")}
    from generate_series(1, ${rows}) n where n % 2 = 1;`,
  );
}, 120_000);

const span = { start: at(0), end: at(rows + 1_000) };
const now = at(rows);
const middle = { at: at(rows / 2), id: uuid(rows / 2) };

type List = (tx: Parameters<Parameters<typeof costOf>[0]>[0], place: typeof middle | null) => unknown;
const cases =
  (where: Parameters<typeof caseRows>[1], by: Parameters<typeof caseRows>[2] = caseRow.openedAt): List =>
  (tx, place) =>
    caseRows(tx, where, by, place, limit);
const reports =
  (where: Parameters<typeof reportRows>[1]): List =>
  (tx, place) =>
    reportRows(tx, where, place, limit);
const decisions =
  (where: Parameters<typeof decisionRows>[1]): List =>
  (tx, place) =>
    decisionRows(tx, where, place, limit);
const measures =
  (where: Parameters<typeof measureRows>[1]): List =>
  (tx, place) =>
    measureRows(tx, where, place, limit);

/** Rows read for each row of the page, at most: what a filter passes over included. */
const lists: Readonly<Record<string, readonly [List, number]>> = {
  "reports of a period": [reports(reportsIn(span)), 3],
  "reports of a queue": [reports(reportsIn(span, "queue1")), 16],
  "reports of a rare queue": [reports(reportsIn(span, "rare")), 3],
  "cases of a period": [cases(casesIn(span, {})), 2],
  "cases of a queue": [cases(casesIn(span, { queue: "queue1" })), 6],
  "cases of a rare queue": [cases(casesIn(span, { queue: "rare" })), 2],
  "cases of a category": [cases(casesIn(span, { category: "category1" })), 2],
  "cases of a rare category": [cases(casesIn(span, { category: "rare" })), 2],
  // No index has an order behind "none stated": they are read off the order of all, one in a hundred of them.
  "cases without a category": [cases(casesIn(span, { category: "-" })), 110],
  "cases of groups of a grade": [cases(casesIn(span, { grade: 3 })), 12],
  "the backlog": [cases(openAt(now, {})), 30],
  "the backlog of a past day": [cases(openAt(at(rows / 2 + 500), {})), 30],
  "the fresh backlog": [cases(openAt(now, { age: "fresh", overdue: false })), 30],
  // Found by the range of due times, which holds younger ones too.
  "the old backlog": [cases(openAt(now, { age: "old", overdue: false })), 60],
  "what is overdue": [cases(openAt(now, { overdue: true })), 40],
  "the backlog of a queue": [cases(openAt(now, { queue: "queue0" })), 30],
  "decisions of a period": [decisions(decisionsIn(span, {})), 3],
  "decisions of a queue": [decisions(decisionsIn(span, { queue: "queue1" })), 16],
  "decisions that acted": [decisions(decisionsIn(span, { acted: true })), 8],
  "violations of one subject": [decisions(decisionsIn(span, { subject: uuid(777), violating: true })), 3],
  "violations in ninety days": [
    decisions(decisionsIn({ start: new Date(now.getTime() - 90 * day), end: now }, { violating: true })),
    4,
  ],
  "measures of a period": [measures(measuresIn(span, now, {})), 3],
  "measures of a kind": [measures(measuresIn(span, now, { measure: "warn" })), 3],
  "measures of a rare kind": [measures(measuresIn(span, now, { measure: "blacklist" })), 3],
  breaches: [cases(breachesIn(span), caseRow.breachedAt), 2],
  "breaches of a queue": [cases(breachesIn(span, "queue0"), caseRow.breachedAt), 12],
};

describe("the rows behind a figure", () => {
  it.each(Object.keys(lists))(
    "%s: the first page and one at half depth read little more than themselves",
    async (name) => {
      const [list, perRow] = lists[name] as readonly [List, number];
      for (const place of [null, middle]) {
        const cost = await costOf((tx) => list(tx, place));
        expect([place, cost]).toEqual([
          place,
          expect.objectContaining({ scanned: [], read: expect.toSatisfy((read: number) => read <= perRow * limit) }),
        ]);
      }
    },
  );
});

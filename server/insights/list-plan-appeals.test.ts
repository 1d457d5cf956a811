import { beforeAll, describe, expect, it } from "vitest";
import { useDatabase } from "../testing/database";
import { costOf, fillTables } from "../testing/plan";
import { appealsBehind } from "./conditions-appeals";
import { appealFigures } from "./contract-appeals";
import { appealRows } from "./store-appeals";

const urls = useDatabase();
const rows = 100_000;
const limit = 101;
const id = (of: string) => `('00000000-0000-7000-8000-' || lpad(to_hex(${of}), 12, '0'))::uuid`;
const uuid = (n: number) => `00000000-0000-7000-8000-${n.toString(16).padStart(12, "0")}`;
const at = (n: number) => new Date(Date.UTC(2026, 0, 1) + n * 60_000);
const time = "timestamptz '2026-01-01' + n * interval '1 minute'";

/** 100,000 appeals, a minute apart; one in two hundred is open, the others were ruled on a day later, a third with a change. */
beforeAll(async () => {
  await fillTables(
    urls().superUrl,
    ["docket_case", "decision", "appeal"],
    `
    insert into docket_case (id, subject_kind, subject_id, subject_name, subject_code, grams, state, round, queue,
      severity, source, priority, priority_terms, report_count, reporter_count, opened_at, due_at, version)
    select ${id("n")}, 'group', ${id("n")}, '群' || n, 'G-' || n, '{}', 'decided', 1, 'general', 1, 'in_app', 1, '{}',
      1, 1, now(), now(), 1 from generate_series(1, ${rows}) n;
    insert into decision (id, case_id, case_number, round, subject_kind, subject_id, state, finding, policy_number, clauses,
      severity, facts, evidence, deviates, severe, proposed, proposed_by, proposed_at, effective_at, version, event_id)
    select ${id("n")}, ${id("n")}, n, 1, 'group', ${id("n")}, 'effective', 'violates', 1, '{}', 1, '', '[]', false, false,
      '[]', ${id("1")}, now(), now(), 1, ${id("n")} from generate_series(1, ${rows}) n;
    insert into appeal (id, kind, decision_id, case_id, case_number, notice_id, subject_kind, subject_id, about,
      text, state, filed_at, due_at, reviewer_id, taken_at, ruled_at, reasons, version, event_id)
    select ${id("n")}, 'appeal', ${id("n")}, ${id("n")}, n, ${id("n")}, 'group', ${id("n")}, 'group:' || n, '',
      state, ${time}, ${time} + interval '15 days', case when state <> 'filed' then ${id("1000 + n % 50")} end, now(),
      case when state <> 'filed' then ${time} + interval '1 day' end, case when state <> 'filed' then ''::bytea end, 1, ${id("n")}
    from (select n, case when n % 200 = 1 then 'filed' when n % 3 = 0 then 'overturned' else 'upheld' end as state
      from generate_series(1, ${rows}) n) as given;`,
  );
}, 120_000);

const span = { start: at(0), end: at(rows + 10_000) };
const now = at(rows + 10_000);
const deep = { at: at(rows / 2), id: uuid(rows / 2) };
const openRows = rows / 200;
/** What nothing orders by: few rows at any time, or none. */
const few = ["late", "open", "waiting", "overdue"];

describe("the rows behind a figure of appeals", () => {
  it.each(appealFigures)("%s: reads little more than its page, or than what is open", async (figure) => {
    for (const place of few.includes(figure) ? [null] : [null, deep]) {
      const cost = await costOf((tx) =>
        appealRows(tx, appealsBehind("appeal", figure, span, now), figure, place, limit),
      );
      expect([figure, place, cost.scanned]).toEqual([figure, place, []]);
      const most = few.includes(figure) ? 4 * openRows : 12 * limit;
      if (figure !== "late") expect([figure, place, cost.read <= most]).toEqual([figure, place, true]);
    }
  });
});

import { beforeAll, describe, expect, it } from "vitest";
import { useDatabase } from "../testing/database";
import { costOf, fillTables } from "../testing/plan";
import { AppealFilter } from "./contract";
import { appealsPage } from "./store";

const urls = useDatabase();
const rows = 100_000;
const limit = 51;
const id = (of: string) => `('00000000-0000-7000-8000-' || lpad(to_hex(${of}), 12, '0'))::uuid`;
const uuid = (n: number) => `00000000-0000-7000-8000-${n.toString(16).padStart(12, "0")}`;
const startMs = Date.UTC(2026, 0, 1);

/** 100,000 appeals, a minute apart: one in fifty is open, one in nine is an objection, one officer in fifty holds any one. */
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
    insert into appeal (id, kind, decision_id, case_id, case_number, notice_id, report_id, subject_kind, subject_id, about,
      text, state, filed_at, due_at, reviewer_id, taken_at, ruled_at, reasons, version, event_id)
    select ${id("n")}, case when n % 9 = 0 then 'objection' else 'appeal' end, ${id("n")}, ${id("n")}, n,
      case when n % 9 <> 0 then ${id("n")} end, case when n % 9 = 0 then ${id("n")} end, 'group', ${id("n")}, 'group:' || n, '',
      state, now(), timestamptz '2026-01-01' + n * interval '1 minute',
      case when state <> 'filed' then ${id("1000 + n % 50")} end, now(),
      case when state not in ('filed', 'in_review') then now() end, case when state not in ('filed', 'in_review') then ''::bytea end, 1, ${id("n")}
    from (select n, case when n % 100 = 1 then 'filed' when n % 100 = 2 then 'in_review' when n % 5000 = 0 then 'modified'
      when n % 3 = 0 then 'overturned' else 'upheld' end as state from generate_series(1, ${rows}) n) as given;`,
  );
}, 120_000);

const filters: Readonly<Record<string, object>> = {
  open: {},
  "waiting for anybody": { state: "filed" },
  "a common state": { state: "upheld" },
  "a rare state": { state: "modified" },
  "open objections": { kind: "objection" },
  "objections overturned": { kind: "objection", state: "overturned" },
};
const deep = { dueAt: new Date(startMs + (rows / 2) * 60_000), id: uuid(rows / 2) };

describe("the queue of appeals", () => {
  it.each(Object.entries(filters))(
    "%s: reads little more than its page, at the start and deep inside",
    async (_, filter) => {
      for (const after of [null, deep]) {
        const cost = await costOf((tx) => appealsPage(tx, AppealFilter.parse(filter), uuid(1001), after, limit));
        expect([after, cost]).toEqual([
          after,
          expect.objectContaining({ scanned: [], read: expect.toSatisfy((read: number) => read <= 6 * limit) }),
        ]);
      }
    },
  );
  it("mine: reads no more than what one officer has", async () => {
    const cost = await costOf((tx) =>
      appealsPage(tx, AppealFilter.parse({ mine: true, state: "upheld" }), uuid(1001), null, limit),
    );
    expect(cost.scanned).toEqual([]);
    expect(cost.read).toBeLessThan(rows / 20);
  });
});

import { beforeAll, expect, it } from "vitest";
import { useDatabase } from "../testing/database";
import { costOf, fillTables } from "../testing/plan";
import { referralFilters } from "./contract";
import { referralsPage } from "./store";

const urls = useDatabase();
const rows = 100_000;
const limit = 51;
const id = (of: string) => `('00000000-0000-7000-8000-' || lpad(to_hex(${of}), 12, '0'))::uuid`;
const uuid = (n: number) => `00000000-0000-7000-8000-${n.toString(16).padStart(12, "0")}`;
const startMs = Date.UTC(2026, 0, 1);

/** 100,000 referrals, a minute apart: one in five hundred is not over yet. */
beforeAll(async () => {
  await fillTables(
    urls().superUrl,
    ["docket_case", "referral"],
    `
    insert into docket_case (id, subject_kind, subject_id, subject_name, subject_code, grams, state, round, queue,
      severity, source, priority, priority_terms, report_count, reporter_count, opened_at, due_at, version)
    select ${id("n")}, 'group', ${id("n")}, '群' || n, 'G-' || n, '{}', 'decided', 1, 'general', 1, 'in_app', 1, '{}',
      1, 1, now(), now(), 1 from generate_series(1, ${rows}) n;
    insert into referral (id, number, case_id, case_number, subject_kind, subject_id, state, danger, office, parts, evidence,
      terms, drafted_by, drafted_at, version, event_id)
    select ${id("n")}, 'R-2026-' || n, ${id("n")}, n, 'group', ${id("n")},
      case when n % 500 = 1 then 'draft' else 'abandoned' end, false, '', '{}', '{}', '',
      ${id("1")}, timestamptz '2026-01-01' + n * interval '1 minute', 1, ${id("n")} from generate_series(1, ${rows}) n;`,
  );
}, 120_000);

const deep = { at: new Date(startMs + (rows / 2) * 60_000), id: uuid(rows / 2) };

it.each(referralFilters)("%s: reads little more than its page, at the start and deep inside", async (show) => {
  for (const after of [null, deep]) {
    const cost = await costOf((tx) => referralsPage(tx, { show, staffId: uuid(1) }, after, limit));
    expect([after, cost.rows]).toEqual([after, limit]);
    expect([after, cost]).toEqual([
      after,
      expect.objectContaining({
        scanned: expect.not.arrayContaining(["referral", "docket_case"]),
        read: expect.toSatisfy((read: number) => read <= 6 * limit),
      }),
    ]);
  }
});

import { beforeAll, describe, expect, it } from "vitest";
import { useDatabase } from "../testing/database";
import { costOf, fillTables } from "../testing/plan";
import type { IncidentRowState, IncidentState } from "./contract";
import { atWork, incidentsPage, lapsedIds, rowsPage } from "./store";

const urls = useDatabase();
const rows = 100_000;
const limit = 51;
const id = (of: string) => `('00000000-0000-7000-8000-' || lpad(to_hex(${of}), 12, '0'))::uuid`;
const uuid = (n: number) => `00000000-0000-7000-8000-${n.toString(16).padStart(12, "0")}`;

/** 100,000 incidents, nearly all reversed or done; and 100,000 subjects, in incidents of 5,000, one in fifty left out. */
beforeAll(async () => {
  await fillTables(
    urls().superUrl,
    ["incident", "incident_row"],
    `
    insert into incident (id, state, subject_kind, collected, measure_key, parameters, clause, policy_number, texts, total,
      created_by, created_at, proposed_at, lapses_at, approved_by, finished_at, reversal_by, reversal_approved_by, version, event_id)
    select ${id("n")}, state, 'group', 'list', 'close_group', '{}', 'spam', 1, '', 1, ${id("1")}, now(), now(),
      timestamptz '2026-01-01' + n * interval '1 minute',
      case when state not in ('draft', 'proposed') then ${id("2")} end,
      case when state not in ('draft', 'proposed', 'running') then now() end,
      case when state in ('reversing', 'reversed') then ${id("1")} end,
      case when state in ('reversing', 'reversed') then ${id("2")} end, 1, ${id("n")}
    from (select n, case when n % 10000 = 1 then 'running' when n % 10000 = 2 then 'reversing' when n % 1000 = 3 then 'proposed'
      when n % 1000 = 4 then 'draft' when n % 2 = 0 then 'reversed' else 'done' end as state from generate_series(1, ${rows}) n) as given;
    insert into incident_row (incident_id, ordinal, subject_id, state)
    select ${id("1 + n / 5000")}, 1 + n % 5000, ${id("n")}, case when n % 50 = 0 then 'left_out' else 'done' end
    from generate_series(0, ${rows - 1}) n;`,
  );
}, 120_000);

const states: readonly (IncidentState | undefined)[] = [undefined, "done", "proposed", "draft", "running"];

describe("lists of incidents", () => {
  it.each(states)("of state %s: reads little more than its page, at the start and deep inside", async (state) => {
    for (const before of [null, rows / 2]) {
      const cost = await costOf((tx) => incidentsPage(tx, state, before, limit));
      expect([before, cost]).toEqual([
        before,
        expect.objectContaining({ scanned: [], read: expect.toSatisfy((read: number) => read <= 3 * limit) }),
      ]);
    }
  });

  it.each([undefined, "done", "left_out", "failed"] as (IncidentRowState | undefined)[])(
    "of subjects that are %s: reads little more than its page",
    async (state) => {
      for (const after of [0, 2_500]) {
        const cost = await costOf((tx) => rowsPage(tx, uuid(3), state, after, limit));
        expect([after, cost]).toEqual([
          after,
          expect.objectContaining({ scanned: [], read: expect.toSatisfy((read: number) => read <= 3 * limit) }),
        ]);
      }
    },
  );

  it("the worker's: read no more than what there is to do", async () => {
    expect(await costOf((tx) => atWork(tx, 20))).toMatchObject({ scanned: [], rows: 20, read: 20 });
    expect(await costOf((tx) => lapsedIds(tx, new Date("2026-01-02T00:00:00Z"), 50))).toMatchObject({
      scanned: [],
      rows: 2,
    });
  });
});

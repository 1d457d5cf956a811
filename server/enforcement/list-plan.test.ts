import { beforeAll, describe, expect, it } from "vitest";
import { read } from "../read";
import { useDatabase } from "../testing/database";
import { costOf, fillTables } from "../testing/plan";
import { countListed, listedPage } from "./store-blacklist";
import { type LedgerRows, ledgerPage } from "./store-ledger";
import { awaiting } from "./store-list";

const urls = useDatabase();
const rows = 100_000;
const limit = 51;
const id = (of: string) => `('00000000-0000-7000-8000-' || lpad(to_hex(${of}), 12, '0'))::uuid`;
const uuid = (n: number) => `00000000-0000-7000-8000-${n.toString(16).padStart(12, "0")}`;
const startMs = Date.UTC(2026, 0, 1);

/**
 * 100,000 measures, a minute apart, each of a decision of its own: one kind, one state, one subject and one failure are
 * rare. Of the orders one in fifty has no receipt yet, and one in a thousand was not taken.
 */
beforeAll(async () => {
  await fillTables(
    urls().superUrl,
    ["docket_case", "decision", "measure", "outgoing", "webhook_delivery"],
    `
    insert into docket_case (id, subject_kind, subject_id, subject_name, subject_code, grams, state, round, queue,
      severity, source, priority, priority_terms, report_count, reporter_count, opened_at, due_at, version)
    select ${id("n")}, 'group', ${id("n")}, '群' || n, 'G-' || n, '{}', 'decided', 1, 'general', 1, 'in_app', 1, '{}',
      1, 1, timestamptz '2026-01-01' + n * interval '1 minute', timestamptz '2026-01-02', 1
    from generate_series(1, ${rows}) n;
    insert into decision (id, case_id, case_number, round, subject_kind, subject_id, state, finding, policy_number, clauses,
      severity, facts, evidence, deviates, severe, proposed, proposed_by, proposed_at, effective_at, version, event_id)
    select ${id("n")}, ${id("n")}, n, 1, 'group', ${id("n")}, case when n % 5000 = 0 then 'proposed' else 'effective' end,
      'violates', 1, '{}', 1, '', '[]', false, false, '[]', ${id("1")},
      timestamptz '2026-01-01' + n * interval '1 minute', timestamptz '2026-01-01' + n * interval '1 minute', 1, ${id("n")}
    from generate_series(1, ${rows}) n;
    insert into measure (id, decision_id, case_id, key, subject_kind, subject_id, subject_name, subject_code, standing,
      parameters, grounds, from_at, state, delivery, version, entered_at, event_id)
    select ${id("n")}, ${id("n")}, ${id("n")},
      case when n % 5000 = 0 then 'blacklist' when n % 3 = 0 then 'close_group' else 'warn' end,
      case when n % 4 = 0 then 'account' else 'group' end, ${id("n % 20000")}, '群' || n, 'G-' || n % 20000, 'subject',
      '{}', '{}', timestamptz '2026-01-01' + n * interval '1 minute', case when n % 4000 = 0 then 'lifted' when n % 5000 = 0 then 'in_force' when n % 2 = 0 then 'expired' else 'in_force' end,
      case when n % 2500 = 0 then 'failed' when n % 50 = 1 then 'queued' else 'executed' end, 1,
      timestamptz '2026-01-01' + n * interval '1 minute', ${id("n")}
    from generate_series(1, ${rows}) n;
    insert into outgoing (id, type, measure_id, subject_id, payload, at, version, event_id)
    select ${id("n")}, 'measure.ordered', ${id("n")}, ${id("n % 20000")}, '{}', now(), 1, ${id("n")}
    from generate_series(1, ${rows}) n;
    insert into webhook_delivery (id, endpoint_id, message_id, subject_id, type, state, queued_at)
    select ${id("n")}, ${id("1")}, ${id("n")}, ${id("n % 20000")}, 'measure.ordered',
      case when n % 50 <> 1 then 'delivered' when n % 1000 = 1 then 'failed' when n % 100 = 1 then 'delivered' else 'queued' end, now()
    from generate_series(1, ${rows}) n;`,
  );
}, 120_000);

const filters: Readonly<Record<string, readonly [Omit<LedgerRows, "asOf">, number]>> = {
  "no filter": [{}, 8],
  "a kind": [{ key: "close_group" }, 8],
  "a rare kind": [{ key: "blacklist" }, 8],
  "the blacklist in force": [{ key: "blacklist", state: "in_force" }, 8],
  "a state": [{ state: "expired" }, 8],
  "a rare state": [{ state: "lifted" }, 8],
  "groups only": [{ subjectKind: "group" }, 12],
  "accounts only": [{ subjectKind: "account" }, 12],
  "a code": [{ code: "G-777" }, 8],
  "a code that nobody has": [{ code: "G-none" }, 8],
  "one decision": [{ decisionId: uuid(777) }, 8],
  "a period": [{ enteredFrom: new Date(startMs + 60_000), enteredBefore: new Date(startMs + 90_000 * 60_000) }, 8],
  executed: [{ delivery: "executed" }, 8],
  delivered: [{ delivery: "delivered" }, 30],
  queued: [{ delivery: "queued" }, 30],
  "what can still be undone": [{ state: "pending" }, 8],
  "what was undone": [{ delivery: "cancelled" }, 8],
};
const asOf = new Date(startMs + rows * 60_000);
const deep = { enteredAt: new Date(startMs + (rows / 2) * 60_000), id: uuid(rows / 2) };
const last = { enteredAt: new Date(startMs + 10 * 60_000), id: uuid(10) };

describe("the ledger", () => {
  it.each(Object.keys(filters))("by %s reads little more than its page, at the start and deep inside", async (name) => {
    const [filter, perRow] = filters[name] as readonly [Omit<LedgerRows, "asOf">, number];
    for (const before of [null, deep, last]) {
      const cost = await costOf((tx) => ledgerPage(tx, { asOf, ...filter }, before, limit));
      expect([before, cost]).toEqual([
        before,
        expect.objectContaining({ scanned: [], read: expect.toSatisfy((read: number) => read <= perRow * limit) }),
      ]);
    }
  });

  it("by failure reads what has no receipt or a bad one, and not what was executed", async () => {
    const cost = await costOf((tx) => ledgerPage(tx, { asOf, delivery: "failed" }, null, limit));
    expect(cost.scanned).toEqual([]);
    expect(cost.rows).toBe(limit);
    expect(cost.read).toBeLessThan(rows / 8);
  });
});

it("proposals that wait are found without those that do not", async () => {
  expect(await costOf((tx) => awaiting(tx, limit))).toEqual({ rows: 20, read: 40, scanned: [] });
});

describe("the blacklist", () => {
  it("is read in the order of review without what is not on it", async () => {
    const by = new Date(startMs + 50_000 * 60_000);
    for (const [at, place] of [
      [null, null],
      [by, null],
      [by, { dueAt: new Date(startMs + 10_000 * 60_000), id: uuid(10_000) }],
    ] as const) {
      const cost = await costOf((tx) => listedPage(tx, at ?? asOf, at !== null, place, limit));
      expect(cost.scanned).toEqual([]);
      expect(cost.read).toBeLessThanOrEqual(4 * Math.max(cost.rows, 1));
    }
    expect(await read((tx) => countListed(tx, by, true, 1_000))).toBe(8);
    expect(await read((tx) => countListed(tx, asOf, false, 3))).toBe(3);
  });
});

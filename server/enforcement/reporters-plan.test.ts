import { beforeAll, expect, it } from "vitest";
import { useDatabase } from "../testing/database";
import { costOf, fillTables } from "../testing/plan";
import { comparedReporters, reportersAbout, reportersOf } from "./store-appeal";

const urls = useDatabase();
const rows = 100_000;
const id = (of: string) => `('00000000-0000-7000-8000-' || lpad(to_hex(${of}), 12, '0'))::uuid`;
const uuid = (n: number) => `00000000-0000-7000-8000-${n.toString(16).padStart(12, "0")}`;

/** 100,000 reports, a thousand about one group and its one case, the others about nobody twice. */
beforeAll(async () => {
  await fillTables(
    urls().superUrl,
    ["report"],
    `
    insert into report (id, receipt_hash, origin, content_sha256, source, subject_kind, subject_id, policy_number,
      severity, about, reporter, received_at, state, case_id, round, version, event_id)
    select ${id("n")}, 'r' || n, 'key:1', 'c' || n, 'in_app', 'group', ${id("case when n % 100 = 0 then 0 else n end")}, 1,
      1, 'group:x', case when n % 3 = 0 then null else '\\x00'::bytea end,
      timestamptz '2026-01-01' + n * interval '1 second', 'attached', ${id("case when n % 100 = 0 then 0 else n end")}, 1, 1, ${id("n")}
    from generate_series(1, ${rows}) n;`,
  );
}, 120_000);

it("who reported a case, or a subject, is found without reading who reported others", async () => {
  const [ofCase, ofSubject, ofMany] = [
    await costOf((tx) => reportersOf(tx, uuid(0))),
    await costOf((tx) => reportersAbout(tx, [{ kind: "group", id: uuid(0) }], comparedReporters)),
    await costOf((tx) =>
      reportersAbout(
        tx,
        Array.from({ length: 500 }, (_, n) => ({ kind: "group", id: uuid(n) })),
        100,
      ),
    ),
  ];
  for (const cost of [ofCase, ofSubject]) {
    expect(cost).toMatchObject({ rows: comparedReporters, scanned: [] });
    expect(cost.read).toBeLessThanOrEqual(3 * comparedReporters);
  }
  expect(ofMany.scanned).toEqual([]);
  expect(ofMany.read).toBeLessThanOrEqual(4 * 600);
});

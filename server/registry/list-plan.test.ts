import { sql } from "drizzle-orm";
import postgres from "postgres";
import { beforeAll, describe, expect, test } from "vitest";
import { read } from "../read";
import { useDatabase } from "../testing/database";
import { costOf } from "../testing/plan";
import { searchOf } from "./rules-search";
import {
  accountDetail,
  accountsNamed,
  accountsQuery,
  creditQuery,
  groupDetail,
  groupsNamed,
  groupsQuery,
  membershipsQuery,
  membersQuery,
} from "./store-list";
import { byExternalIds } from "./store-subjects";

const urls = useDatabase();
const rows = 100_000;
const uuid = (n: number) => `00000000-0000-7000-8000-${n.toString(16).padStart(12, "0")}`;
const id = "('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid";
const words = `case when n % 20 = 1 then array['群友', '常见'] when n % 9001 = 1 then array['群友', '罕见'] else array['群友', '其他'] end`;
const name = `'群友' || n || case when n % 20 = 1 then '常见' when n % 9001 = 1 then '罕见' else '其他' end`;

/** 100,000 groups, accounts and memberships: one group of 20,000 members, one account in 1,000 groups. */
beforeAll(async () => {
  const owner = postgres(urls().ownerUrl, { max: 1, onnotice: () => undefined });
  try {
    await owner.unsafe(`
      insert into chat_group (id, external_id, code, name, grams, category, member_count, grade, measure_status, confirmed, version, created_at)
      select ${id}, 'g' || n, 'G-' || n, ${name}, ${words}, case when n % 5000 = 0 then 'public' else 'interest' end,
        (n::bigint * 7919) % 2000, 1 + n % 4, case when n % 5000 = 0 then 'closed' else 'active' end, true, 0, now()
      from generate_series(1, ${rows}) n;
      insert into account (id, external_id, code, nickname, grams, credit, verification, restrictions, confirmed, version, created_at)
      select ${id}, 'a' || n, 'A-' || n, ${name}, ${words}, case when n % 5000 = 0 then 'E' else 'C' end,
        case when n % 5000 = 0 then 'failed' else 'verified' end, case when n % 5000 = 0 then array['blacklist'] else array[]::text[] end,
        true, 0, timestamptz '2026-01-01' + n % 1000 * interval '1 hour'
      from generate_series(1, ${rows}) n;
      insert into code_allocation select 'G-' || n, 'group', ${id}, now() from generate_series(1, ${rows}) n;
      insert into code_allocation select 'A-' || n, 'account', ${id}, now() from generate_series(1, ${rows}) n;
      insert into membership (group_id, account_id, role, source_updated_at)
      select '${uuid(1)}', ${id}, case when n = 1 then 'founder' when n % 1000 = 0 then 'manager' else 'member' end, now()
      from generate_series(1, 20000) n;
      insert into membership (group_id, account_id, role, source_updated_at)
      select ${id}, '${uuid(2)}', 'member', now() from generate_series(3, 1002) n;
      insert into membership (group_id, account_id, role, source_updated_at)
      select ${id}, '${uuid(rows)}', 'member', now() from generate_series(2000, 20000) n;`);
    await owner.unsafe("vacuum analyze chat_group, account, membership, code_allocation");
  } finally {
    await owner.end();
  }
}, 60_000);

const limit = 51;
const little = (most: number) => ({ scanned: [], read: expect.toSatisfy((count: number) => count <= most) });
const middle = { memberCount: 1_000, id: uuid(rows / 2) };
const earlier = { createdAt: new Date("2026-01-20T00:00:00Z"), id: uuid(rows / 2) };

describe("groups", () => {
  test.each([
    ["no filter", {}],
    ["a status", { status: "active" }],
    ["a rare status", { status: "closed" }],
    ["a grade", { grade: 2 }],
    ["a category", { category: "interest" }],
    ["a rare category", { category: "public" }],
    ["two filters", { grade: 2, status: "active" }],
  ] as const)("%s: a page reads little more than itself, at the start and at half depth", async (_name, filter) => {
    for (const after of [null, middle])
      expect(await costOf((tx) => groupsQuery(tx, filter, null, after, limit))).toMatchObject(little(300));
  });

  test("two Chinese characters, rare, common and everywhere: the index of words, or the order until the page is full", async () => {
    for (const [text, most] of [
      ["罕见", 20],
      ["常见", 6_000],
      ["群友", 300],
    ] as const) {
      const found = await costOf((tx) => groupsQuery(tx, {}, searchOf(text), null, limit));
      expect(found).toMatchObject(little(most));
      expect(found.rows).toBe(text === "罕见" ? 11 : limit);
    }
  });

  test("a code, an id of the platform's, a path, a batch of ids: as many rows as asked", async () => {
    expect(await costOf((tx) => groupsNamed(tx, { code: "G-777", externalId: "G-777" }))).toMatchObject(little(4));
    expect(await costOf((tx) => groupsNamed(tx, { code: "G777", externalId: "g777" }))).toMatchObject(little(4));
    await expect(read((tx) => groupDetail(tx, "G-777", "G-777"))).resolves.toMatchObject({ externalId: "g777" });
    const names = Array.from({ length: 500 }, (_, n) => `g${n + 1}`);
    const started = performance.now();
    expect(await read((tx) => byExternalIds(tx, "group", names))).toHaveLength(500);
    expect(performance.now() - started).toBeLessThan(500);
  });

  test("members of a group of 20,000, founder and managers first", async () => {
    for (const after of [null, { role: "member", accountId: uuid(10_000) }])
      expect(await costOf((tx) => membersQuery(tx, uuid(1), after, limit))).toMatchObject({
        ...little(110),
        rows: limit,
      });
  });
});

describe("accounts", () => {
  test.each([
    ["no filter", {}],
    ["a credit", { credit: "C" }],
    ["a rare credit", { credit: "E" }],
    ["a verification", { verification: "verified" }],
    ["a rare verification", { verification: "failed" }],
    ["restricted", { restricted: true }],
    ["not restricted", { restricted: false }],
    ["two filters", { credit: "C", verification: "verified" }],
  ] as const)("%s: a page reads little more than itself, at the start and at half depth", async (_name, filter) => {
    for (const after of [null, earlier])
      expect(await costOf((tx) => accountsQuery(tx, filter, null, after, limit))).toMatchObject(little(300));
  });

  test("two Chinese characters, a code, an id", async () => {
    expect(await costOf((tx) => accountsQuery(tx, {}, searchOf("罕见"), null, limit))).toMatchObject(little(20));
    expect(await costOf((tx) => accountsQuery(tx, {}, searchOf("群友"), null, limit))).toMatchObject(little(300));
    expect(await costOf((tx) => accountsNamed(tx, { code: "A-777", externalId: "A-777" }))).toMatchObject(little(4));
    await expect(read((tx) => accountDetail(tx, uuid(5), ""))).resolves.toMatchObject({ externalId: "a5" });
  });

  test("the groups and the ledger of an account", async () => {
    for (const after of [null, uuid(500)])
      expect(await costOf((tx) => membershipsQuery(tx, uuid(2), after, limit))).toMatchObject({
        ...little(110),
        rows: limit,
      });
    const ledger = await read((tx) =>
      tx.execute<{ "QUERY PLAN": string }>(sql`explain ${creditQuery(tx, uuid(2), null, limit).getSQL()}`),
    );
    expect(JSON.stringify(ledger)).toContain("credit_entry_account_idx");
  });
});

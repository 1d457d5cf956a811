import { type SQL, sql } from "drizzle-orm";
import postgres from "postgres";
import { beforeAll, expect, it } from "vitest";
import { read } from "../read";
import { testNow } from "../testing/cases";
import { useDatabase } from "../testing/database";
import { type CaseOrder, caseOrders, directions, naturalDirection, QueueInput } from "./contract";
import { type ListQuery, listCases, lookStatement, pageStatement, wordStatement } from "./store-list";

const urls = useDatabase();
const now = testNow();
const rows = 100_000;

/** As the owner, in one statement: half of the cases are open; categories, sources and queues have rare values. */
beforeAll(async () => {
  const owner = postgres(urls().ownerUrl, { max: 1, onnotice: () => undefined });
  try {
    await owner.unsafe(`
      insert into docket_case (id, subject_kind, subject_id, subject_name, subject_code, grams, state, round, queue,
        category, severity, source, priority, priority_terms, report_count, reporter_count, opened_at, due_at, decided_at,
        version)
      select ('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'group', gen_random_uuid(),
        '群' || n || case when n % 21 = 1 then '常见' when n % 9001 = 1 then '罕见' else '其他' end, 'G-' || n,
        case when n % 21 = 1 then array['常见'] when n % 9001 = 1 then array['罕见'] else array['其他'] end,
        case when n % 2 = 0 then 'decided' when n % 1001 = 0 then 'escalated' when n % 501 = 0 then 'snoozed'
          when n % 701 = 0 then 'awaiting_approval' else 'open' end,
        1, case when n % 4999 = 0 then 'rare' else 'queue' || n % 5 end,
        case when n % 4999 = 0 then 'rare' else 'category' || n % 20 end, n % 5,
        case when n % 4999 = 0 then 'regulator' else 'in_app' end, (n::bigint * 7919) % ${rows}, '{}', 1, 1,
        timestamptz '2026-01-01' + n * interval '1 minute', timestamptz '2026-01-02' + (n * 31 % ${rows}) * interval '1 minute',
        case when n % 2 = 0 then now() end, 1
      from generate_series(1, ${rows}) as n`);
    await owner.unsafe("vacuum analyze docket_case");
  } finally {
    await owner.end();
  }
}, 60_000);

type Plan = {
  "Node Type": string;
  "Actual Rows": number;
  "Actual Loops": number;
  "Rows Removed by Filter"?: number;
  "Relation Name"?: string;
  Plans?: Plan[];
};

/** Rows of the table that the statement really read, and whether any scan was sequential. */
async function cost(statement: SQL): Promise<{ read: number; isSequential: boolean }> {
  const [row] = await read((tx) =>
    tx.execute<{ "QUERY PLAN": { Plan: Plan }[] }>(sql`explain (analyze, format json) ${statement}`),
  );
  const answer = { read: 0, isSequential: false };
  const walk = (plan: Plan): void => {
    if (plan["Relation Name"] === "docket_case") {
      answer.read += (plan["Actual Rows"] + (plan["Rows Removed by Filter"] ?? 0)) * plan["Actual Loops"];
      answer.isSequential ||= plan["Node Type"] === "Seq Scan";
    }
    for (const each of plan.Plans ?? []) walk(each);
  };
  const plan = row?.["QUERY PLAN"][0]?.Plan;
  if (plan) walk(plan);
  return answer;
}

const filters: Record<string, Partial<QueueInput>> = {
  "no filter": {},
  "a queue": { queue: "queue1" },
  "a rare queue": { queue: "rare" },
  "a category": { category: "category1" },
  "a rare category": { category: "rare" },
  "a rare source": { source: "regulator" },
  "a common source": { source: "in_app" },
  "a severity": { severity: 4 },
  escalated: { state: "escalated" },
  "everything open": { state: "open" },
  mine: { state: "mine" },
  "two filters": { category: "category3", source: "in_app" },
  "a code": { text: "G-777" },
  "a number": { text: "C-000777" },
};
const cases = (["priority", "due", "opened"] as const satisfies readonly CaseOrder[]).flatMap((order) =>
  Object.keys(filters).map((name) => [order, name] as const),
);

const queryOf = (order: CaseOrder, filter: Partial<QueueInput>): ListQuery => ({
  ...QueueInput.parse({ ...filter, order, limit: 50 }),
  order,
  direction: naturalDirection[order],
  staffId: "00000000-0000-7000-8000-000000000000",
  queues: null,
  after: null,
  now,
});
const middle = {
  priority: { value: rows / 2, id: "00000000-0000-7000-8000-000000000001" },
  due: { value: "2026-02-05T00:00:00.000Z", id: "00000000-0000-7000-8000-000000000001" },
  opened: { value: "2026-02-05T00:00:00.000Z", id: "00000000-0000-7000-8000-000000000001" },
} as const;

const little = (limit: number) => ({
  isSequential: false,
  read: expect.toSatisfy((rowsRead: number) => rowsRead <= limit),
});

it.each(cases)(
  "by %s, %s: a page reads little more than itself, both ways, at the start and at half depth",
  async (order, name) => {
    const query = queryOf(order, filters[name] as Partial<QueueInput>);
    for (const direction of directions)
      for (const position of [null, middle[order]])
        expect(await cost(pageStatement({ ...query, direction, after: position }))).toMatchObject(little(400));
  },
);

it("a person with some of the queues reads a page of each", async () => {
  for (const order of caseOrders)
    expect(await cost(pageStatement({ ...queryOf(order, {}), queues: ["queue1", "queue3", "rare"] }))).toMatchObject(
      little(153),
    );
});

it("a common word is found in the order, a rare one in the index of words", async () => {
  for (const order of caseOrders) {
    const common = queryOf(order, { text: "常见" });
    expect(await cost(lookStatement(common, "常见", 500))).toMatchObject(little(500));
    expect(await read((tx) => listCases(tx, common))).toHaveLength(51);
    const rare = queryOf(order, { text: "罕见" });
    expect(await cost(wordStatement(rare, "罕见"))).toMatchObject(little(20));
    expect(await read((tx) => listCases(tx, rare))).toHaveLength(5);
  }
});

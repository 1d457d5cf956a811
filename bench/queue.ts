import { load } from "./measure";
import type { World } from "./world";

const orders = [
  { order: "priority", sort: "priority desc, id desc" },
  { order: "due", sort: "due_at asc, id asc" },
  { order: "opened", sort: "opened_at asc, id asc" },
] as const;
const filters = [
  {},
  { category: "spam_advertising" },
  { source: "trusted_reporter" },
  { text: "二手" },
  { text: "打卡" },
] as const;

/**
 * Cases as a large installation has them, half of them open; set-based, since only reading is measured here. A rare
 * word stands in a hundred of them at every size, so that each size gives the same page; a common one in all others.
 */
async function grow({ sql }: World, to: number): Promise<void> {
  const [{ count = 0 } = {}] = await sql<{ count: number }[]>`select count(*)::int as count from docket_case`;
  if (count >= to) return;
  await sql.begin(async (tx) => {
    await tx`set local synchronous_commit = off`;
    await tx`
      insert into docket_case (id, subject_kind, subject_id, subject_name, subject_code, grams, state, round, queue, category,
        severity, source, priority, priority_terms, report_count, reporter_count, opened_at, due_at, version)
      select gen_random_uuid(), 'group', gen_random_uuid(),
        case when g <= 2000 and g % 20 = 0 then '同城二手数码' else '晨跑打卡' end || ' ' || g, 'G-' || g,
        case when g <= 2000 and g % 20 = 0 then array['同城','城二','二手','手数','数码'] else array['晨跑','跑打','打卡'] end,
        case when g % 2 = 0 then 'open' else 'decided' end, 1,
        (array['general','trade','accounts','minors'])[1 + g % 4], (array['fraud_fake_trade','spam_advertising','harassment_insult','copyright'])[1 + (g / 2) % 4],
        (g % 5)::smallint, (array['in_app','web_form','trusted_reporter','automated'])[1 + (g / 8) % 4],
        random() * 1000 + g::float8 / 1000, '{"severity":1}'::jsonb, 1, 1,
        now() - make_interval(mins => (g % 100000)::int), now() + make_interval(mins => (g % 50000)::int), 1
      from generate_series(${count + 1}::int, ${to}::int) g`;
  });
  await sql`vacuum analyze docket_case`;
}

/** The cursor of the page that begins after this share of the open cases: made as the server makes it. */
async function depth({ sql }: World, order: string, sort: string, share: number, open: number): Promise<string> {
  const [column = "", direction] = sort.split(/[ ,]/);
  const [row] = await sql.unsafe<{ value: unknown; id: string }[]>(
    `select ${column} as value, id from docket_case where waiting order by ${sort} offset ${Math.floor(open * share)} limit 1`,
  );
  const value = row?.value instanceof Date ? row.value.toISOString() : row?.value;
  return Buffer.from(
    JSON.stringify([order, direction === "desc" ? "descending" : "ascending", value, row?.id]),
  ).toString("base64url");
}

/** The queue over tRPC by one client: each order at its first, middle and last pages, and the first page by filter. */
export async function queue(world: World, sizes: readonly number[], turns: number) {
  const [person] = await world.people(1, ["lead"]);
  if (!person) throw new Error("nobody to ask");
  const measured: { size: number; what: string; p50: number; p95: number; rate: number }[] = [];
  const ask = async (size: number, what: string, input: Record<string, unknown>) => {
    const page = (await world.query(person, "cases.queue", input)) as { rows: unknown[] };
    if (page.rows.length === 0) throw new Error(`${what} is empty`);
    const { p50, p95, rate } = await load(
      1,
      { count: turns, seconds: 20 },
      () => world.query(person, "cases.queue", input),
      world.watched,
    );
    measured.push({ size, what, p50, p95, rate });
  };
  for (const size of sizes) {
    await grow(world, size);
    for (const { order, sort } of orders) {
      await ask(size, `${order}, first page`, { order });
      await ask(size, `${order}, at half`, { order, cursor: await depth(world, order, sort, 0.5, size / 2) });
      await ask(size, `${order}, at 99 %`, { order, cursor: await depth(world, order, sort, 0.99, size / 2) });
      for (const filter of filters)
        if (Object.keys(filter).length > 0)
          await ask(size, `${order}, ${Object.entries(filter).flat().join(" ")}`, { order, ...filter });
    }
  }
  const [smallest, largest] = [sizes[0], sizes.at(-1)];
  const flatness = measured
    .filter((row) => row.size === largest)
    .map((row) => ({
      what: row.what,
      ratio:
        row.p50 / (measured.find((other) => other.size === smallest && other.what === row.what)?.p50 ?? Number.NaN),
    }));
  return { measured, flatness };
}

import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { sql } from "drizzle-orm";
import { beforeAll, expect, it } from "vitest";
import { read } from "../read";
import { testNow } from "../testing/cases";
import { useDatabase } from "../testing/database";
import { operator, publishDefault } from "../testing/reports";
import { RegistryLine } from "./contract";
import { listGroups } from "./service/list";
import { syncOne } from "./service/sync";

useDatabase();
const now = testNow();
beforeAll(async () => {
  await publishDefault(now);
  const names = ["百分百好群", "全场100%真货", "夜市美食群", "Night_market", "nightXmarket"];
  for (const [at, name] of names.entries())
    await syncOne(
      operator,
      RegistryLine.parse({ kind: "group", externalId: `g-${at}`, name, updatedAt: now.toISOString() }),
      now,
    );
});

const found = async (text: string) =>
  (await listGroups({ text, limit: 50 })).rows.map(({ externalId }) => externalId).sort();

it("defect 15: a search goes by an index of words, not by ILIKE: signs of a pattern are signs of a text", async () => {
  expect(await found("夜市")).toEqual(["g-2"]);
  expect(await found("100%")).toEqual(["g-1"]);
  expect(await found("night_market")).toEqual(["g-3"]);
  for (const text of ["夜市_美食", "夜市%群", "美食\\"]) expect([text, await found(text)]).toEqual([text, []]);
  const [plan] = await read((tx) =>
    tx.execute<{ indexdef: string }>(
      sql`select indexdef from pg_indexes where tablename = 'chat_group' and indexdef like '%gin (grams)%'`,
    ),
  );
  expect(plan?.indexdef).toBeDefined();
});

/** Every source of the product, tests left out. */
const sources = () =>
  ["server", "db"].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((file) => /\.(ts|sql)$/.test(file) && !/\.test\.ts$|(^|\/)testing\//.test(file))
      .map((file) => path.join(folder, file)),
  );

it("defect 15: no statement of the product looks for a pattern that begins anywhere", () => {
  const files = sources();
  expect(files.length).toBeGreaterThan(300);
  // `ilike`, and `like` with a sign of a pattern in front: a beginning, which an index knows, is another thing.
  const pattern = /\bilike\b|\blike\s+('%|concat\(\s*'%)/i;
  const guilty = files.filter((file) =>
    readFileSync(file, "utf8")
      .split("\n")
      .some((line) => !/^\s*(\/?\*|\/\/|--)/.test(line) && pattern.test(line)),
  );
  expect(guilty).toEqual([]);
  expect(pattern.test("where name ilike $1")).toBe(true);
  expect(pattern.test("where name like '%' || $1")).toBe(true);
});

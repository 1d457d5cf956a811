import { beforeAll, expect, it } from "vitest";
import { receiveReports, reporterRefOf } from "../cases/service/receive";
import { read } from "../read";
import { testNow } from "../testing/cases";
import { useDatabase } from "../testing/database";
import { newReport, operator, publishDefault } from "../testing/reports";
import { filedBy } from "./store-erase";

useDatabase();
const now = testNow();
const reporter = { externalId: "u-loud" };
const ref = reporterRefOf(reporter) as string;

beforeAll(async () => {
  await publishDefault(now);
  const about = (nth: number) => ({ type: "group", externalId: `g-${nth % 3}` }) as const;
  const filed = Array.from({ length: 10 }, (_, nth) =>
    newReport({ subject: about(nth), reporter, description: `words ${nth}` }),
  );
  await receiveReports(operator, [...filed, newReport({ reporter: { externalId: "u-other" } })], now);
});

it.each([
  [1, 10],
  [3, 4],
  [5, 2],
  [10, 1],
  [500, 1],
])("gives what somebody filed, each once, never more than %i at a time", async (pageSize, pages) => {
  const found = await read(async (tx) => {
    const all: string[][] = [];
    for await (const page of filedBy(tx, ref, pageSize)) all.push(page.map(({ id }) => id));
    return all;
  });
  expect(found).toHaveLength(pages);
  expect(Math.max(...found.map((page) => page.length))).toBeLessThanOrEqual(pageSize);
  expect(found.flat()).toHaveLength(10);
  expect(new Set(found.flat()).size).toBe(10);
});

it("gives nothing of somebody who filed nothing", async () => {
  const pages = await read(async (tx) => {
    let count = 0;
    for await (const _ of filedBy(tx, "nobody")) count++;
    return count;
  });
  expect(pages).toBe(0);
});

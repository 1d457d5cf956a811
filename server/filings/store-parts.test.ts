import { createHash, randomBytes } from "node:crypto";
import postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { writeDatabase } from "../../db/client";
import { newId } from "../kernel/id";
import { read } from "../read";
import { useDatabase } from "../testing/database";
import { endOf, fileName, filesOf, insertFiles, readParts, writeParts } from "./store-parts";
import { joined } from "./testing/whole";

const urls = useDatabase();
let superuser: postgres.Sql;
beforeAll(() => {
  superuser = postgres(urls().superUrl, { max: 1, onnotice: () => undefined });
});
afterAll(() => superuser.end({ timeout: 2 }));

const now = new Date("2026-11-22T08:00:00.000Z");
const write = (id: string, pieces: readonly Uint8Array[]) =>
  writeDatabase().transaction((tx) => writeParts(tx, id, "csv", pieces));

test.each([
  ["nothing", []],
  ["one byte", [1]],
  ["many small pieces", Array.from({ length: 900 }, () => 1_000)],
  ["a piece of many parts", [5, 900_000, 7]],
  ["exactly two parts", [262_144, 262_144]],
])("what is written comes back byte for byte: %s", async (_what, lengths) => {
  const id = newId(now);
  const pieces = lengths.map((length) => randomBytes(length));
  const whole = Buffer.concat(pieces);
  const sha256 = createHash("sha256").update(whole).digest("hex");
  expect(await write(id, pieces)).toEqual({ sha256, bytes: whole.length });
  expect((await joined(readParts(read, id, "csv"))).equals(whole)).toBe(true);
  const end = await read((tx) => endOf(tx, id, "csv"));
  expect(end.length).toBeGreaterThanOrEqual(Math.min(whole.length, 262_144));
  expect(whole.subarray(whole.length - end.length).equals(end)).toBe(true);
  const [{ most = 0 } = {}] = await superuser`
    select coalesce(max(length(bytes)), 0) as most from filing_part where filing_id = ${id}`;
  expect(most).toBeLessThanOrEqual(262_144);

  await writeDatabase().transaction((tx) => insertFiles(tx, id, [{ kind: "csv", name: "a.csv", sha256 }]));
  expect(await read((tx) => filesOf(tx, id))).toEqual([{ kind: "csv", name: "a.csv", sha256, size: whole.length }]);
  expect(await read((tx) => fileName(tx, id, "csv"))).toBe("a.csv");
  expect(await read((tx) => fileName(tx, id, "pdf"))).toBeNull();
});

test("parts only ever come, and none to a file that is there", async () => {
  const id = newId(now);
  const { sha256 } = await write(id, [randomBytes(300_000)]);
  const owner = postgres(urls().ownerUrl, { max: 1, onnotice: () => undefined });
  const more = () => owner`insert into filing_part (filing_id, kind, ordinal, bytes) values (${id}, 'csv', 2, 'x')`;
  try {
    await expect(owner`update filing_part set bytes = 'x' where filing_id = ${id}`).rejects.toThrow("is refused");
    await expect(owner`delete from filing_part where filing_id = ${id}`).rejects.toThrow("is refused");
    await expect(owner`truncate filing_part`).rejects.toThrow("is refused");
    await owner
      .begin(async (tx) => {
        await tx`insert into filing_part (filing_id, kind, ordinal, bytes) values (${id}, 'csv', 2, 'x')`;
        throw new Error("back");
      })
      .catch((error: Error) => expect(error.message).toBe("back"));
    await writeDatabase().transaction((tx) => insertFiles(tx, id, [{ kind: "csv", name: "a.csv", sha256 }]));
    await expect(more()).rejects.toThrow(`csv of filing ${id} is whole`);
  } finally {
    await owner.end({ timeout: 2 });
  }
});

import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";

/** What a leading open console gets wrong has 23 numbers, and each is the name of a test here. */
const numbers = Array.from({ length: 23 }, (_, at) => at + 1);
const folders = ["app", "bench", "bin", "components", "db", "e2e", "server"];
const testFile = /\.(test|spec)\.tsx?$/;
const quoted = /(["'`])((?:(?!\1)[^\\\n])*)\1/g;
/** `defect 6`, `defects 16 and 22`, `defects 5, 7 and 21`. */
const naming = /\bdefects? (\d+(?:(?:, | and )\d+)*)/g;

/** Numbers of the defects that the names of tests in this source tell. */
function namedIn(source: string): number[] {
  return [...source.matchAll(quoted)]
    .flatMap(([, , text = ""]) => [...text.matchAll(naming)])
    .flatMap(([, named = ""]) => [...named.matchAll(/\d+/g)].map(Number));
}

const sources = () =>
  folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((file) => testFile.test(file))
      .map((file) => `${folder}/${file}`)
      .filter((file) => file !== "server/peers.test.ts"),
  );

it("each of the 23 has a test that says so in its name", () => {
  const named = new Set(sources().flatMap((file) => namedIn(readFileSync(file, "utf8"))));
  expect(numbers.filter((number) => !named.has(number))).toEqual([]);
  expect([...named].filter((number) => !numbers.includes(number))).toEqual([]);
});

it.each([
  ['it("defect 6: two ends", () => {', [6]],
  ['describe("an export (defects 16 and 22)", () => {', [16, 22]],
  ['it("defects 5, 7 and 21: all", () => {', [5, 7, 21]],
  ["it.each(rows)(`defect 9: %s`, () => {", [9]],
  ['it("defect 19 (two stores), defect 20 (afterwards)", () => {', [19, 20]],
  ["// Defect 11 of the list, in a comment.", []],
  ['it("a defect of ours", () => {', []],
])("reads %s as %o", (source, found) => {
  expect(namedIn(source)).toEqual(found);
});

import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { canonicalBytes, type Json } from "../kernel/json";
import type { FilingContent } from "./canonical";
import { excerptOf, ledgerOf, survey } from "./content";
import { DispositionReader } from "./disposition";
import { october, sampleContent, sampleLog } from "./testing/sample";
import { joined, longOf, piecesOf } from "./testing/whole";
import { stamp } from "./words";

const sample = sampleContent("同城二手");
const ofRows = (count: number, provider = sample.letter.provider): FilingContent => ({
  ...sample,
  letter: { ...sample.letter, provider },
  ledger: Array.from({ length: count }, (_, nth) => {
    const row = sample.ledger[nth % sample.ledger.length] as FilingContent["ledger"][number];
    return { cells: [String(nth + 1), ...row.cells.slice(1)], log: { ...row.log, leaf: nth } };
  }),
});

const wholeBytes = (content: FilingContent) => Buffer.from(canonicalBytes(content as unknown as Json));
/** Cuts bytes anywhere, in the middle of a character too. */
async function* cut(bytes: Uint8Array, length: number) {
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length);
}

describe("the bytes of a filing's content", () => {
  it.each([0, 1, 2, 199, 200, 201, 1_000])("with %i rows are those of RFC 8785", async (count) => {
    const content = ofRows(count);
    for (const rowsAtOnce of [1, 200])
      expect((await joined(piecesOf(content, rowsAtOnce))).equals(wholeBytes(content))).toBe(true);
  });

  it("take no text for the place of the ledger", async () => {
    const content = ofRows(3, '"ledger":[] ledger":[] ],"letter":{');
    expect((await joined(piecesOf(content))).equals(wholeBytes(content))).toBe(true);
  });

  it.each([0, 1, 49, 50, 51, 1_000])("are read back row by row, and by their ends: %i rows", async (count) => {
    const content = ofRows(count, '"ledger":[] ],"letter":{ {"cells":["7"');
    const bytes = wholeBytes(content);
    for (const length of [65_536, 1_001]) {
      const rows: unknown[] = [];
      for await (const row of ledgerOf(cut(bytes, length))) rows.push(row);
      expect(rows).toEqual(content.ledger);
      const { ledger: _, ...excerpt } = longOf(content);
      expect(await excerptOf(cut(bytes, length), bytes.subarray(-4_000))).toEqual(excerpt);
      expect(await survey(cut(bytes, length), { ...result, ledger: [] })).toMatchObject({
        excerpt,
        bytes: bytes.length,
        sha256: createHash("sha256").update(bytes).digest("hex"),
      });
    }
  });
});

const reader = new DispositionReader(october.start, october.end);
for (const row of sampleLog) reader.take(row);
const result = reader.result();

describe("a content agrees with the log", () => {
  const [first, ...rest] = sample.ledger as [FilingContent["ledger"][number], ...FilingContent["ledger"]];
  const agrees = async (content: FilingContent) => (await survey(piecesOf(content), result)).agrees;

  it("when all that the log proves is the same, whatever the registry added", async () => {
    expect(await agrees(sample)).toBe(true);
    expect(await agrees({ ...sample, ledger: [{ ...first, cells: ["other"] }, ...rest] })).toBe(true);
  });

  it("and then the characters of its cells are known, each once, and none of what only the log says", async () => {
    const cells = ["群😀", '主群"', "\u{2A6D6}"];
    const log = { ...first.log, decision: "定" };
    const { characters } = await survey(piecesOf({ ...sample, ledger: [{ log, cells }] }), {
      ...result,
      ledger: [log],
    });
    expect(characters.replaceAll(/[^\u{80}-\u{10FFFF}]/gu, "")).toBe("群😀主\u{2A6D6}");
  });

  it.each<[string, FilingContent]>([
    ["a figure", { ...sample, figures: { ...sample.figures, cases: sample.figures.cases + 1 } }],
    ["a row", { ...sample, ledger: [{ ...first, log: { ...first.log, until: null } }, ...rest] }],
    ["a row less", { ...sample, ledger: rest }],
    ["a row more", { ...sample, ledger: [...sample.ledger, first] }],
    ["the order", { ...sample, ledger: [...rest, first] }],
  ])("not when %s differs", async (_what, content) => {
    expect(await agrees(content)).toBe(false);
  });
});

it.each([
  ["2026-01-04T16:00:00.000Z", "2026-01-05 00:00"],
  ["2026-01-05T15:59:59.999Z", "2026-01-05 23:59"],
  // Summer time was kept in China until 1991.
  ["1990-07-01T00:00:00.000Z", "1990-07-01 09:00"],
  ["1990-12-01T00:00:00.000Z", "1990-12-01 08:00"],
  [null, ""],
])("the paper's time of %s is %s", (at, text) => {
  expect(stamp(at)).toBe(text);
});

import { describe, expect, it } from "vitest";
import { canonicalBytes, type Json } from "../kernel/json";
import { agrees, contentBytes, type FilingContent, readContent } from "./canonical";
import { DispositionReader } from "./disposition";
import { october, sampleContent, sampleLog } from "./testing/sample";
import { stamp } from "./words";

const sample = sampleContent("同城二手");
const ofRows = (count: number, provider = sample.letter.provider): FilingContent => ({
  ...sample,
  letter: { ...sample.letter, provider },
  ledger: Array.from({ length: count }, (_, nth) => {
    const row = sample.ledger[nth % sample.ledger.length] as FilingContent["ledger"][number];
    return { ...row, log: { ...row.log, leaf: nth } };
  }),
});

describe("the bytes of a filing's content", () => {
  it.each([0, 1, 2, 199, 200, 201, 1_000])("with %i rows are those of RFC 8785", (count) => {
    const content = ofRows(count);
    expect(contentBytes(content).equals(Buffer.from(canonicalBytes(content as unknown as Json)))).toBe(true);
    expect(readContent(contentBytes(content))).toEqual(content);
  });

  it("take no text for the place of the ledger", () => {
    const content = ofRows(3, '"ledger":[] ledger":[]');
    expect(contentBytes(content).equals(Buffer.from(canonicalBytes(content as unknown as Json)))).toBe(true);
  });
});

describe("a content agrees with the log", () => {
  const reader = new DispositionReader(october.start, october.end);
  for (const row of sampleLog) reader.take(row);
  const result = reader.result();
  const [first, ...rest] = sample.ledger as [FilingContent["ledger"][number], ...FilingContent["ledger"]];

  it("when all that the log proves is the same, whatever the registry added", () => {
    expect(agrees(sample, result)).toBe(true);
    expect(agrees({ ...sample, ledger: [{ ...first, cells: ["other"] }, ...rest] }, result)).toBe(true);
  });

  it.each<[string, FilingContent]>([
    ["a figure", { ...sample, figures: { ...sample.figures, cases: sample.figures.cases + 1 } }],
    ["a row", { ...sample, ledger: [{ ...first, log: { ...first.log, until: null } }, ...rest] }],
    ["a row less", { ...sample, ledger: rest }],
    ["a row more", { ...sample, ledger: [...sample.ledger, first] }],
    ["the order", { ...sample, ledger: [...rest, first] }],
  ])("not when %s differs", (_what, content) => {
    expect(agrees(content, result)).toBe(false);
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

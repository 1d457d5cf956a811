import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { FilingContent } from "./canonical";
import { survey } from "./content";
import { DispositionReader } from "./disposition";
import type { LogRow } from "./log-row";
import { october, sampleContent, sampleFigures, sampleLog } from "./testing/sample";
import { joined, piecesOf } from "./testing/whole";

const read = (rows: readonly LogRow[]) => {
  const reader = new DispositionReader(october.start, october.end);
  for (const row of rows) reader.take(row);
  return reader.result();
};

describe("a disposition report", () => {
  it("counts each figure by its predicate, half-open, and the blacklist as it stood at the end", () => {
    expect(read(sampleLog).figures).toEqual(sampleFigures);
  });

  it("follows a measure to its receipt, its notice and its end, even when they come after the period", () => {
    expect(read(sampleLog).ledger.find((row) => row.measure === "m1")).toMatchObject({
      leaf: 6,
      executedAt: "2026-10-05T01:00:09.000Z",
      noticeAt: "2026-10-05T01:00:00.000Z",
      endedAs: "expired",
      endedAt: "2026-11-01T01:00:00.000Z",
    });
  });

  it("counts a blacklisting that an appeal overturned or replaced as ended, as a reversal is", () => {
    const [entered] = sampleLog.filter(
      ({ action, pub, occurredAt }) =>
        action === "measure.entered" && pub.measure === "blacklist" && occurredAt >= october.start.toISOString(),
    );
    if (!entered) throw new Error("the sample lists nobody");
    const alone = read([entered]).figures;
    const outcome = (word: string) => {
      const action = `measure.${word}`;
      const ended = { ...entered, index: entered.index + 1, action, pub: { ...entered.pub, appeal: "appeal-1" } };
      const { figures, ledger } = read([entered, ended]);
      return { listed: figures.listed, ended: figures.unblacklisted, as: ledger[0]?.endedAs };
    };
    expect(alone.listed).toBe(1);
    for (const word of ["reversed", "overturned", "replaced"])
      expect(outcome(word)).toEqual({ listed: 0, ended: 1, as: word });
  });

  it("has parts that sum to their total and a ledger row for each measure", () => {
    fc.assert(
      fc.property(fc.subarray([...sampleLog]), (rows) => {
        const { figures, byMeasure, ledger } = read(rows);
        expect(byMeasure.reduce((sum, row) => sum + row.count, 0)).toBe(figures.measures);
        expect(ledger).toHaveLength(figures.measures);
      }),
    );
  });

  it("notices when the log no longer says the same", async () => {
    const content = sampleContent();
    const agrees = async (rows: readonly LogRow[]) => (await survey(piecesOf(content), read(rows))).agrees;
    expect(await agrees(sampleLog)).toBe(true);
    for (const row of sampleLog.filter(
      (item) => item.occurredAt < october.end.toISOString() && item.action !== "measure.executed",
    ))
      if (row.action !== "notice.issued" && row.occurredAt >= october.start.toISOString())
        expect(await agrees(sampleLog.filter((item) => item !== row))).toBe(false);
  });

  it("survives its own bytes", async () => {
    const bytes = await joined(piecesOf(sampleContent()));
    const again = JSON.parse(bytes.toString("utf8")) as FilingContent;
    expect(await joined(piecesOf(again))).toEqual(bytes);
  });
});

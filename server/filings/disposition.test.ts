import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { FilingContent } from "./canonical";
import { survey } from "./content";
import { DispositionReader } from "./disposition";
import type { LogRow } from "./log-row";
import { entry, october, sampleContent, sampleFigures, sampleLog } from "./testing/sample";
import { joined, piecesOf } from "./testing/whole";

const read = (rows: readonly LogRow[]) => {
  const reader = new DispositionReader(october.start, october.end);
  for (const row of rows) reader.take(row);
  return reader.result();
};

const entryLike = (action: string, subjectId: string, pub: Parameters<typeof entry>[4]) =>
  entry(0, action, subjectId, october.start.toISOString(), pub);
const sampleMeasure = sampleLog.find(({ action }) => action === "measure.entered")?.pub ?? {};

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

  it("counts no decision that was undone and none of its measures, whenever that was, and all others as before", () => {
    const at = (index: number) => ({ index, occurredAt: "2026-10-06T01:00:00.000Z" });
    const ofDecision = { finding: "does_not", severity: 4, decision: "d9" };
    const taken = { ...entryLike("decision.taken", "c9", ofDecision), ...at(20) };
    const measured = ["close_group", "blacklist"].map((measure, nth) => ({
      ...entryLike("measure.entered", `m9${nth}`, { ...sampleMeasure, measure, decision: "d9" }),
      ...at(21 + nth),
    }));
    const undone = (occurredAt: string, takenAt = taken.occurredAt) => [
      { ...entryLike("decision.undone", "c9", { ...ofDecision, takenAt }), index: 30, occurredAt },
      ...measured.map((row, nth) => ({ ...row, index: 31 + nth, action: "measure.cancelled", occurredAt })),
    ];
    const before = read(sampleLog);
    const counted = read([...sampleLog, taken, ...measured]);
    expect(counted.figures).toMatchObject({
      decisions: before.figures.decisions + 1,
      listed: before.figures.listed + 1,
    });
    // Undone in the period, or just after it.
    for (const when of ["2026-10-06T01:00:05.000Z", "2026-11-03T01:00:00.000Z"])
      expect(read([...sampleLog, taken, ...measured, ...undone(when)])).toEqual(before);
    // Taken before the period and undone in it: neither counts.
    const early = "2026-09-30T15:59:58.000Z";
    const earlier = [taken, ...measured].map((row) => ({ ...row, occurredAt: early }));
    expect(read([...earlier, ...sampleLog, ...undone("2026-09-30T16:00:03.000Z", early)])).toEqual(before);
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

import { describe, expect, it } from "vitest";
import { axisTop, type ChartData, ticksOf, toCsv } from "./chart-data";

const data: ChartData = {
  rowsLabel: "类别",
  series: [
    { key: "count", label: "件", tone: "c4" },
    { key: "late", label: "逾期", tone: "late" },
  ],
  rows: [
    { key: "a", label: '诈骗, "假"', values: { count: 412, late: null } },
    { key: "b", label: "=HYPERLINK(1)", values: { count: -3, late: 0 } },
  ],
};

describe("the file of a chart", () => {
  it("holds the numbers that are drawn, and nothing for what is withheld", () => {
    expect(toCsv(data)).toBe('\ufeff类别,件,逾期\r\n"诈骗, ""假""",412,\r\n\'=HYPERLINK(1),-3,0\r\n');
  });
});

describe("the axis", () => {
  it.each([
    [0, 1],
    [1, 1],
    [3, 3],
    [81, 100],
    [126, 150],
    [251, 300],
    [412, 500],
    [9318, 10_000],
  ])("for %d ends at %d", (largest, top) => {
    expect(axisTop(largest).top).toBe(top);
  });

  it("starts at zero and has three to five whole steps", () => {
    for (let largest = 1; largest < 5_000; largest += 7) {
      const ticks = ticksOf(largest);
      expect(ticks[0]).toBe(0);
      expect(ticks.at(-1)).toBeGreaterThanOrEqual(largest);
      expect(ticks.length).toBeLessThanOrEqual(6);
      expect(ticks.every(Number.isInteger)).toBe(true);
    }
  });
});

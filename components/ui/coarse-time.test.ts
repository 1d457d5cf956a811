import { describe, expect, it } from "vitest";
import { coarseTimeLeft } from "./coarse-time";

const now = new Date("2026-11-22T06:34:00Z");
const left = (minutes: number) => coarseTimeLeft(new Date(now.getTime() + minutes * 60_000), now);

describe("time left", () => {
  it("counts minutes under an hour and never seconds", () => {
    expect(left(26)).toEqual({ kind: "minutes", minutes: 26 });
    expect(left(26.9)).toEqual({ kind: "minutes", minutes: 26 });
    expect(left(0)).toEqual({ kind: "minutes", minutes: 0 });
  });

  it("steps by five minutes under four hours, then by whole hours", () => {
    expect(left(72)).toEqual({ kind: "hours", hours: 1, minutes: 10 });
    expect(left(200)).toEqual({ kind: "hours", hours: 3, minutes: 20 });
    expect(left(290)).toEqual({ kind: "hours", hours: 4, minutes: 0 });
  });

  it("names the day from twelve hours on", () => {
    expect(left(11 * 60 + 59)).toEqual({ kind: "hours", hours: 11, minutes: 0 });
    expect(left(12 * 60)).toEqual({ kind: "day" });
  });

  it("says how late, at least a minute", () => {
    expect(left(-0.2)).toEqual({ kind: "late", unit: "minutes", count: 1 });
    expect(left(-12)).toEqual({ kind: "late", unit: "minutes", count: 12 });
    expect(left(-132)).toEqual({ kind: "late", unit: "hours", count: 2 });
    expect(left(-3 * 24 * 60)).toEqual({ kind: "late", unit: "days", count: 3 });
  });
});

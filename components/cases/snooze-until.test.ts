import { describe, expect, it } from "vitest";
import { untilOf } from "./snooze-until";

const zone = "Asia/Shanghai";

describe("putting a case aside", () => {
  it.each([
    ["hour", "2026-11-22T06:30:15.500Z", "2026-11-22T07:30:15.500Z"],
    ["four_hours", "2026-11-22T06:30:15.500Z", "2026-11-22T10:30:15.500Z"],
    ["three_days", "2026-11-22T06:30:15.500Z", "2026-11-25T06:30:15.500Z"],
    // 14:30 in Beijing: nine the next morning is 01:00 UTC.
    ["tomorrow", "2026-11-22T06:30:15.500Z", "2026-11-23T01:00:00.000Z"],
    // 00:10 in Beijing, still the day before in UTC: tomorrow is Beijing's tomorrow.
    ["tomorrow", "2026-11-22T16:10:00.000Z", "2026-11-24T01:00:00.000Z"],
    ["tomorrow", "2026-11-22T15:59:59.999Z", "2026-11-23T01:00:00.000Z"],
  ] as const)("%s at %s is until %s", (choice, now, until) => {
    expect(untilOf(choice, new Date(now), zone).toISOString()).toBe(until);
  });
});

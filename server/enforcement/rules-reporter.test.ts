import { describe, expect, it } from "vitest";
import { quotes } from "./rules-reporter";

describe("a text quotes a reporter", () => {
  const said = [
    "昨天晚上他在群里让我先付三百九十八元保证金，付完就把我拉黑了，客服也不回。",
    "He asked me for a deposit of three hundred yuan and then blocked me at once.",
  ];
  it.each([
    ["word for word", "举报称：他在群里让我先付三百九十八元保证金，付完就把我拉黑了。", true],
    ["without its commas", "他在群里让我先付三百九十八元保证金付完就把我拉黑了", true],
    ["sixteen characters", "他在群里让我先付三百九十八元保证", true],
    ["fifteen characters", "他在群里让我先付三百九十八元保", false],
    ["a few words that anybody would use", "要求成员先付保证金，付完就拉黑。", false],
    ["in Latin, in capitals", "ASKED ME FOR A DEPOSIT OF THREE HUNDRED YUAN AND THEN BLOCKED", true],
    ["a short phrase in Latin", "asked me for a deposit of three hundred", false],
    ["nothing", "", false],
  ])("%s: %s → %s", (_, text, isQuoted) => {
    expect(quotes(text, said)).toBe(isQuoted);
  });

  it("compares two thousand characters with a million in a moment", () => {
    const long = "群".repeat(5_000);
    const began = performance.now();
    expect(quotes("众".repeat(2_000), Array(200).fill(long))).toBe(false);
    expect(performance.now() - began).toBeLessThan(2_000);
  });

  it("also where everything is alike", () => {
    expect(quotes("群".repeat(2_000), ["群".repeat(15), "群".repeat(5_000)])).toBe(true);
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { marksIn, mentions, quotes } from "./rules-reporter";

describe("marks of a reporter", () => {
  it.each([
    [["Reporter-Zhang-0001"], ["Reporter-Zhang-0001"]],
    [["zhang.wei@example.test"], ["zhang.wei@example.test", "zhang.wei"]],
    [["@lixiaomei:example.org"], ["@lixiaomei:example.org", "@lixiaomei", "lixiaomei"]],
    [["WeChat: mei-2031, 163.com"], ["WeChat: mei-2031, 163.com", "mei-2031"]],
    [["微信 lixiaomei7788"], ["微信 lixiaomei7788", "lixiaomei7788"]],
    [["张伟伟，电话：139-1234-7755"], ["张伟伟，电话：139-1234-7755", "张伟伟", "139-1234-7755"]],
    [["联系电话 请保密"], ["联系电话 请保密"]],
    [["u1"], []],
  ])("%o are %o", (said, marks) => {
    expect(marksIn(said)).toEqual(marks);
  });
});

describe("a text mentions a reporter", () => {
  const marks = marksIn(["Reporter-Zhang-0001", "张伟伟 13912347755 zhang.wei@example.test", "1000"]);
  it.each([
    "举报人 Reporter-Zhang-0001 所述属实",
    "reporter zhang 0001",
    "ＲＥＰＯＲＴＥＲ－ＺＨＡＮＧ－０００１",
    "Re\u200bporter-Zhang-0001",
    "据张伟伟反映",
    "电话139 1234 7755",
    "请联系 ZHANG.WEI",
    "向用户 1000 核实",
  ])("%s", (text) => {
    expect(mentions(text, marks)).toBe(true);
  });

  it.each(["收取定金 10000 元", "该群共 21000 人", "要求成员绕开平台支付定金。", ""])("but not here: %s", (text) => {
    expect(mentions(text, marks)).toBe(false);
  });

  it("whatever stands around it", () => {
    const around = fc.string({ unit: fc.constantFrom("，", " ", "的", "。", "(", "\n"), maxLength: 8 });
    fc.assert(
      fc.property(around, around, fc.constantFrom(...marks), (before, after, mark) => {
        expect(mentions(`${before}${mark}${after}`, marks)).toBe(true);
        expect(mentions(`${before}${mark.toUpperCase()}${after}`, marks)).toBe(true);
      }),
    );
  });
});

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

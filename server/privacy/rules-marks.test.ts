import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { marksIn, mentions } from "./rules-marks";

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
    [["张伟 139-1234-7755"], ["张伟 139-1234-7755", "139-1234-7755", "张伟"]],
    [["联系人李娜，电话请保密"], ["联系人李娜，电话请保密", "李娜"]],
    [["我叫王芳13912347755"], ["我叫王芳13912347755", "王芳"]],
    [["张伟"], ["张伟"]],
    [["Mary 139-1234-7755"], ["Mary 139-1234-7755", "139-1234-7755", "Mary"]],
    [["Mary"], ["mary", "Mary"]],
    [["周末 方便"], ["周末 方便"]],
    [["Tel 139-1234-7755"], ["Tel 139-1234-7755", "139-1234-7755"]],
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

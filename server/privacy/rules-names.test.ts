import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { marksIn, mentions } from "./rules-marks";
import { namesShortly } from "./rules-names";

describe("a name of two Han characters", () => {
  it.each([
    ["张伟", "张伟反映该群收取定金"],
    ["张伟", "据张伟反映，情况属实"],
    ["张伟", "该群主曾多次骚扰张伟，经核实属实"],
    ["张伟", "群主（即张伟所称的“老板”）收取定金"],
    ["张伟", "举报人张伟在群内被拉黑"],
    ["张伟", "群主骚扰用户张伟并索要钱款"],
    ["张伟", "群主随后将张伟移出群组"],
    ["张伟", "收取了张伟的定金"],
    ["张伟", "已向张伟核实"],
    ["张伟", "骗取张伟女士三百元"],
    ["张伟", "张 伟 说明了经过"],
    ["张伟", "张·伟，女"],
    ["张伟", "张\u200b伟"],
    ["张伟", "张伟"],
    ["高明", "举报人高明称其被骗"],
    ["李娜", "Li Na(李娜) told us"],
  ])("%s is named: %s", (name, text) => {
    expect(namesShortly(text, name)).toBe(true);
  });

  it.each([
    ["张伟", "该群宣称要弘扬伟大精神"],
    ["张伟", "主张伟大复兴的文章被转载"],
    ["张伟", "纸张伟岸"],
    ["高明", "手段高明，诱骗成员转账"],
    ["高明", "使用了更高明的话术"],
    ["李娜", "行李娜走了"],
    ["周全", "考虑周全，未发现违规"],
    ["向阳", "房屋朝向阳台一侧"],
    ["白云", "位于白云区的线下门店"],
    ["马力", "开足马力发布引流信息"],
    ["安全", "存在安全隐患"],
    ["张伟", ""],
  ])("%s is not in: %s", (name, text) => {
    expect(namesShortly(text, name)).toBe(false);
  });

  it.each([
    ["张伟", "群主骗张伟钱"],
    ["高明", "这是高明的骗局"],
  ])("%s is judged wrongly, as the README says, in: %s", (name, text) => {
    expect(namesShortly(text, name)).toBe(name === "高明");
  });
});

describe("a short name in Latin letters", () => {
  it.each([
    ["Mary", "Mary told us so", true],
    ["Mary", "据MARY反映", true],
    ["Mary", "据Ｍａｒｙ反映", true],
    ["Li", "asked Li for money", true],
    ["Mary", "in maryland", false],
    ["Mary", "Maryland", false],
    ["Mary", "xMary", false],
    ["Will", "the group will be closed", false],
    ["Li", "Lift the measure", false],
  ])("%s in %s: %s", (name, text, isNamed) => {
    expect(namesShortly(text, name)).toBe(isNamed);
  });
});

const han = fc.string({
  unit: fc.constantFrom(..."群主收取定金诱骗成员转账并威胁发布虚假信息内容多次该组用户拉黑"),
  maxLength: 12,
});
const sign = fc.constantFrom("", "，", "。", "：", "（", "\n", " ", "“", "、", "1", "a");
const families = fc.constantFrom(..."张王李陈赵刘杨黄周吴");
const given = fc.constantFrom(..."伟芳娜敏静丽强磊军洋艳勇");
const name = fc.tuple(families, given).map(([family, own]) => family + own);

describe("whatever is written around it", () => {
  it("it is named between signs, behind a word for a person and before what a reporter does", () => {
    fc.assert(
      fc.property(name, han, han, sign.filter(Boolean), sign.filter(Boolean), (who, before, after, open, close) => {
        expect(namesShortly(`${before}${open}${who}${close}${after}`, who)).toBe(true);
        expect(namesShortly(`${before}举报人${who}${after}`, who)).toBe(true);
        expect(namesShortly(`${before}${who}反映${after}`, who)).toBe(true);
      }),
    );
  });

  it("and never in a text without both of its characters in a row", () => {
    fc.assert(
      fc.property(name, han, han, sign, (who, before, after, between) => {
        expect(namesShortly(`${before}${between}${after}`, who)).toBe(false);
      }),
    );
  });

  it("a contact in which it stands gives it away, whatever else is in it", () => {
    const beside = fc.constantFrom(
      "",
      "13912347755",
      "，微信 lixiaomei7788",
      " 139-1234-7755",
      "（请保密）",
      "，电话 010-8888",
    );
    const label = fc.constantFrom("", "联系人", "姓名：", "我叫", "本人 ");
    fc.assert(
      fc.property(name, label, beside, (who, called, more) => {
        expect(mentions(`据${who}反映，情况属实`, marksIn([`${called}${who}${more}`]))).toBe(true);
      }),
    );
  });
});

import { describe, expect, it } from "vitest";
import { marksIn } from "../privacy/rules-marks";
import type { NoticeTexts } from "./contract";
import { builtInTexts } from "./default";
import { namingFaults } from "./rules-reporter";

const withWarning = (zh: string, en = builtInTexts.warn.en): NoticeTexts => ({ ...builtInTexts, warn: { zh, en } });
const marks = (...said: string[]) => marksIn(said);
const pointers = (texts: NoticeTexts, said: readonly string[], before: NoticeTexts | null = builtInTexts) =>
  namingFaults(texts, before, marksIn(said)).map(({ pointer }) => pointer);

describe("texts of notices that would tell every reader who reported", () => {
  it.each([
    ["her id", withWarning("据 Reporter-Zhang-0001 举报，予以警示。"), "Reporter-Zhang-0001", "/texts/warn/zh"],
    ["her name", withWarning("据张伟伟反映，予以警示。"), "张伟伟 139-1234-7755", "/texts/warn/zh"],
    ["her short name", withWarning("据李娜反映，予以警示。"), "李娜，微信 lixiaomei7788", "/texts/warn/zh"],
    ["her telephone", withWarning("予以警示。", "Ask 139 1234 7755."), "139-1234-7755", "/texts/warn/en"],
    [
      "her address",
      withWarning("予以警示。", "Ask zhang.wei@example.test."),
      "zhang.wei@example.test",
      "/texts/warn/en",
    ],
  ])("are refused by name and language: %s", (_, texts, contact, pointer) => {
    expect(pointers(texts, [contact])).toEqual([pointer]);
  });

  it("also in the first version, which follows on none", () => {
    expect(pointers(withWarning("据张伟伟反映，予以警示。"), ["张伟伟"], null)).toEqual(["/texts/warn/zh"]);
  });

  it.each([
    ["a word that begins like no name", withWarning("请在工作日内说明。"), "工作日 139-1234-7755"],
    ["an id that is a word", withWarning("予以警示。", "The user is warned."), "user"],
    ["an id that is a small number", withWarning("每次扣 1000 分。"), "1000"],
    ["a name as part of other words", withWarning("弘扬伟大精神，予以警示。"), "张伟 139-1234-7755"],
    ["nothing of hers", withWarning("予以警示，请遵守规则。"), "张伟伟 139-1234-7755"],
  ])("but not for %s", (_, texts, contact) => {
    expect(pointers(texts, [contact])).toEqual([]);
  });

  it("and nobody keeps a text from being published by giving words of the one in force as her contact", () => {
    const hotline = withWarning("予以警示，咨询电话 400-123-4567。");
    expect(pointers(hotline, ["400-123-4567"])).toEqual(["/texts/warn/zh"]);
    expect(pointers({ ...hotline, frame: builtInTexts.frame }, ["400-123-4567"], hotline)).toEqual([]);
  });

  it("compares with the marks of two thousand reporters in a moment", () => {
    const many = Array.from({ length: 2_000 }, (_, at) =>
      marks(`reporter-${at}-of-many`, `张${at}伟 1390000${at + 1000}`),
    ).flat();
    const began = performance.now();
    expect(namingFaults(withWarning("予以警示，请遵守规则。"), builtInTexts, many)).toEqual([]);
    expect(performance.now() - began).toBeLessThan(1_500);
  });
});

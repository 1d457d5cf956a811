import { describe, expect, it } from "vitest";
import {
  type NoticeTexts,
  placeholderNames,
  placeholders,
  placeholderTypes,
  placesOf,
  specOf,
  textKeys,
} from "./contract";
import { builtInLabel, builtInTexts } from "./default";
import { setSha256 } from "./rules";
import { draftFaults, textsFaults } from "./rules-template";

const withText = (key: keyof NoticeTexts, change: Partial<NoticeTexts["warn"]>): NoticeTexts => ({
  ...builtInTexts,
  [key]: { ...builtInTexts[key], ...change },
});

describe("the texts that come with Docket", () => {
  it("have no fault", () => {
    expect(draftFaults({ label: builtInLabel, texts: builtInTexts }, [])).toEqual([]);
  });

  it("are version 1 of every installation, so they stay what they are", () => {
    const { provisional, authority, ...first } = builtInTexts;
    expect(setSha256(builtInLabel, first as NoticeTexts)).toBe(
      "5521ecf5ac5500b0e01ff8fc179ac0c2cc480dd47ddd5adb42f7057ee77d6864",
    );
    // Came later: versions from before then take it from here.
    expect(provisional.en).toContain("a second person decides");
    expect(authority.zh).toBe("{office}指令（{order}）");
  });
});

describe("the placeholders", () => {
  it("are these and no others: none tells who reported, when, or in which words", () => {
    expect(placeholderNames.toSorted()).toEqual([
      "appeal",
      "clause",
      "code",
      "deadline",
      "due",
      "duration",
      "facts",
      "from",
      "functions",
      "items",
      "label",
      "legal",
      "level",
      "measures",
      "number",
      "office",
      "order",
      "remedy",
      "review",
      "rule",
      "rules",
      "scope",
      "subject",
      "term",
      "until",
    ]);
    for (const { names } of Object.values(placeholders))
      expect(`${names.zh} ${names.en}`).not.toMatch(/举报|投诉|reporter|report\b|complain/i);
  });

  it("each have a type and words in both languages, and a text that uses them", () => {
    const used = new Set(textKeys.flatMap((key) => [...placesOf(key)]));
    for (const name of placeholderNames) {
      const { type, names } = placeholders[name];
      expect(placeholderTypes).toContain(type);
      expect([names.zh, names.en].every((text) => text.length > 0)).toBe(true);
      expect([name, used.has(name)]).toEqual([name, true]);
    }
    for (const type of placeholderTypes)
      expect([type, placeholderNames.some((name) => placeholders[name].type === type)]).toEqual([type, true]);
  });

  it("that a text must have are among those that it may have, each once", () => {
    for (const key of textKeys) expect(new Set(placesOf(key)).size).toBe(placesOf(key).length);
  });
});

describe("a draft is refused, naming text, language and placeholder", () => {
  it.each([
    [
      "an unknown placeholder",
      "warn",
      "en",
      "You are warned, {reporter}.",
      "Warn (English): there is no placeholder {reporter}",
      "警示（英文）：没有占位符 {reporter}",
    ],
    [
      "a placeholder of another text",
      "warn",
      "zh",
      "警示 {items}",
      "Warn (Chinese): the placeholder {items} has no place here",
      "警示（中文）：这里不能使用占位符 {items}",
    ],
    [
      "a placeholder with a space",
      "close_group",
      "en",
      "Closed { from} {from}.",
      "Close group (English): there is no placeholder { from}",
      "关闭群组（英文）：没有占位符 { from}",
    ],
    [
      "a missing required placeholder",
      "close_group",
      "zh",
      "关闭群组。",
      "Close group (Chinese): lacks the required placeholder {from}",
      "关闭群组（中文）：缺少必需的占位符 {from}",
    ],
    [
      "an open brace",
      "close_group",
      "zh",
      "自{from}起{关闭",
      "Close group (Chinese): has an unbalanced brace",
      "关闭群组（中文）：有不成对的花括号",
    ],
    [
      "a closing brace",
      "close_group",
      "en",
      "Closed} from {from}.",
      "Close group (English): has an unbalanced brace",
      "关闭群组（英文）：有不成对的花括号",
    ],
    [
      "a full-width brace",
      "close_group",
      "zh",
      "自{from}起｛关闭｝",
      "Close group (Chinese): has an unbalanced brace",
      "关闭群组（中文）：有不成对的花括号",
    ],
    [
      "an empty language",
      "remove_content",
      "en",
      " \n",
      "Remove content (English): must not be empty",
      "删除信息（英文）：不能为空",
    ],
    [
      "a text that is too long",
      "remove_content",
      "zh",
      "删".repeat(501),
      "Remove content (Chinese): is longer than 500 characters",
      "删除信息（中文）：超过 500 字",
    ],
  ] as const)("for %s", (_, key, language, text, en, zh) => {
    expect(textsFaults(withText(key, { [language]: text }))).toEqual([
      { pointer: `/texts/${key}/${language}`, reason: { zh, en } },
    ]);
  });

  it("for each placeholder that the frame must have", () => {
    for (const place of specOf("frame").must) {
      const [fault, ...more] = textsFaults(
        withText("frame", { en: builtInTexts.frame.en.replaceAll(`{${place}}`, "") }),
      );
      expect(fault?.reason.en).toBe(`Frame (English): lacks the required placeholder {${place}}`);
      expect(more).toEqual([]);
    }
  });

  it("for both languages and several faults at once, each by itself", () => {
    const faults = textsFaults(withText("remedy_used", { zh: "{facts}", en: "{" }));
    expect(faults.map(({ pointer, reason }) => `${pointer} ${reason.en}`)).toEqual([
      "/texts/remedy_used/zh Outcome of an appeal (Chinese): the placeholder {facts} has no place here",
      "/texts/remedy_used/zh Outcome of an appeal (Chinese): lacks the required placeholder {number}",
      "/texts/remedy_used/en Outcome of an appeal (English): has an unbalanced brace",
      "/texts/remedy_used/en Outcome of an appeal (English): lacks the required placeholder {number}",
    ]);
  });

  it.each([
    ["", "The name of a version is letters"],
    ["新版", "The name of a version is letters"],
    ["2026.1", "There is a version named 2026.1 already"],
  ])("for the label %j", (label, says) => {
    const [fault] = draftFaults({ label, texts: builtInTexts }, ["2026.1"]);
    expect(fault).toMatchObject({ pointer: "/label", reason: { en: expect.stringContaining(says) } });
  });
});

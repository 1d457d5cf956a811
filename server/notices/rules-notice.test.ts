import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { day, after as later } from "../kernel/calendar";
import { type MeasureKey, measureKeys } from "../policy/contract";
import { testNow } from "../testing/cases";
import { type NoticeTexts, noticeLanguages, placesOf, textKeys } from "./contract";
import { builtInTexts } from "./default";
import { type NoticedMeasure, type NoticeFacts, noticeTime, writeNotice } from "./rules-notice";
import { textsFaults } from "./rules-template";

const now = testNow();
const suspended: NoticedMeasure = {
  key: "suspend_posting",
  from: now,
  until: later(now, 7 * day),
  days: 7,
  items: [],
  parameters: { scope: "platform" },
};
const about: NoticeFacts = {
  subject: { kind: "group", name: "同城二手 {facts} 群", code: "G-3107-4482" },
  policyLabel: "2026.1",
  clauses: [{ clause: "4.2.1", rule: { zh: "以虚假交易骗取财物", en: "Taking money by fake transactions" } }],
  legal: [{ law: "互联网群组信息服务管理规定", version: "2017", article: 11, paragraph: 1 }],
  facts: "要求先付 {until} 定金。",
  measures: [suspended],
  number: "C-000124",
  appeal: { url: "https://docket.test/appeal/token", until: new Date("2027-05-22T06:00:00Z") },
  rulesUrl: "https://docket.test/rules",
};

describe("a notice with the texts that come with Docket", () => {
  it("says rule, grounds, facts, measure, length and how to object, in both languages", () => {
    const made = writeNotice(builtInTexts, about);
    if (!made.ok) throw new Error(made.unfilled);
    for (const part of [
      "G-3107-4482",
      "4.2.1",
      "以虚假交易骗取财物",
      "第十一条",
      "暂停发布 7 天，至2026年11月29日14:00止。",
      "在2027年5月22日14:00前",
      "https://docket.test/appeal/token",
      "C-000124",
      "https://docket.test/rules",
      "北京时间",
    ])
      expect(made.text.zh).toContain(part);
    for (const part of [
      "clause 4.2.1",
      "art. 11",
      "suspended for 7 days from 22 November 2026, 14:00 until 29 November 2026, 14:00.",
      "before 22 May 2027, 14:00",
      "https://docket.test/appeal/token",
      "C-000124",
    ])
      expect(made.text.en).toContain(part);
  });

  it("says of the outcome of an appeal that it is one, and offers no second", () => {
    const made = writeNotice(builtInTexts, { ...about, appeal: null });
    if (!made.ok) throw new Error(made.unfilled);
    expect(made.text.zh).toContain("申诉（案件编号 C-000124）的复核结果");
    expect(made.text.en).toContain("outcome of your appeal in case C-000124");
    expect(made.text.en).not.toContain("appeal before");
  });

  it("names the order of an authority among the grounds, and nothing of it where there is none", () => {
    const authority = { office: "示例{facts}机关", number: "示〔2026〕7 号" };
    const made = writeNotice(builtInTexts, { ...about, authority });
    if (!made.ok) throw new Error(made.unfilled);
    expect(made.text.zh).toContain("第十一条第一款；示例{facts}机关指令（示〔2026〕7 号）。");
    expect(made.text.en).toContain("art. 11, para. 1; the order 示〔2026〕7 号 of 示例{facts}机关.");
    const alone = writeNotice(builtInTexts, { ...about, legal: [], authority });
    expect(alone.ok && alone.text.zh).toContain("依据：示例{facts}机关指令（示〔2026〕7 号）。");
    const none = writeNotice(builtInTexts, { ...about, authority: null });
    expect(none).toEqual(writeNotice(builtInTexts, about));
    expect(none.ok && none.text.zh).not.toContain("指令");
  });

  it("says of one day that it is one, of no end that there is none, and of one group that it is one only", () => {
    const measures: NoticedMeasure[] = [
      { ...suspended, days: 1, until: later(now, day), parameters: { scope: "a group" } },
      { ...suspended, key: "revoke_founding", days: null, until: null, parameters: {} },
    ];
    const made = writeNotice(builtInTexts, { ...about, measures });
    if (!made.ok) throw new Error(made.unfilled);
    expect(made.text.en).toContain("1. Posting is suspended for 1 day from");
    expect(made.text.en).toContain(", in the group concerned only. It is restored");
    expect(made.text.en).toContain("2. You may not found groups from 22 November 2026, 14:00, with no end date.");
    expect(made.text.zh).toContain("止，仅限所涉群组。");
    expect(made.text.zh).toContain("取消建群资格，不设期限。");
  });

  it.each([
    ["facts", { facts: " " }],
    ["clause", { clauses: [] }],
    ["authority.office", { authority: { office: " ", number: "1" } }],
    ["authority.order", { authority: { office: "示例机关", number: "" } }],
    ["rules", { rulesUrl: "" }],
    ["rules", { rulesUrl: "javascript:alert(1)" }],
    ["appeal", { appeal: { until: now, url: "" } }],
    ["deadline", { appeal: { until: new Date(Number.NaN), url: "https://docket.test/" } }],
    ["suspend_posting.until", { measures: [{ ...suspended, until: null }] }],
    ["suspend_posting.duration", { measures: [{ ...suspended, days: null }] }],
    ["suspend_posting.duration", { measures: [{ ...suspended, days: 0 }] }],
    ["warn_and_rectify.due", { measures: [{ ...suspended, key: "warn_and_rectify" }] }],
    [
      "warn_and_rectify.items",
      { measures: [{ ...suspended, key: "warn_and_rectify", parameters: { dueAt: now.toISOString() } }] },
    ],
    ["blacklist.functions", { measures: [{ ...suspended, key: "blacklist" }] }],
    ["blacklist.review", { measures: [{ ...suspended, key: "blacklist", parameters: { functions: ["found"] } }] }],
    ["lower_credit.level", { measures: [{ ...suspended, key: "lower_credit" }] }],
    ["lower_credit.level", { measures: [{ ...suspended, key: "lower_credit", parameters: { to: "Z" } }] }],
  ] as [string, Partial<NoticeFacts>][])("with an unfilled %s cannot be sent", (unfilled, change) => {
    expect(writeNotice(builtInTexts, { ...about, ...change })).toEqual({ ok: false, unfilled });
  });

  it("writes time in the installation's zone", () => {
    expect(noticeTime(new Date("2026-01-05T16:05:00Z"), "zh")).toBe("2026年1月6日00:05");
  });
});

/** A measure as any decision may plan it: what it must carry is there, what it may carry is there or not. */
const planned = (key: MeasureKey, days: number, isScoped: boolean, isEndless: boolean): NoticedMeasure => {
  const end = later(now, days * day);
  const isTimed = ["suspend_posting", "lower_credit", "suspend_management", "revoke_founding"].includes(key);
  const hasEnd = isTimed && !(key === "revoke_founding" && isEndless);
  const parameters: Record<string, unknown> = {};
  if (key === "suspend_posting") parameters.scope = isScoped ? "0190" : "platform";
  if (key === "suspend_management") parameters.groups = isScoped ? ["0190"] : "all";
  if (key === "lower_credit") parameters.to = "E";
  if (key === "warn_and_rectify") parameters.dueAt = end.toISOString();
  if (key === "blacklist") Object.assign(parameters, { reviewAt: end.toISOString(), functions: ["post", "join"] });
  return {
    key,
    from: now,
    until: hasEnd ? end : null,
    days: hasEnd || key === "warn_and_rectify" || key === "blacklist" ? days : null,
    items: key === "warn_and_rectify" ? ["{due} 前删除公告", "说明 {items}"] : [],
    parameters,
  };
};

const word = fc.constantFrom("群", "a ", "，", "{", "}", "{facts}", "{until}", "$&", "$1", "\n", "，再次");
const sentence = fc.array(word, { minLength: 1, maxLength: 12 }).map((words) => `述${words.join("")}`);
/** Text of a template, so without braces. */
const prose = fc
  .array(fc.constantFrom("请", "see ", "。", "\n", "$&", " – "), { maxLength: 6 })
  .map((words) => words.join(""));

/** Sets of texts that the rules let pass: each place that must be there, some that may, in any order, with prose between. */
const published: fc.Arbitrary<NoticeTexts> = fc
  .tuple(
    ...textKeys.map((key) =>
      fc
        .tuple(
          ...noticeLanguages.map(() =>
            fc.tuple(fc.shuffledSubarray([...placesOf(key)]), fc.array(prose, { minLength: 8, maxLength: 8 })),
          ),
        )
        .map((drawn) => [key, drawn] as const),
    ),
  )
  .map((all) => {
    const write = (
      key: (typeof textKeys)[number],
      [chosen, between]: readonly [readonly string[], readonly string[]],
    ) => {
      const places = [...new Set([...chosen, ...placesOf(key)])];
      return `文${places.map((place, at) => `${between[at % 8]}{${place}}`).join("")}`;
    };
    return Object.fromEntries(
      all.map(([key, [zh, en]]) => [key, { zh: write(key, zh as never), en: write(key, en as never) }]),
    ) as NoticeTexts;
  });

describe("a notice with any published texts", () => {
  it("fills for every measure in both languages, whatever is there or not, and expands nothing that a person wrote", () => {
    fc.assert(
      fc.property(
        published,
        fc.subarray([...measureKeys], { minLength: 1 }),
        fc.integer({ min: 1, max: 3_650 }),
        fc.boolean(),
        fc.boolean(),
        fc.boolean(),
        sentence,
        sentence,
        (texts, keys, days, isScoped, isEndless, hasAppeal, facts, name) => {
          expect(textsFaults(texts)).toEqual([]);
          const given: NoticeFacts = {
            ...about,
            facts,
            subject: { ...about.subject, name },
            legal: isScoped ? about.legal : [],
            measures: keys.map((key) => planned(key, days, isScoped, isEndless)),
            appeal: hasAppeal ? about.appeal : null,
          };
          const made = writeNotice(texts, given);
          if (!made.ok) throw new Error(`unfilled: ${made.unfilled}`);
          for (const language of noticeLanguages) {
            expect(made.text[language]).toContain(facts);
            expect(made.text[language]).toContain(name);
            // Each place stands once in these texts, so the braces left are those that people wrote.
            const theirs = [facts, name, ...given.measures.flatMap(({ items }) => items)].join("");
            const braces = (text: string) => text.replace(/[^{}]/g, "").length;
            expect(braces(made.text[language])).toBe(braces(theirs));
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  it("fills for each measure by itself with the texts that come with Docket", () => {
    for (const key of measureKeys)
      for (const isScoped of [true, false])
        for (const isEndless of [true, false])
          for (const appeal of [about.appeal, null]) {
            const made = writeNotice(builtInTexts, {
              ...about,
              facts: "述",
              subject: { ...about.subject, name: "群" },
              measures: [
                { ...planned(key, 30, isScoped, isEndless), items: key === "warn_and_rectify" ? ["删除"] : [] },
              ],
              appeal,
            });
            expect(made.ok && [made.text.zh, made.text.en].join("")).toMatch(/^[^{}]+$/);
          }
  });
});

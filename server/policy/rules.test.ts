import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { sources } from "../kernel/actor";
import { day, hour, after as later, minute } from "../kernel/calendar";
import { creditLevels, grades, measureKeys, type Severity, severities, subjectKinds } from "./contract";
import { defaultDocument } from "./default";
import {
  carriedMeasures,
  creditServices,
  gradeOf,
  isSevere,
  leafOf,
  lineageOf,
  measureGroundsOf,
  memberCapOf,
  recommend,
  routeOf,
  rungOf,
  slaDueAt,
} from "./rules";

const policy = { document: defaultDocument };
const at = new Date("2026-11-22T06:00:00Z");
const about = { subjectKind: "group", severity: 3, strikes: 2, role: null, grade: 2, credit: null } as const;

describe("recommend", () => {
  test("explains itself in one sentence in both languages", () => {
    const { sentence, next, measures } = recommend(policy, about);
    expect(sentence).toEqual({
      zh: "90 天内 2 次有效违规 → 暂停发布 7 天",
      en: "2 valid strikes in 90 days → suspend posting 7 days",
    });
    expect(next).toEqual({ zh: "下一级为关闭群组", en: "next: close group" });
    expect(measures).toEqual([{ key: "suspend_posting", standing: "subject", parameters: {}, days: 7, severe: false }]);
  });

  test.each([
    [0, "First violation in 90 days → suspend posting 7 days"],
    [1, "1 valid strike in 90 days → suspend posting 7 days"],
    [3, "3 valid strikes in 90 days → close group"],
    [400, "400 valid strikes in 90 days → close group"],
  ])("with %i strikes says: %s", (strikes, sentence) => {
    expect(recommend(policy, { ...about, strikes }).sentence.en).toBe(sentence);
  });

  test("closes a group where life or a child is in danger, which needs a second person, and has nothing above it", () => {
    const { measures, next } = recommend(policy, { ...about, severity: 4, strikes: 0 });
    expect(measures).toMatchObject([{ key: "close_group", days: null, severe: true }]);
    expect(next).toBeNull();
  });

  test("stays on a rung already reached, and says so", () => {
    const mild = { ...about, severity: 0, strikes: 0 } as const;
    expect(recommend(policy, mild).measures[0]?.key).toBe("warn_and_rectify");
    const held = recommend(policy, { ...mild, reached: [{ key: "suspend_posting", days: 30 }] });
    expect(held.measures[0]).toMatchObject({ key: "suspend_posting", days: 30 });
    expect(held.sentence.en).toContain("not below the rung already reached");
  });

  test("goes one rung up when that rung's measure holds already, and says so", () => {
    const first = { ...about, severity: 0, strikes: 0 } as const;
    const further = recommend(policy, { ...first, holding: ["warn_and_rectify"] });
    expect(further.measures.map(({ key, days }) => [key, days])).toEqual([["suspend_posting", 7]]);
    expect(further.sentence).toEqual({
      zh: "90 天内首次违规，原等级措施仍在生效 → 暂停发布 7 天",
      en: "First violation in 90 days, and that rung's measure still holds → suspend posting 7 days",
    });
    const closed = recommend(policy, { ...first, severity: 4, holding: ["close_group"] });
    expect([closed.rung, closed.measures]).toEqual([3, []]);
  });

  test("never recommends what holds already, and never goes down for it", () => {
    fc.assert(
      fc.property(anything, fc.subarray([...measureKeys]), (assessed, holding) => {
        const free = recommend(policy, assessed);
        const bound = recommend(policy, { ...assessed, holding });
        expect(bound.rung).toBeGreaterThanOrEqual(free.rung);
        for (const { key } of bound.measures) expect(holding).not.toContain(key);
      }),
    );
  });

  test("gives large groups less time to rectify", () => {
    const days = (grade: 1 | 4) => recommend(policy, { ...about, severity: 1, strikes: 0, grade }).measures[0]?.days;
    expect([days(1), days(4)]).toEqual([7, 3]);
  });

  test("leaves out lowering a credit that is lowest already", () => {
    const account = { ...about, subjectKind: "account", severity: 3, strikes: 0, grade: null } as const;
    const keys = (credit: "C" | "E") => recommend(policy, { ...account, credit }).measures.map(({ key }) => key);
    expect(keys("C")).toEqual(["suspend_posting", "lower_credit"]);
    expect(keys("E")).toEqual(["suspend_posting"]);
  });

  test("adds what the account's own role calls for, and nothing for a member", () => {
    const account = { ...about, subjectKind: "account", severity: 3, strikes: 0, credit: "C" } as const;
    const keys = (role: "founder" | "member") => recommend(policy, { ...account, role }).measures.map(({ key }) => key);
    expect(keys("founder")).toContain("suspend_management");
    expect(keys("member")).not.toContain("suspend_management");
  });

  const anything = fc.record({
    subjectKind: fc.constantFrom(...subjectKinds),
    severity: fc.constantFrom(...severities),
    strikes: fc.nat(12),
    role: fc.constantFrom("founder" as const, "manager" as const, "member" as const, null),
    grade: fc.constantFrom(...grades, null),
    credit: fc.constantFrom(...creditLevels, null),
    reached: fc.array(
      fc.record({ key: fc.constantFrom(...measureKeys), days: fc.option(fc.integer({ min: 1, max: 400 })) }),
      { maxLength: 4 },
    ),
  });

  test("never lowers a rung already reached", () => {
    fc.assert(
      fc.property(anything, (assessed) => {
        const ladder = defaultDocument.ladder[assessed.subjectKind];
        const { rung } = recommend(policy, assessed);
        for (const { key, days } of assessed.reached)
          expect(rung).toBeGreaterThanOrEqual(rungOf(ladder, key, days) ?? 0);
        expect(rung).toBeGreaterThanOrEqual(recommend(policy, { ...assessed, reached: [] }).rung);
      }),
    );
  });

  test("is never milder for more strikes or a graver clause, and its next is always stricter", () => {
    fc.assert(
      fc.property(anything, fc.nat(4), fc.nat(4), (assessed, moreStrikes, graver) => {
        const severity = Math.min(4, assessed.severity + graver) as Severity;
        const worse = { ...assessed, severity, strikes: assessed.strikes + moreStrikes };
        const [mild, strict] = [recommend(policy, assessed), recommend(policy, worse)];
        expect(strict.rung).toBeGreaterThanOrEqual(mild.rung);
        if (mild.next) expect(mild.rung).toBeLessThan(defaultDocument.ladder[assessed.subjectKind].rungs.length - 1);
        expect(mild.measures.length).toBeGreaterThan(0);
      }),
    );
  });
});

test("carries measures for founder and managers, each with its own standing, and none for an unknown rung", () => {
  expect(carriedMeasures(policy, 3, "founder", "D")).toEqual([
    { key: "revoke_founding", standing: "founder", parameters: {}, days: 180, severe: false },
    { key: "lower_credit", standing: "founder", parameters: { to: "E" }, days: 180, severe: false },
  ]);
  expect(carriedMeasures(policy, 1, "manager", "C")).toMatchObject([{ key: "suspend_management", days: 14 }]);
  expect(carriedMeasures(policy, 0, "founder", "C")).toEqual([]);
  expect(carriedMeasures(policy, 99, "founder", "C")).toEqual([]);
});

describe("isSevere follows the table of measures", () => {
  const until = (days: number) => later(at, days * day);
  test.each([
    ["warn", {}, null, false],
    ["warn_and_rectify", {}, until(90), false],
    ["remove_content", {}, null, false],
    ["suspend_posting", {}, until(7), false],
    ["suspend_posting", {}, later(until(7), 1), true],
    ["suspend_posting", {}, null, true],
    ["close_group", {}, null, true],
    ["blacklist", {}, until(1), true],
    ["lower_credit", { from: "C", to: "D" }, until(90), false],
    ["lower_credit", { from: "C", to: "E" }, until(90), true],
    ["lower_credit", { to: "D" }, until(90), true],
    ["lower_credit", { from: "C", to: "Z" }, until(90), true],
    ["suspend_management", {}, until(30), false],
    ["suspend_management", {}, until(31), true],
    ["revoke_founding", {}, until(365), false],
    ["revoke_founding", {}, null, true],
  ] as const)("%s %o until %s: %s", (key, parameters, end, severe) => {
    expect(isSevere(policy, key, parameters, at, end)).toBe(severe);
  });
});

describe("slaDueAt", () => {
  test.each([
    [4, "in_app", null, hour],
    [3, "in_app", null, 4 * hour],
    [0, "in_app", null, 72 * hour],
    [0, "trusted_reporter", null, 4 * hour],
    [4, "trusted_reporter", null, hour],
    [1, "regulator", 90 * minute, 90 * minute],
    [4, "regulator", 90 * minute, hour],
    [1, "regulator", null, 24 * hour],
  ] as const)("severity %i from %s with a letter of %s: %i ms", (severity, source, letter, expected) => {
    const due = slaDueAt(policy, severity, source, at, letter === null ? null : later(at, letter));
    expect(due.getTime() - at.getTime()).toBe(expected);
  });

  test("no source and no letter ever lengthens what the severity says", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...severities),
        fc.constantFrom(...sources),
        fc.option(fc.integer({ min: 0, max: 400 * day })),
        (severity, source, letter) => {
          const due = slaDueAt(policy, severity, source, at, letter === null ? null : later(at, letter));
          const limit = (defaultDocument.sla.minutesBySeverity[severity] as number) * minute;
          expect(due.getTime() - at.getTime()).toBeLessThanOrEqual(limit);
        },
      ),
    );
  });
});

describe("routeOf", () => {
  const routed = { subjectKind: "group", category: null, severity: 1, source: "in_app", grade: 1 } as const;
  test.each([
    [{}, "general"],
    [{ category: "fraud_fake_trade" }, "trade"],
    [{ category: "fraud_fake_trade", subjectKind: "account" }, "trade"],
    [{ category: "harassment_insult", subjectKind: "account" }, "accounts"],
    [{ category: "fraud_fake_trade", source: "regulator" }, "regulator"],
    [{ category: "minor_bullying", source: "regulator" }, "minors"],
    [{ category: "not_a_category" }, "general"],
  ] as const)("%o → %s", (change, queue) => {
    expect(routeOf(policy, { ...routed, ...change })).toBe(queue);
  });

  test("looks at severity and grade where a rule does", () => {
    const rules = [{ when: { minSeverity: 3, minGrade: 3 } as const, queue: "minors" }];
    const strict = { document: { ...defaultDocument, routing: { rules, default: "general" } } };
    expect(routeOf(strict, { ...routed, severity: 3, grade: 3 })).toBe("minors");
    expect(routeOf(strict, { ...routed, severity: 3, grade: 2 })).toBe("general");
    expect(routeOf(strict, { ...routed, severity: 4, grade: null })).toBe("general");
  });
});

test("leaves are found, branches and unknown keys are not", () => {
  expect(leafOf(policy, "fraud_fake_trade")?.clause).toBe("4.2.1");
  expect(leafOf(policy, "fraud")).toBeNull();
  expect(leafOf(policy, "constructor")).toBeNull();
  expect(lineageOf(defaultDocument, "fraud_loan").map(({ key }) => key)).toEqual(["fraud_loan", "fraud"]);
});

test("credit grants what the design lists, and caps the size of a founder's group", () => {
  expect(creditLevels.map((level) => creditServices(policy, level))).toEqual([
    { founds: 10, joins: 500, largestGroup: 2_000 },
    { founds: 5, joins: 300, largestGroup: 1_000 },
    { founds: 3, joins: 200, largestGroup: 500 },
    { founds: 1, joins: 100, largestGroup: 200 },
    { founds: 0, joins: 50, largestGroup: 0 },
  ]);
  expect([memberCapOf(policy, "C"), memberCapOf(policy, null)]).toEqual([500, 2_000]);
});

test("law behind a measure depends on its subject", () => {
  const paragraph = (kind: "group" | "account") => measureGroundsOf(policy, kind, "suspend_posting")[0]?.paragraph;
  expect([paragraph("group"), paragraph("account")]).toEqual([1, 2]);
  expect(measureGroundsOf(policy, "group", "warn")).toEqual([]);
});

describe("gradeOf", () => {
  const quiet = { messagesPerDay: 0, publicJoin: false, publicDissemination: false, category: null } as const;
  test.each([
    [0, {}, 1],
    [99, {}, 1],
    [500, {}, 2],
    [999, {}, 2],
    [1_000, {}, 3],
    [1_000, { messagesPerDay: 2_000 }, 4],
    [99, { publicDissemination: true }, 2],
    [99, { category: "public" }, 2],
    [5_000, { messagesPerDay: 9_999, publicDissemination: true, category: "public" }, 4],
  ] as const)("%i members, %o: grade %i", (memberCount, change, grade) => {
    expect(gradeOf(policy, { ...quiet, memberCount, ...change })).toBe(grade);
  });

  test("a larger, busier or more public group never gets a lower grade", () => {
    const size = fc.record({
      memberCount: fc.nat(3_000),
      messagesPerDay: fc.nat(3_000),
      publicDissemination: fc.boolean(),
    });
    fc.assert(
      fc.property(size, size, (a, b) => {
        const larger = {
          memberCount: Math.max(a.memberCount, b.memberCount),
          messagesPerDay: Math.max(a.messagesPerDay, b.messagesPerDay),
          publicDissemination: a.publicDissemination || b.publicDissemination,
        };
        expect(gradeOf(policy, { ...quiet, ...larger })).toBeGreaterThanOrEqual(gradeOf(policy, { ...quiet, ...a }));
      }),
    );
  });
});

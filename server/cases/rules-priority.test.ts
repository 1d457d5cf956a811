import fc from "fast-check";
import { expect, it } from "vitest";
import { after, day, hour } from "../kernel/calendar";
import {
  heaviestOf,
  levelOf,
  type PriorityInput,
  priorityOf,
  reporterWeight,
  sourceRank,
  termsOf,
} from "./rules-priority";

const arrivedAt = new Date("2026-11-22T06:00:00.000Z");
const plain: PriorityInput = {
  severity: 2,
  reporterWeight: 1,
  source: "in_app",
  memberCount: 0,
  grade: null,
  upheldBefore: 0,
  arrivedAt,
};
const priority = (given: Partial<PriorityInput>) => priorityOf(termsOf({ ...plain, ...given }));

it.each([
  ["a graver category", { severity: 3 }],
  ["more reporters", { reporterWeight: 3 }],
  ["a regulator", { source: "regulator" as const }],
  ["a larger group", { memberCount: 800 }],
  ["a higher grade", { grade: 4 }],
  ["a repeat subject", { upheldBefore: 1 }],
  ["an earlier arrival", { arrivedAt: after(arrivedAt, -hour) }],
])("goes sooner for %s", (_name, given) => {
  expect(priority(given)).toBeGreaterThan(priority({}));
});

it("counts age hour by hour, so that the order needs no recomputing", () => {
  expect(priority({ arrivedAt: after(arrivedAt, -5 * hour) }) - priority({})).toBeCloseTo(5, 5);
  expect(priority({ severity: 4 })).toBeGreaterThan(priority({ severity: 0, arrivedAt: after(arrivedAt, -29 * day) }));
});

it("counts a reporter's accuracy only after more than five resolved reports", () => {
  expect(reporterWeight(undefined)).toBe(1);
  expect(reporterWeight({ upheld: 0, resolved: 5 })).toBe(1);
  expect(reporterWeight({ upheld: 0, resolved: 6 })).toBe(0.25);
  expect(reporterWeight({ upheld: 6, resolved: 6 })).toBe(1.75);
});

it("never lets one term outgrow its bound, whatever is reported", () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 1e9, noNaN: true }),
      fc.nat(),
      fc.nat(),
      (weight, memberCount, upheldBefore) => {
        const terms = termsOf({ ...plain, reporterWeight: weight, memberCount, upheldBefore });
        expect(terms.reporters).toBeLessThanOrEqual(96);
        expect(terms.reach).toBeLessThanOrEqual(48);
        expect(terms.repeat).toBeLessThanOrEqual(72);
      },
    ),
  );
});

it("names the three heaviest reasons and leaves out what adds nothing", () => {
  const terms = termsOf({ ...plain, severity: 3, source: "trusted_reporter", upheldBefore: 1, memberCount: 9 });
  expect(heaviestOf(terms)).toEqual(["severity", "source", "repeat"]);
  expect(heaviestOf(termsOf({ ...plain, severity: 0 }))).toEqual([]);
  expect(levelOf(terms)).toBe("high");
  expect(levelOf(termsOf(plain))).toBe("medium");
  expect(levelOf(termsOf({ ...plain, severity: 1 }))).toBe("low");
});

it("ranks a regulator's word above all others", () => {
  expect(sourceRank("regulator")).toBeGreaterThan(sourceRank("trusted_reporter"));
  expect(sourceRank("trusted_reporter")).toBeGreaterThan(sourceRank("in_app"));
});

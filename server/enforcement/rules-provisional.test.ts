import { describe, expect, it } from "vitest";
import { hour, after as later, second } from "../kernel/calendar";
import { testNow } from "../testing/cases";
import { type DecisionState, decisionStates } from "./contract-words";
import type { HeldMeasure } from "./rules-end";
import type { Affected, Ground, PlannedMeasure } from "./rules-plan";
import { planProvisional, provisionalEnding } from "./rules-provisional";

const now = testNow();
const measure = { decisionId: "own", from: now };
const deciding = (id: string, state: DecisionState, effectiveAt: Date | null, acts = true) => ({
  id,
  state,
  acts,
  effectiveAt,
});

describe("how a provisional suspension ends", () => {
  const inEffect: readonly DecisionState[] = ["effective", "modified", "overturned", "reversed"];
  const fallen: readonly DecisionState[] = ["returned", "lapsed", "withdrawn"];

  it.each(decisionStates)("when its own decision is %s", (state) => {
    const effectiveAt = inEffect.includes(state) ? later(now, 10 * second) : null;
    const at = (when: Date) => provisionalEnding(measure, [deciding("own", state, effectiveAt)], when);
    const expected = inEffect.includes(state) ? "replaced" : fallen.includes(state) ? "lifted" : null;
    expect(at(later(now, 10 * second))).toBe(expected);
    // Not a moment before what was approved holds.
    expect(at(new Date(now.getTime() + 10 * second - 1))).toBe(inEffect.includes(state) ? null : expected);
  });

  it("by another decision on its case, after an approval that was undone, whatever that one says", () => {
    const undone = deciding("own", "undone", null);
    const at = later(now, hour);
    expect(provisionalEnding(measure, [undone, deciding("next", "effective", at)], at)).toBe("replaced");
    expect(provisionalEnding(measure, [undone, deciding("next", "effective", at, false)], at)).toBe("lifted");
    expect(provisionalEnding(measure, [undone, deciding("next", "proposed", null)], at)).toBeNull();
    // Another proposal that falls says nothing about this one; an earlier decision decided something else.
    expect(provisionalEnding(measure, [undone, deciding("next", "returned", null)], at)).toBeNull();
    const earlier = deciding("before", "effective", later(now, -hour));
    expect(provisionalEnding(measure, [undone, earlier], at)).toBeNull();
  });
});

describe("a provisional suspension", () => {
  const subject = (kind: "group" | "account", holding: readonly Partial<HeldMeasure>[], status: string | null) =>
    ({ kind, id: "s", holding, status }) as unknown as Affected;
  const ground = (own: Affected) =>
    ({
      case: { subject: { kind: own.kind, id: "s" } },
      subjects: new Map([[`${own.kind}:s`, own]]),
      reporterMarks: ["Reporter-Zhang-0001"],
    }) as unknown as Ground;
  const severe = { measures: [{ severe: true, standing: "subject" } as PlannedMeasure], severe: true };
  const given = { hours: 24, reason: "正在组织线下诈骗。" };
  const faultsOf = (own: Affected, said = given, plan: Parameters<typeof planProvisional>[2] = severe) =>
    planProvisional(ground(own), said, plan, now).faults.map(({ pointer, reason: { en } }) => [pointer, en]);
  const held = (scope: string, until: Date | null) => ({
    key: "suspend_posting" as const,
    parameters: { scope },
    until,
  });

  it("is of the whole subject, from now, to the hour", () => {
    const { planned } = planProvisional(ground(subject("account", [], null)), { ...given, hours: 72 }, severe, now);
    expect(planned).toMatchObject({
      key: "suspend_posting",
      standing: "subject",
      until: later(now, 72 * hour),
      parameters: { scope: "platform" },
      facts: given.reason,
      provisional: true,
    });
  });

  it("is refused by name, each fault at its field", () => {
    const group = subject("group", [], "active");
    expect(faultsOf(group)).toEqual([]);
    expect(faultsOf(group, given, { measures: [], severe: false })).toEqual([
      ["/provisional", "Only what needs a second person can come with a provisional suspension"],
    ]);
    const carried = { measures: [{ severe: true, standing: "founder" } as PlannedMeasure], severe: true };
    expect(faultsOf(group, given, carried)).toEqual([
      ["/provisional", "What needs a second person is not a measure on the subject of the case itself"],
    ]);
    for (const hours of [0, 73, 1.5])
      expect(faultsOf(group, { ...given, hours })).toEqual([["/provisional/hours", "State whole hours, from 1 to 72"]]);
    expect(faultsOf(group, { hours: 0, reason: "" }).map(([pointer]) => pointer)).toEqual([
      "/provisional/hours",
      "/provisional/reason",
    ]);
    expect(faultsOf(group, { ...given, reason: "reporter-zhang-0001 所述" })).toEqual([
      ["/provisional/reason", "The facts must not identify a reporter"],
    ]);
    for (const status of ["closed", "dissolved"])
      expect(faultsOf(subject("group", [], status))).toEqual([["/provisional", "The group is closed or dissolved"]]);
  });

  it("adds nothing to a suspension that holds, but does to one of a single group, and to one that is over", () => {
    const suspended = [["/provisional", "The subject is suspended already"]];
    expect(faultsOf(subject("account", [held("platform", later(now, 1))], null))).toEqual(suspended);
    expect(faultsOf(subject("group", [held("", null)], "posting_suspended"))).toEqual(suspended);
    expect(faultsOf(subject("account", [held("one-group", later(now, hour))], null))).toEqual([]);
    expect(faultsOf(subject("group", [held("", now)], "posting_suspended"))).toEqual([]);
  });
});

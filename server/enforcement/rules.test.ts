import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { day, after as later } from "../kernel/calendar";
import { creditLevels, type MeasureKey } from "../policy/contract";
import { testNow } from "../testing/cases";
import { decisionStates, measureKeys, measureShapes, measureStates, rectificationStates } from "./contract-words";
import {
  accountRestrictions,
  creditBase,
  creditUnder,
  decisionMove,
  decisionTable,
  fits,
  groupStatus,
  type Holding,
  measureMove,
  measureTable,
  rectificationMove,
  rectificationTable,
} from "./rules";
import { accountEntitlements, groupEntitlements } from "./rules-entitle";

const now = testNow();
const holding = (key: MeasureKey, parameters: Holding["parameters"] = {}, until: Date | null = null): Holding => ({
  id: `${key} ${JSON.stringify(parameters)}`,
  key,
  from: now,
  until,
  parameters,
});

describe("state tables", () => {
  const tables = [
    ["decision", decisionTable, decisionStates, decisionMove],
    ["measure", measureTable, measureStates, measureMove],
    ["rectification", rectificationTable, rectificationStates, rectificationMove],
  ] as const;
  it.each(tables)("refuse every transition of a %s that they do not list", (_, table, states, move) => {
    const rule = move as (from: string, act: string) => { ok: boolean; to?: string; refusal?: { status: number } };
    for (const [act, moves] of Object.entries(table))
      for (const from of states) {
        const to = (moves as Record<string, string>)[from];
        const answer = rule(from, act);
        if (to) expect([from, act, answer]).toEqual([from, act, { ok: true, to }]);
        else expect([from, act, answer.ok, answer.refusal?.status]).toEqual([from, act, false, 409]);
      }
  });

  it("let nothing leave a state that ends", () => {
    for (const from of ["returned", "lapsed", "withdrawn", "undone", "overturned", "reversed"] as const)
      for (const act of Object.keys(decisionTable)) expect(decisionMove(from, act as "take").ok).toBe(false);
    for (const from of ["expired", "lifted", "overturned", "replaced", "cancelled"] as const)
      for (const act of Object.keys(measureTable)) expect(measureMove(from, act as "enter").ok).toBe(false);
  });
});

describe("what fits", () => {
  it("is the table of the domain, read aloud", () => {
    const rows = measureKeys.map((key) => [key, fits(key, "group"), fits(key, "account")]);
    expect(rows).toEqual([
      ["warn", false, true],
      ["warn_and_rectify", true, false],
      ["suspend_posting", true, true],
      ["close_group", true, false],
      ["lower_credit", false, true],
      ["suspend_management", false, true],
      ["revoke_founding", false, true],
      ["blacklist", true, true],
      ["remove_content", false, false],
    ]);
  });
});

describe("overlapping measures", () => {
  const keys = measureKeys.filter((key) => measureShapes[key].on.some((kind) => kind !== "message"));
  const held = fc.array(
    fc.constantFrom(...keys).map((key) => holding(key)),
    { maxLength: 8 },
  );
  const rank = ["active", "rectifying", "posting_suspended", "closed"];

  it("make a group as strict as the strictest, in any order", () => {
    expect(groupStatus([])).toBe("active");
    expect(groupStatus([holding("suspend_posting"), holding("warn_and_rectify")])).toBe("posting_suspended");
    expect(groupStatus([holding("blacklist")])).toBe("active");
    fc.assert(
      fc.property(held, held, (some, more) => {
        const [one, both] = [groupStatus(some), groupStatus([...some, ...more])];
        expect(rank.indexOf(both)).toBeGreaterThanOrEqual(rank.indexOf(one));
        expect(groupStatus([...more, ...some])).toBe(both);
      }),
    );
  });

  it("name each restriction once", () => {
    expect(accountRestrictions([holding("suspend_posting"), holding("warn"), holding("suspend_posting")])).toEqual([
      "suspend_posting",
    ]);
  });

  it("lower credit to the worst of them, and give back what no other holds: in whatever order they end", () => {
    const levels = fc.constantFrom(...creditLevels);
    fc.assert(
      fc.property(
        levels,
        fc.array(levels, { maxLength: 5 }),
        fc.array(fc.nat(), { maxLength: 5 }),
        (base, tos, order) => {
          let current = base;
          let inForce: Holding[] = [];
          tos.forEach((to, at) => {
            const lowered = { ...holding("lower_credit", { to, base: creditBase(inForce, current) }), id: String(at) };
            inForce = [...inForce, lowered];
            current = creditUnder(inForce, creditBase(inForce, current));
          });
          for (const at of order) {
            if (inForce.length === 0) break;
            const kept = creditBase(inForce, current);
            inForce = inForce.filter((_, index) => index !== at % inForce.length);
            current = creditUnder(inForce, kept);
            const worst = Math.max(
              ...[base, ...inForce.map(({ parameters }) => parameters.to as "A")].map((level) =>
                creditLevels.indexOf(level),
              ),
            );
            expect(creditLevels.indexOf(current)).toBe(worst);
          }
        },
      ),
    );
  });
});

describe("entitlements", () => {
  const services = { founds: 3, joins: 200, largestGroup: 500 };
  const withdrawing = (key: MeasureKey, parameters: Holding["parameters"] = {}, until: Date | null = null) => ({
    ...holding(key, parameters, until),
    reason: "4.2.1 虚假交易",
  });
  it("end with the term, to the millisecond, whoever has ended the measure in the record", () => {
    const until = later(now, day);
    const held = [withdrawing("suspend_posting", { scope: "platform" }, until)];
    const at = (time: Date) => accountEntitlements(held, services, 0, 0, new Map(), time).mayPost;
    expect([at(later(until, -1)), at(until)]).toEqual([false, true]);
  });
  it("never go below nothing", () => {
    expect(accountEntitlements([], services, 9, 999, new Map(), now)).toMatchObject({
      foundsLeft: 0,
      joinsLeft: 0,
      mayFound: false,
    });
  });
  it.each([
    ["post", { mayPost: false }],
    ["found", { mayFound: false, foundsLeft: 0 }],
    ["join", { joinsLeft: 0 }],
    ["manage", { mayManage: { all: false, except: [] } }],
  ])("obey a blacklist of %s only", (word, changed) => {
    const open = accountEntitlements([], services, 0, 0, new Map(), now);
    const { restrictions, ...shut } = accountEntitlements(
      [withdrawing("blacklist", { functions: [word] })],
      services,
      0,
      0,
      new Map(),
      now,
    );
    expect(shut).toEqual({ ...open, restrictions: undefined, ...changed });
    expect(restrictions).toMatchObject([{ measure: "blacklist", functions: [word] }]);
  });
  it("do not count what withdraws nothing", () => {
    expect(accountEntitlements([withdrawing("warn")], services, 0, 0, new Map(), now).restrictions).toEqual([]);
    expect(groupEntitlements([withdrawing("warn_and_rectify")], "rectifying", 500, now)).toMatchObject({
      mayPost: true,
      restrictions: [],
    });
  });
});

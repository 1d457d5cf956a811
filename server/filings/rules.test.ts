import { describe, expect, it } from "vitest";
import type { StaffActor } from "../kernel/actor";
import { type CheckResult, filingStates } from "./contract";
import { abandoned, checked, drafted, type Filing, openChecks, periodOf, sealed, transitions } from "./rules";

const su: StaffActor = { kind: "staff", id: "su", roles: ["compliance_officer"], sessionId: "s1" };
const fang: StaffActor = { kind: "staff", id: "fang", roles: ["compliance_officer"], sessionId: "s2" };
const now = new Date("2026-11-05T02:00:00Z");
const zeros = {
  received: 0,
  cases: 0,
  decisions: 0,
  noViolation: 0,
  measures: 0,
  executed: 0,
  closed: 0,
  blacklisted: 0,
  unblacklisted: 0,
  listed: 0,
};
const drawn = { asOfSize: 10, asOfRoot: "00", canonicalSha256: "11", figures: zeros };
const passed: CheckResult = { key: "log", level: "blocking", passed: true, rows: 0, detail: null, waiver: null };
const filing = (state: Filing["state"], checks: readonly CheckResult[] = [passed]): Filing => ({
  id: "f",
  number: "F-2026-0001",
  state,
  preparedBy: su.id,
  checks,
  version: 3,
});
const code = (verdict: { ok: boolean; refusal?: { code: string } }) => (verdict.ok ? "ok" : verdict.refusal?.code);

describe("the states of a filing", () => {
  const acts = {
    checked: (state: Filing["state"]) => checked(filing(state), 3, [passed]),
    sealed: (state: Filing["state"]) => sealed(filing(state), 3, fang, drawn, {}, now),
    abandoned: (state: Filing["state"]) => abandoned(filing(state), 3),
  };
  for (const [to, act] of Object.entries(acts))
    for (const from of filingStates) {
      const allowed = (transitions[from] as readonly string[]).includes(to) || (from === "checked" && to === "checked");
      it(`${from} → ${to} is ${allowed ? "allowed" : "refused by name"}`, () => {
        const verdict = act(from);
        expect(code(verdict)).toBe(allowed ? "ok" : "filings.state");
        if (verdict.ok) expect(verdict.next).toMatchObject({ state: to, version: 4 });
      });
    }

  it("refuses what somebody else has changed meanwhile", () => {
    expect(code(checked(filing("draft"), 2, []))).toBe("filings.stale");
    expect(code(sealed(filing("checked"), 4, fang, drawn, {}, now))).toBe("filings.stale");
    expect(code(abandoned(filing("draft"), 1))).toBe("filings.stale");
  });
});

describe("sealing", () => {
  it("is refused to the person who prepared it", () => {
    expect(code(sealed(filing("checked"), 3, su, drawn, {}, now))).toBe("filings.same-person");
  });

  it("is refused while a blocking check has failed, whatever its waiver, and while a warning is not waived", () => {
    const failed: CheckResult = { ...passed, passed: false, waiver: "in spite of it" };
    const warning: CheckResult = {
      key: "receipts",
      level: "warning",
      passed: false,
      rows: 2,
      detail: null,
      waiver: null,
    };
    expect(openChecks([passed, failed, warning])).toBe(2);
    expect(code(sealed(filing("checked", [failed]), 3, fang, drawn, {}, now))).toBe("filings.blocked");
    expect(code(sealed(filing("checked", [warning]), 3, fang, drawn, {}, now))).toBe("filings.blocked");
    expect(
      code(sealed(filing("checked", [{ ...warning, waiver: "the platform was down" }]), 3, fang, drawn, {}, now)),
    ).toBe("ok");
  });

  it("records the hashes of the files and both people", () => {
    const verdict = sealed(filing("checked"), 3, fang, drawn, { pdf: "aa" }, now);
    expect(verdict.ok && verdict.entry).toMatchObject({
      action: "filing.sealed",
      subject: { kind: "filing", id: "f", version: 4 },
      pub: { files: { pdf: "aa" }, preparedBy: "staff:su", figures: zeros },
    });
  });
});

describe("the period", () => {
  it("is half-open at day bounds of the installation's zone", () => {
    const period = periodOf({ periodStart: "2026-10-01", periodEnd: "2026-11-01" }, now);
    expect(period).toMatchObject({
      ok: true,
      start: new Date("2026-09-30T16:00:00Z"),
      end: new Date("2026-10-31T16:00:00Z"),
    });
  });

  it.each([
    ["2026-10-01", "2026-10-01", "filings.period"],
    ["2026-10-02", "2026-10-01", "filings.period"],
    ["2025-01-01", "2026-10-01", "filings.period"],
    ["2026-11-01", "2026-11-06", "filings.period-open"],
  ])("%s to %s is refused and names the field", (periodStart, periodEnd, expected) => {
    const period = periodOf({ periodStart, periodEnd }, now);
    expect(code(period)).toBe(expected);
    if (!period.ok) expect(period.refusal.fields[0]?.pointer).toBe("/periodEnd");
  });

  it("is stated in the entry of the draft", () => {
    const input = {
      specification: "disposition" as const,
      periodStart: "2026-10-01",
      periodEnd: "2026-11-01",
      provider: "星渡",
      office: "办公室",
      letterNumber: "1号",
    };
    const verdict = drafted("f", "F-2026-0001", input, drawn, su);
    expect(verdict.ok && verdict.entry.pub).toMatchObject({ periodStart: "2026-10-01", asOf: "10", canonical: "11" });
    expect(JSON.stringify(verdict)).not.toContain("办公室");
  });
});

import { describe, expect, it } from "vitest";
import type { StaffActor } from "../kernel/actor";
import {
  erase,
  eraseAgain,
  type Facts,
  isLapsed,
  keptUntil,
  liftHold,
  mayConfirm,
  mayErase,
  placeHold,
  propose,
  turnDown,
} from "./rules";

const now = new Date("2026-11-22T08:00:00.000Z");
const person = (id: string): StaffActor => ({ kind: "staff", id, roles: ["compliance_officer"], sessionId: "s" });
const [first, second] = [person("first"), person("second")];
const nothing: Facts = {
  kind: "account",
  id: "her",
  version: 3,
  isErased: false,
  isOwn: false,
  holds: 0,
  measuresInForce: 0,
  openCase: null,
  openFiling: null,
  openReferral: null,
  undelivered: 0,
  lastRecordAt: null,
  recordMonths: 36,
  pending: null,
};
const proposal = { id: "p", ground: "unlawful", state: "pending", proposedBy: "first", proposedAt: now } as const;
const gone = { count: 2, sha256: "ab" };
const code = (verdict: { ok: boolean } & Partial<{ refusal: { code: string } }>) =>
  verdict.ok ? null : verdict.refusal?.code;

const refused: readonly [string, Partial<Facts>][] = [
  ["erased", { isErased: true }],
  ["held", { holds: 1 }],
  ["measure_in_force", { measuresInForce: 2 }],
  ["open_case", { openCase: "C-000124" }],
  ["open_filing", { openFiling: "F-2026-0001" }],
  ["open_referral", { openReferral: "R-2026-0001" }],
  ["undelivered", { undelivered: 1 }],
  ["retained", { lastRecordAt: new Date("2023-11-22T08:00:00.001Z") }],
];

describe("what stands against erasing", () => {
  it("is nothing, for somebody about whom nothing was ever decided", () => expect(mayErase(nothing, now)).toBeNull());
  it.each(refused)("%s", (name, facts) => {
    expect(mayErase({ ...nothing, ...facts }, now)?.code).toBe(`retention.${name}`);
    expect(code(propose({ ...nothing, ...facts }, first, "unlawful", "p", now))).toBe(`retention.${name}`);
    expect(code(erase({ ...nothing, ...facts }, proposal, second, gone, now))).toBe(`retention.${name}`);
  });
  it("tells the number of holds, the case, and the day on which the records go", () => {
    expect(mayErase({ ...nothing, holds: 2 }, now)?.sentence.en).toContain("2 legal hold(s)");
    expect(mayErase({ ...nothing, lastRecordAt: now }, now)?.sentence.zh).toContain("2029-11-22");
  });
  it.each([
    ["2023-11-22T08:00:00.000Z", 36, null],
    ["2026-05-22T08:00:00.000Z", 6, null],
    ["2026-05-22T08:00:00.001Z", 6, "retention.retained"],
  ])("the last record of %s, kept for %d months", (at, recordMonths, wanted) => {
    expect(mayErase({ ...nothing, lastRecordAt: new Date(at), recordMonths }, now)?.code ?? null).toBe(wanted);
  });
  it("records end with the month when the later one is shorter", () => {
    const lastRecordAt = new Date("2026-08-31T08:00:00.000Z");
    expect(keptUntil({ lastRecordAt, recordMonths: 6 })?.toISOString()).toBe("2027-02-28T08:00:00.000Z");
    expect(keptUntil({ lastRecordAt: null, recordMonths: 6 })).toBeNull();
  });
});

describe("two people", () => {
  it("propose and confirm, each with an entry that names nobody but staff", () => {
    const asked = propose(nothing, first, "consent_withdrawn", "p", now);
    expect(asked).toMatchObject({
      ok: true,
      next: { state: "pending", proposedBy: "first", ground: "consent_withdrawn" },
      entry: { action: "privacy.erasure_proposed", subject: { kind: "account", id: "her", version: 4 } },
    });
    const done = erase({ ...nothing, pending: proposal }, proposal, second, gone, now);
    expect(done).toMatchObject({
      ok: true,
      entry: {
        kind: "privacy",
        action: "privacy.erased",
        pub: { erasure: "p", ground: "unlawful", proposedBy: "staff:first", fields: gone },
      },
    });
  });
  it.each([
    ["same_person", nothing, proposal, first],
    ["own_account", { ...nothing, isOwn: true }, proposal, second],
    ["settled", nothing, { ...proposal, state: "returned" }, second],
    ["settled", nothing, { ...proposal, state: "lapsed" }, second],
    ["lapsed", nothing, { ...proposal, proposedAt: new Date("2026-11-15T08:00:00.000Z") }, second],
    ["erased", { ...nothing, isErased: true }, { ...proposal, state: "confirmed" }, second],
  ] as const)("a confirmation is refused: %s", (name, facts, given, by) => {
    expect(mayConfirm(facts, given, by, now)?.code).toBe(`retention.${name}`);
  });
  it("nobody proposes her own account, nor what waits already; a lapsed proposal makes room", () => {
    expect(code(propose({ ...nothing, isOwn: true }, first, "unlawful", "p", now))).toBe("retention.own_account");
    expect(code(propose({ ...nothing, pending: proposal }, second, "unlawful", "q", now))).toBe("retention.proposed");
    const old = { ...proposal, proposedAt: new Date("2026-11-15T08:00:00.000Z") };
    expect(isLapsed(old, now)).toBe(true);
    expect(propose({ ...nothing, pending: old }, second, "unlawful", "q", now).ok).toBe(true);
  });
  it("an entry about a reporter takes no version: she has no row that could count them", () => {
    const asked = propose({ ...nothing, kind: "reporter", version: null }, first, "unlawful", "p", now);
    expect(asked).toMatchObject({ ok: true, entry: { subject: { kind: "reporter", id: "her", version: null } } });
  });
  it("anybody turns down once", () => {
    expect(turnDown(nothing, proposal)).toMatchObject({ ok: true, entry: { action: "privacy.erasure_returned" } });
    expect(code(turnDown(nothing, { ...proposal, state: "returned" }))).toBe("retention.settled");
  });
});

describe("an erasure that a restored backup undid", () => {
  const decided = {
    erasure: "p",
    kind: "account",
    id: "her",
    ground: "unlawful",
    proposedBy: "first",
    proposedAt: now,
    confirmedBy: "second",
    at: now,
  } as const;
  it("is carried out again with an entry that names both people", () =>
    expect(eraseAgain(nothing, decided, gone, now)).toMatchObject({
      ok: true,
      entry: {
        action: "privacy.erased",
        subject: { kind: "account", id: "her", version: 4 },
        pub: { erasure: "p", proposedBy: "staff:first", confirmedBy: "staff:second", decidedAt: now.toISOString() },
      },
    }));
  it.each(refused)("is refused for what stands against any: %s", (name, facts) =>
    expect(code(eraseAgain({ ...nothing, ...facts }, decided, gone, now))).toBe(`retention.${name}`),
  );
});

describe("holds", () => {
  it("are placed and lifted with words that the body only commits to", () => {
    const placed = placeHold(nothing, "h", "法院调取");
    expect(placed).toMatchObject({
      ok: true,
      entry: {
        action: "privacy.hold_placed",
        pub: { hold: "h" },
        priv: { about: "account:her", values: { reason: "法院调取" } },
      },
    });
    expect(JSON.stringify(placed.ok && placed.entry.pub)).not.toContain("法院");
    const lifted = liftHold(nothing, { id: "h", liftedAt: null }, "案件已结");
    expect(lifted).toMatchObject({ ok: true, entry: { action: "privacy.hold_lifted", pub: { hold: "h" } } });
  });
  it("are refused on what is erased, beyond twenty, and twice lifted", () => {
    expect(code(placeHold({ ...nothing, isErased: true }, "h", "……"))).toBe("retention.erased");
    expect(code(placeHold({ ...nothing, holds: 20 }, "h", "……"))).toBe("retention.too_many_holds");
    expect(code(liftHold(nothing, { id: "h", liftedAt: now }, "……"))).toBe("retention.lifted");
    expect(code(liftHold({ ...nothing, isOwn: true }, { id: "h", liftedAt: null }, "……"))).toBe(
      "retention.own_account",
    );
  });
});

import { describe, expect, it } from "vitest";
import { type OperatorActor, type Role, roles, type StaffActor } from "../kernel/actor";
import { day, after as plus } from "../kernel/calendar";
import type { Verdict } from "../kernel/verdict";
import { twoPersonRoles } from "./contract";
import { confirm, deactivate, type Grant, grant, type Person, reactivate, safeNext, turnDown, withdraw } from "./rules";

const now = new Date("2026-11-22T03:00:00Z");
const staff = (id: string): StaffActor => ({ kind: "staff", id, roles: ["admin"], sessionId: "s" });
const operator: OperatorActor = { kind: "operator", command: "test" };
const person = (given: Partial<Person> = {}): Person => ({
  id: "lin",
  active: true,
  version: 3,
  roles: [],
  proposed: [],
  ...given,
});
const proposal = (given: Partial<Grant> = {}): Grant => ({
  id: "g",
  role: "lead",
  state: "pending",
  proposedBy: "ann",
  proposedAt: now,
  ...given,
});
const said = (verdict: Verdict<unknown>) => (verdict.ok ? verdict.next : verdict.refusal.code);

describe("granting", () => {
  it.each(roles)("%s: by one administrator where one is enough, proposed where it takes two", (role) => {
    const verdict = grant(person(), staff("ann"), role, ["ann", "bea"]);
    expect(said(verdict)).toBe(twoPersonRoles.includes(role) ? "proposed" : "granted");
    expect(verdict.ok && verdict.entry.subject).toEqual({ kind: "staff", id: "lin", version: 4 });
    expect(said(grant(person(), operator, role, []))).toBe("granted");
    expect(said(grant(person(), staff("lin"), role, ["lin", "bea"]))).toBe("staff.own-role");
  });

  it.each<[string, Partial<Person>, Role, string[], string]>([
    ["nobody else could confirm", {}, "lead", ["ann"], "staff.no-second-admin"],
    ["only the person herself could confirm", { roles: ["admin"] }, "lead", ["ann", "lin"], "staff.no-second-admin"],
    ["she has it", { roles: ["moderator"] }, "moderator", ["ann"], "staff.has-role"],
    ["it waits already", { proposed: ["lead"] }, "lead", ["ann", "bea"], "staff.proposed"],
    ["she is deactivated", { active: false }, "moderator", ["ann"], "staff.inactive"],
  ])("is refused when %s", (_, given, role, admins, code) => {
    expect(said(grant(person(given), staff("ann"), role, admins))).toBe(code);
  });
});

describe("confirming", () => {
  it("takes another administrator, who is not the person herself", () => {
    expect(said(confirm(proposal(), person(), staff("bea"), now))).toBe("confirmed");
    expect(said(confirm(proposal(), person(), staff("ann"), now))).toBe("staff.same-person");
    expect(said(confirm(proposal(), person(), staff("lin"), now))).toBe("staff.own-role");
  });

  it.each<[string, Partial<Grant>, Partial<Person>, Date, string]>([
    ["it is settled", { state: "returned" }, {}, now, "staff.settled"],
    ["it waited more than a week", {}, {}, plus(now, 7 * day + 1), "staff.lapsed"],
    ["she was deactivated", {}, { active: false }, now, "staff.inactive"],
    ["she got it meanwhile", {}, { roles: ["lead"] }, now, "staff.has-role"],
  ])("is refused when %s", (_, given, who, at, code) => {
    expect(said(confirm(proposal(given), person(who), staff("bea"), at))).toBe(code);
  });

  it("is open to the last moment of the week", () => {
    expect(said(confirm(proposal(), person(), staff("bea"), plus(now, 7 * day)))).toBe("confirmed");
  });

  it("can be turned down once", () => {
    expect(said(turnDown(proposal(), person()))).toBe("returned");
    expect(said(turnDown(proposal({ state: "confirmed" }), person()))).toBe("staff.settled");
  });
});

describe("taking away", () => {
  it("never one's own", () => {
    expect(said(withdraw(person({ roles: ["lead"] }), staff("lin"), "lead"))).toBe("staff.own-role");
    expect(said(deactivate(person(), staff("lin")))).toBe("staff.own-account");
  });

  it("only what is there", () => {
    expect(said(withdraw(person(), staff("ann"), "lead"))).toBe("staff.has-not");
    expect(said(deactivate(person({ active: false }), staff("ann")))).toBe("staff.inactive");
    expect(said(reactivate(person()))).toBe("staff.active");
  });
});

describe("going on after a sign-in", () => {
  it.each(["/queue", "/queue?sort=-due&state=open", "/cases/C-000124#evidence", "/groups/%E7%BE%A4"])("%s", (path) => {
    expect(safeNext(path)).toBe(path);
  });

  it.each([
    "//evil.test",
    "/\\evil.test",
    "https://evil.test",
    "javascript:alert(1)",
    "/a\nb",
    "/a\\b",
    "/sign-in?next=/",
    "/api/auth/signout",
    "queue",
    "",
    null,
    `/${"a".repeat(3_000)}`,
  ])("never to %s", (path) => {
    expect(safeNext(path)).toBe("/");
  });
});

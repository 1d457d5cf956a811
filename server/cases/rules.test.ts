import { describe, expect, it } from "vitest";
import type { Role } from "../kernel/actor";
import { after, day, minute, second } from "../kernel/calendar";
import { caseNumber, caseStates, parseCaseNumber, reportStates } from "./contract";
import {
  breach,
  type CaseAct,
  type CaseFacts,
  type Claim,
  caseMove,
  caseTable,
  checkClaim,
  escalate,
  mayClaim,
  type Person,
  type ReportAct,
  reportMove,
  reportTable,
  shownState,
  skip,
  snooze,
  wake,
} from "./rules";

const now = new Date("2026-11-22T06:00:00.000Z");

/** The tables of `domain.md`, written out a second time, by hand. */
const allowedCases: Record<CaseAct, string[]> = {
  claim: ["open→claimed", "escalated→claimed", "reopened→claimed"],
  release: ["claimed→open"],
  expire: ["claimed→open"],
  skip: ["claimed→open"],
  escalate: ["open→escalated", "claimed→escalated"],
  snooze: ["open→snoozed", "claimed→snoozed"],
  wake: ["snoozed→open"],
  decide: ["claimed→decided"],
  propose: ["claimed→awaiting_approval"],
  approve: ["awaiting_approval→decided"],
  return: ["awaiting_approval→claimed"],
  lapse: ["awaiting_approval→open"],
  undo: ["decided→open"],
  reopen: ["decided→reopened"],
  merge: ["open→merged", "claimed→merged", "snoozed→merged"],
};
const allowedReports: Record<ReportAct, string[]> = {
  attach: ["received→attached"],
  uphold: ["attached→upheld"],
  not_uphold: ["attached→not_upheld"],
  withdraw: ["attached→withdrawn"],
  undo: ["upheld→attached", "not_upheld→attached"],
  reverse: ["upheld→not_upheld", "not_upheld→upheld"],
};

describe("the state table of a case", () => {
  for (const act of Object.keys(caseTable) as CaseAct[])
    for (const from of caseStates) {
      const listed = allowedCases[act].find((each) => each.startsWith(`${from}→`));
      it(listed ? `${act}: ${listed}` : `${act} is refused by name when ${from}`, () => {
        const move = caseMove(from, act);
        if (listed) expect(move).toEqual({ ok: true, to: listed.split("→")[1] });
        else expect(move).toMatchObject({ ok: false, refusal: { code: "cases.transition", details: { from, act } } });
      });
    }
});

describe("the state table of a report", () => {
  for (const act of Object.keys(reportTable) as ReportAct[])
    for (const from of reportStates) {
      const listed = allowedReports[act].find((each) => each.startsWith(`${from}→`));
      it(listed ? `${act}: ${listed}` : `${act} is refused by name when ${from}`, () => {
        const move = reportMove(from, act);
        if (listed) expect(move).toEqual({ ok: true, to: listed.split("→")[1] });
        else
          expect(move).toMatchObject({
            ok: false,
            refusal: { code: "cases.report_transition", details: { from, act } },
          });
      });
    }
});

const caseOf = (given: Partial<CaseFacts> = {}): CaseFacts & { subject: string } => ({
  id: "c",
  number: 124,
  state: "open",
  round: 1,
  queue: "general",
  escalatedAt: null,
  snoozedUntil: null,
  dueAt: after(now, -minute),
  breachedAt: null,
  version: 3,
  subject: "group:g",
  ...given,
});
const person = (id: string, given: Partial<Omit<Person, "actor">> = {}, roles: Role[] = ["moderator"]): Person => ({
  actor: { kind: "staff", id, roles, sessionId: "s" },
  queues: null,
  ownSubjects: [],
  ...given,
});
const leaseOf = (staffId: string, secondsLeft: number): Claim => ({
  caseId: "c",
  staffId,
  staffName: "林",
  token: "t",
  claimedAt: after(now, -minute),
  expiresAt: after(now, secondsLeft * second),
});
const ann = person("ann");
const lead = person("lea", {}, ["lead"]);

describe("claiming", () => {
  const table: [string, string | null, CaseFacts & { subject: string }, Claim | null, Person][] = [
    ["a waiting case", null, caseOf(), null, ann],
    ["a reopened case", null, caseOf({ state: "reopened" }), null, ann],
    ["a case whose lease ended this instant", null, caseOf(), leaseOf("bob", 0), ann],
    ["her own live lease", null, caseOf(), leaseOf("ann", 60), ann],
    ["an escalated case, by a lead", null, caseOf({ state: "escalated" }), null, lead],
    ["a case in one of her queues", null, caseOf(), null, person("ann", { queues: ["general"] })],
    ["a case that another holds", "cases.claimed", caseOf(), leaseOf("bob", 1), ann],
    ["a case that another holds, by a lead", "cases.claimed", caseOf(), leaseOf("bob", 1), lead],
    ["an escalated case", "cases.needs_lead", caseOf({ state: "escalated" }), null, ann],
    ["a case in another's queue", "cases.not_her_queue", caseOf(), null, person("ann", { queues: ["fraud"] })],
    ["a case about herself", "cases.own_subject", caseOf(), null, person("ann", { ownSubjects: ["group:g"] })],
    ["a decided case", "cases.transition", caseOf({ state: "decided" }), null, ann],
    ["a case put aside", "cases.transition", caseOf({ state: "snoozed" }), null, ann],
    ["a case that waits for approval", "cases.transition", caseOf({ state: "awaiting_approval" }), null, lead],
  ];
  it.each(table)("%s: %s", (_, code, found, claim, by) => {
    expect(mayClaim(found, claim, by, now)?.code ?? null).toBe(code);
  });

  it("says who holds the case and since when", () => {
    expect(mayClaim(caseOf(), leaseOf("bob", 60), ann, now)).toMatchObject({
      status: 409,
      details: { who: "林", since: "2026-11-22T05:59:00.000Z" },
    });
  });

  it("shows a live lease as claimed, and only on a case that waits", () => {
    expect(shownState(caseOf(), leaseOf("bob", 1), now)).toBe("claimed");
    expect(shownState(caseOf({ state: "escalated" }), leaseOf("bob", 1), now)).toBe("claimed");
    expect(shownState(caseOf(), leaseOf("bob", 0), now)).toBe("open");
    expect(shownState(caseOf({ state: "decided" }), leaseOf("bob", 1), now)).toBe("decided");
  });

  it.each([
    ["the lease in force", null, leaseOf("ann", 1), "ann", "t"],
    ["a lease that has run out", "cases.lost", leaseOf("ann", 0), "ann", "t"],
    ["no lease", "cases.lost", null, "ann", "t"],
    ["another's lease", "cases.lost_to", leaseOf("bob", 1), "ann", "t"],
    ["an earlier token of her own", "cases.lost_to", leaseOf("ann", 1), "ann", "old"],
  ])("a stated claim is checked: %s", (_, code, claim, by, token) => {
    expect(checkClaim(claim, by, token, now)?.code ?? null).toBe(code);
  });
});

describe("escalating", () => {
  const input = { reason: "unsure" } as const;
  it.each([
    ["a waiting case without a claim", null, caseOf(), null, ann],
    ["her own claimed case", null, caseOf(), leaseOf("ann", 60), ann],
    ["a case whose lease has ended", null, caseOf(), leaseOf("bob", 0), ann],
    ["a case that another holds", "cases.claimed", caseOf(), leaseOf("bob", 60), ann],
    ["an escalated case", "cases.transition", caseOf({ state: "escalated" }), null, lead],
    ["a decided case", "cases.transition", caseOf({ state: "decided" }), null, lead],
    ["a case about herself", "cases.own_subject", caseOf(), null, person("ann", { ownSubjects: ["group:g"] })],
    ["a case in another's queue", "cases.not_her_queue", caseOf(), null, person("ann", { queues: ["fraud"] })],
  ])("%s: %s", (_, code, found, claim, by) => {
    const verdict = escalate(found, claim, by, input, now);
    expect(verdict.ok ? null : verdict.refusal.code).toBe(code);
  });

  it("leaves an entry about the next version, with the reason and nothing that a person wrote", () => {
    const verdict = escalate(caseOf(), null, ann, input, now);
    expect(verdict).toMatchObject({
      next: { state: "escalated", escalatedAt: now, version: 4 },
      entry: {
        action: "case.escalated",
        subject: { kind: "case", id: "c", version: 4 },
        pub: { case: 124, round: 1, reason: "unsure" },
      },
    });
  });
});

describe("putting aside", () => {
  const until = (ms: number) => ({ until: after(now, ms) });
  it.each([
    ["an hour", null, caseOf(), ann, until(60 * minute)],
    ["thirty days", null, caseOf(), ann, until(30 * day)],
    ["until now", "cases.snooze_past", caseOf(), ann, until(0)],
    ["thirty days and a second", "cases.snooze_far", caseOf(), ann, until(30 * day + second)],
    ["a decided case", "cases.transition", caseOf({ state: "decided" }), ann, until(day)],
    ["an escalated case", "cases.needs_lead", caseOf({ state: "escalated", escalatedAt: now }), ann, until(day)],
  ])("%s: %s", (_, code, found, by, input) => {
    const verdict = snooze(found, null, by, input, now);
    expect(verdict.ok ? null : verdict.refusal.code).toBe(code);
  });

  it("wakes to where it waited: an escalated case stays with the leads", () => {
    expect(wake(caseOf({ state: "snoozed" }))).toMatchObject({ next: { state: "open", snoozedUntil: null } });
    expect(wake(caseOf({ state: "snoozed", escalatedAt: now }))).toMatchObject({ next: { state: "escalated" } });
    expect(wake(caseOf())).toMatchObject({ ok: false, refusal: { code: "cases.transition" } });
  });
});

it("a skip does not say why, and needs the claim", () => {
  const verdict = skip(caseOf(), leaseOf("ann", 60), ann, "t", now);
  expect(verdict).toMatchObject({ ok: true, entry: { action: "case.skipped", pub: { case: 124, round: 1 } } });
  if (verdict.ok) expect(Object.keys(verdict.entry.pub)).toEqual(["case", "round"]);
  expect(skip(caseOf(), null, ann, "t", now)).toMatchObject({ ok: false, refusal: { code: "cases.lost" } });
});

it("a breach is dated with the due time, not with the time at which the worker looked", () => {
  const due = after(now, -minute);
  expect(breach(caseOf({ dueAt: due }))).toMatchObject({
    next: { breachedAt: due },
    entry: { action: "case.breached", pub: { dueAt: due.toISOString() } },
  });
});

it("numbers read back", () => {
  expect(caseNumber(124)).toBe("C-000124");
  for (const text of ["C-000124", "c124", " C-124 "]) expect(parseCaseNumber(text)).toBe(124);
  for (const text of ["124", "C-0", "C-", "G-124", "C-12.4", "C-1234567890123456"])
    expect(parseCaseNumber(text)).toBeNull();
});

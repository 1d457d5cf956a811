import { describe, expect, it, test } from "vitest";
import type { Role, StaffActor } from "../kernel/actor";
import { hour, minute, after as plus } from "../kernel/calendar";
import { answerHours, colleaguesAmong, grantHours, openingMinutes, viewStates, waitingLimit } from "./contract";
import { type Asker, answer, ask, end, isDue, mayOpen, open, standingOf, type View } from "./rules";

const now = new Date("2026-11-22T08:00:00.000Z");
const person = (id: string, ...roles: Role[]): StaffActor => ({ kind: "staff", id, roles, sessionId: "s" });
const officer = person("officer", "compliance_officer");
const officer2 = person("officer2", "compliance_officer");
const lead = person("lead", "lead");
const lead2 = person("lead2", "lead");
const active = (...roles: Role[]): Asker => ({ active: true, roles });

const view = (given: Partial<View> = {}): View => ({
  id: "v",
  askedBy: officer.id,
  staffId: "her",
  state: "pending",
  askedAt: plus(now, -hour),
  answeredBy: null,
  answeredAt: null,
  viewedAt: null,
  ...given,
});
const granted = (answeredAt: Date, given: Partial<View> = {}) =>
  view({ state: "approved", answeredBy: officer2.id, answeredAt, ...given });
const codeOf = (verdict: { ok: boolean; refusal?: { code: string } }) =>
  verdict.ok ? "allowed" : verdict.refusal?.code.replace("oversight.", "");

describe("standing", () => {
  test.each<[string, View, Date, string]>([
    ["asked a moment ago", view({ askedAt: now }), now, "waiting"],
    ["a millisecond before it lapses", view({ askedAt: now }), plus(now, answerHours * hour - 1), "waiting"],
    ["unanswered for its time", view({ askedAt: now }), plus(now, answerHours * hour), "lapsed"],
    ["allowed a moment ago", granted(now), now, "granted"],
    ["a millisecond before its end", granted(now), plus(now, grantHours * hour - 1), "granted"],
    ["allowed a day ago", granted(now), plus(now, grantHours * hour), "over"],
    ["refused", view({ state: "refused" }), now, "refused"],
    ["taken back", view({ state: "withdrawn" }), now, "withdrawn"],
    ["ended", granted(now, { state: "ended" }), now, "ended"],
    ["lapsed", view({ state: "lapsed" }), now, "lapsed"],
  ])("%s", (_name, given, at, standing) => {
    expect(standingOf(given, at)).toBe(standing);
  });
});

describe("asking", () => {
  const asked = (staffId: string, last: View | null = null, waiting = 0) =>
    ask(officer, { id: "new", staffId, reason: "核对", last, waiting }, now);
  test.each<[string, ReturnType<typeof asked>, string]>([
    ["for the first time", asked("her"), "allowed"],
    ["about herself", asked(officer.id), "own"],
    ["while a request waits", asked("her", view()), "waiting"],
    ["while a grant is in force", asked("her", granted(plus(now, -hour))), "granted"],
    ["after nobody answered", asked("her", view({ askedAt: plus(now, -answerHours * hour) })), "allowed"],
    ["after a grant was over", asked("her", granted(plus(now, -grantHours * hour))), "allowed"],
    ["after a no", asked("her", view({ state: "refused" })), "allowed"],
    ["with one below the limit", asked("her", null, waitingLimit - 1), "allowed"],
    ["with too many waiting", asked("her", null, waitingLimit), "too_many"],
  ])("%s", (_name, verdict, wanted) => {
    expect(codeOf(verdict)).toBe(wanted);
  });

  it("says in public who and about whom, and keeps the words sealed under the colleague's key", () => {
    const verdict = asked("her");
    expect(verdict).toMatchObject({
      entry: {
        action: "access.view_requested",
        subject: { kind: "staff", id: "her", version: null },
        pub: { view: "new" },
        priv: { about: "staff:her", values: { reason: "核对" } },
      },
    });
    expect(JSON.stringify(verdict.ok && verdict.entry.pub)).not.toContain("核对");
  });
});

describe("answering", () => {
  const both = active("compliance_officer");
  const said = (given: View, by: StaffActor, asker = both, at = now) => answer(given, asker, by, "approved", at);
  test.each<[string, ReturnType<typeof said>, string]>([
    ["another officer", said(view(), officer2), "allowed"],
    ["a lead, when an officer asked", said(view(), lead), "allowed"],
    ["an officer, when a lead asked", said(view({ askedBy: lead.id }), officer, active("lead")), "allowed"],
    ["a lead, when a lead asked", said(view({ askedBy: lead.id }), lead2, active("lead")), "officer_needed"],
    ["who asked", said(view(), officer), "same_person"],
    ["who asked, when it is about her too", said(view({ staffId: officer.id }), officer), "same_person"],
    ["whom it is about", said(view({ staffId: officer2.id }), officer2), "concerned"],
    ["after its time", said(view(), officer2, both, plus(now, answerHours * hour)), "lapsed"],
    ["when the asker left", said(view(), officer2, { ...both, active: false }), "asker_gone"],
    ["when the asker lost her roles", said(view(), officer2, active("moderator")), "asker_gone"],
    ...viewStates
      .filter((state) => state !== "pending")
      .map((state): [string, ReturnType<typeof said>, string] => [
        `when it is ${state}`,
        said(view({ state }), officer2),
        "settled",
      ]),
  ])("%s", (_name, verdict, wanted) => {
    expect(codeOf(verdict)).toBe(wanted);
  });

  it("is a no by the same people and leaves nothing open", () => {
    const verdict = answer(view(), both, officer2, "refused", now);
    expect(verdict).toMatchObject({ next: { state: "refused", answeredBy: officer2.id } });
    expect(verdict).toMatchObject({ entry: { action: "access.view_refused", pub: { askedBy: "staff:officer" } } });
    expect(
      codeOf({ ok: false, refusal: mayOpen(verdict.ok ? verdict.next : null, officer, now) ?? { code: "none" } }),
    ).toBe("closed");
  });
});

describe("taking back", () => {
  test.each<[string, View, StaffActor, string]>([
    ["one's own request", view(), officer, "withdrawn"],
    ["one's own grant", granted(now), officer, "ended"],
    ["a grant that one gave", granted(now), officer2, "ended"],
    ["another's request", view(), officer2, "not_yours"],
    ["another's grant", granted(now), lead, "not_yours"],
    ["a request that lapsed", view({ askedAt: plus(now, -answerHours * hour) }), officer, "lapsed"],
    ["a grant that is over", granted(plus(now, -grantHours * hour)), officer, "over"],
    ["what was refused", view({ state: "refused", answeredBy: officer2.id }), officer, "settled"],
    ["what was taken back", view({ state: "withdrawn" }), officer, "settled"],
    ["what was ended", granted(now, { state: "ended" }), officer2, "settled"],
  ])("%s", (_name, given, by, wanted) => {
    const verdict = end(given, by, now);
    expect(verdict.ok ? verdict.next.state : codeOf(verdict)).toBe(wanted);
    if (verdict.ok) expect(verdict.entry.action).toBe(`access.view_${wanted}`);
  });
});

describe("opening", () => {
  test.each<[string, View | null, StaffActor, string]>([
    ["with a grant", granted(now), officer, "allowed"],
    ["with nothing", null, officer, "closed"],
    ["with a request that waits", view(), officer, "closed"],
    ["with a grant that is over", granted(plus(now, -grantHours * hour)), officer, "closed"],
    ["with a grant that was ended", granted(now, { state: "ended" }), officer, "closed"],
    ["with another's grant", granted(now), officer2, "closed"],
  ])("%s", (_name, given, by, wanted) => {
    expect(codeOf(open([given], by, now))).toBe(wanted);
  });

  it("is refused whole when one of two is closed, and is an entry for each when both are open", () => {
    const two = [granted(now), granted(now, { staffId: "him", id: "w" })];
    expect(codeOf(open([two[0] as View, null], officer, now))).toBe("closed");
    const verdict = open(two, officer, now);
    expect(verdict.ok && [verdict.entry, ...(verdict.more ?? [])].map(({ subject }) => subject.id)).toEqual([
      "her",
      "him",
    ]);
    expect(verdict).toMatchObject({
      entry: { action: "disclosure.staff_viewed", pub: { answeredBy: "staff:officer2" } },
    });
  });

  it("needs an entry of its own once the last is a quarter of an hour old", () => {
    expect(isDue(granted(now), now)).toBe(true);
    const seen = granted(now, { viewedAt: now });
    expect(isDue(seen, plus(now, openingMinutes * minute - 1))).toBe(false);
    expect(isDue(seen, plus(now, openingMinutes * minute))).toBe(true);
  });
});

it("finds colleagues among what a filter names, and nobody else", () => {
  const [her, own] = ["0198a0c8-0000-7000-8000-000000000001", "0198a0c8-0000-7000-8000-000000000002"];
  expect(colleaguesAmong([`staff:${her}`, `staff:${her}`], own)).toEqual([her]);
  expect(
    colleaguesAmong([`staff:${own}`, `key:${her}`, "system:expiry", "operator:seed", null, undefined, "staff:7"], own),
  ).toEqual([]);
});

import { describe, expect, it } from "vitest";
import { after, hour } from "../kernel/calendar";
import type { Verdict } from "../kernel/verdict";
import { testNow } from "../testing/cases";
import { type IncidentFigures, type IncidentState, incidentRowStates, incidentStates } from "./contract";
import {
  approve,
  finish,
  type Incident,
  type IncidentAct,
  incidentMove,
  incidentTable,
  lapse,
  type Moved,
  propose,
  type RowAct,
  revise,
  rowMove,
  rowTable,
  type Said,
  sendBack,
  stop,
  withdraw,
} from "./rules";
import { approveReversal, askReversal, finishReversal, refuseReversal, withdrawReversal } from "./rules-reverse";
import { actsFor } from "./view";

const now = testNow();
const author = { id: "00000000-0000-7000-8000-0000000000a1" };
const second = { id: "00000000-0000-7000-8000-0000000000a2" };
const said: Said = {
  subjectKind: "group",
  measure: "close_group",
  days: null,
  clause: "fraud_fake_trade",
  policy: 1,
  subjects: 3,
  sha256: "00",
};
const figures = (given: Partial<IncidentFigures> = {}): IncidentFigures => ({
  ...(Object.fromEntries(incidentRowStates.map((state) => [state, 0])) as IncidentFigures),
  ...given,
});
const incident = (given: Partial<Incident> = {}): Incident => ({
  id: "00000000-0000-7000-8000-000000000001",
  number: 12,
  state: "draft",
  createdBy: author.id,
  approvedBy: null,
  proposedAt: null,
  lapsesAt: null,
  reversalBy: null,
  reversalLapsesAt: null,
  total: 3,
  version: 5,
  ...given,
});
const proposed = incident({ state: "proposed", proposedAt: now, lapsesAt: after(now, 24 * hour) });
const asked = incident({ state: "done", reversalBy: author.id, reversalLapsesAt: after(now, 24 * hour) });
const codeOf = (verdict: Verdict<unknown>) => (verdict.ok ? null : verdict.refusal.code.replace("incidents.", ""));

/** Source: `domain.md`, "States": draft → proposed → running → done | stopped; done | stopped → reversing → reversed. */
const allowed: Record<IncidentAct, Partial<Record<IncidentState, IncidentState>>> = {
  revise: { draft: "draft" },
  propose: { draft: "proposed" },
  withdraw: { proposed: "draft" },
  return: { proposed: "draft" },
  lapse: { proposed: "draft" },
  approve: { proposed: "running" },
  finish: { running: "done" },
  stop: { running: "stopped" },
  ask_reversal: { done: "done", stopped: "stopped" },
  withdraw_reversal: { done: "done", stopped: "stopped" },
  refuse_reversal: { done: "done", stopped: "stopped" },
  approve_reversal: { done: "reversing", stopped: "reversing" },
  finish_reversal: { reversing: "reversed" },
};
/** Each act by somebody who may do it, at a time when it may be done: only the state speaks against it. */
const acts: Record<IncidentAct, (found: Incident) => Verdict<Moved>> = {
  revise: (found) => revise(found, author, 5, said),
  propose: (found) => propose(found, author, 5, said, {}, 1, 24, now),
  withdraw: (found) => withdraw(found, author, 5),
  return: (found) => sendBack(found, second, 5, "范围过大", now),
  lapse: (found) => lapse(found, after(now, 24 * hour)),
  approve: (found) => approve(found, second, 5, 1, now),
  finish: (found) => finish(found, figures({ done: 3 }), now),
  stop: (found) => stop(found, second, 5, figures({ done: 1, waiting: 2 }), now),
  ask_reversal: (found) =>
    askReversal({ ...found, reversalBy: null }, author, { version: 5, reason: "有误" }, 1, 24, now),
  withdraw_reversal: (found) => withdrawReversal(found, author, 5, now),
  refuse_reversal: (found) => refuseReversal(found, second, 5, "无误", now),
  approve_reversal: (found) => approveReversal(found, second, 5, now),
  finish_reversal: (found) => finishReversal(found, figures({ reversed: 3 }), now),
};

describe("the states of an incident", () => {
  const all = Object.keys(allowed) as IncidentAct[];
  it("has no act that is not in the table of this test", () => {
    expect(Object.keys(incidentTable).sort()).toEqual([...all].sort());
  });
  it.each(all.flatMap((act) => incidentStates.map((state) => [act, state] as const)))(
    "%s of one that is %s",
    (act, state) => {
      const to = allowed[act][state];
      const found = incident({ ...proposed, ...asked, lapsesAt: after(now, 24 * hour), proposedAt: now, state });
      const verdict = acts[act](found);
      if (to) {
        expect(verdict).toMatchObject({
          ok: true,
          next: { state: to, version: 6 },
          entry: { subject: { version: 6 } },
        });
        expect(incidentMove(state, act)).toEqual({ ok: true, to });
      } else {
        expect(codeOf(verdict)).toBe("transition");
        expect(incidentMove(state, act)).toMatchObject({ ok: false, refusal: { details: { from: state, act } } });
      }
    },
  );
});

describe("the states of a subject in it", () => {
  const rows: Record<RowAct, Partial<Record<string, string>>> = {
    carry_out: { waiting: "done" },
    leave_out: { waiting: "left_out" },
    fail: { waiting: "failed" },
    reverse: { done: "reversed" },
    keep: { done: "kept" },
    give_up: { done: "unreversed" },
  };
  it("has no act that is not in the table of this test", () => {
    expect(Object.keys(rowTable).sort()).toEqual(Object.keys(rows).sort());
  });
  it.each((Object.keys(rows) as RowAct[]).flatMap((act) => incidentRowStates.map((state) => [act, state] as const)))(
    "%s of one that is %s",
    (act, state) => {
      const to = rows[act][state];
      if (to) expect(rowMove(state, act)).toEqual({ ok: true, to });
      else expect(rowMove(state, act)).toMatchObject({ ok: false, refusal: { code: "incidents.row_transition" } });
    },
  );
});

describe("two people", () => {
  it.each([
    ["approves her own incident", approve(proposed, author, 5, 1, now), "own_proposal"],
    ["returns her own incident", sendBack(proposed, author, 5, "x", now), "own_proposal"],
    ["agrees to the reversal she asked for", approveReversal(asked, author, 5, now), "own_proposal"],
    ["turns down the reversal she asked for", refuseReversal(asked, author, 5, "x", now), "own_proposal"],
    ["proposes somebody else's draft", propose(incident(), second, 5, said, {}, 1, 24, now), "not_author"],
    ["changes somebody else's draft", revise(incident(), second, 5, said), "not_author"],
    ["withdraws somebody else's proposal", withdraw(proposed, second, 5), "not_author"],
    ["withdraws somebody else's question", withdrawReversal(asked, second, 5, now), "not_asker"],
  ])("nobody %s", (_, verdict, code) => {
    expect(codeOf(verdict)).toBe(code);
  });
  it("lets the approver ask for the reversal, and the author agree to it", () => {
    const other = incident({ ...asked, reversalBy: second.id });
    expect(approveReversal(other, author, 5, now)).toMatchObject({ ok: true, next: { state: "reversing" } });
  });
});

describe("what else is refused", () => {
  const late = after(now, 24 * hour);
  it.each([
    ["an older version", approve(proposed, second, 4, 1, now), "stale"],
    ["a proposal to which nobody is left", propose(incident(), author, 5, said, {}, 0, 24, now), "nobody"],
    ["an approval when nobody is left", approve(proposed, second, 5, 0, now), "nobody"],
    ["an approval at the hour it lapses", approve(proposed, second, 5, 1, late), "lapsed"],
    ["a return at the hour it lapses", sendBack(proposed, second, 5, "x", late), "lapsed"],
    ["lapsing a moment too soon", lapse(proposed, new Date(late.getTime() - 1)), "not_lapsed"],
    ["an end while some wait", finish(incident({ state: "running" }), figures({ waiting: 1 }), now), "not_over"],
    [
      "an end of a reversal with some left",
      finishReversal(incident({ state: "reversing" }), figures({ done: 1 }), now),
      "not_over",
    ],
    ["a second question", askReversal(asked, second, { version: 5, reason: "x" }, 1, 24, now), "asked_already"],
    [
      "a question about nothing",
      askReversal(incident({ state: "stopped" }), second, { version: 5, reason: "x" }, 0, 24, now),
      "nothing_done",
    ],
    ["an answer without a question", approveReversal(incident({ state: "done" }), second, 5, now), "not_asked"],
    ["an answer after the question lapsed", approveReversal(asked, second, 5, late), "not_asked"],
  ])("%s", (_, verdict, code) => {
    expect(codeOf(verdict)).toBe(code);
  });
  it("takes a new question once the first has lapsed", () => {
    expect(askReversal(asked, second, { version: 5, reason: "x" }, 1, 24, late).ok).toBe(true);
  });
});

describe("what the page offers", () => {
  const lead = (id: string) => ({ kind: "staff", id, roles: ["lead"], sessionId: "s" }) as const;
  const officer = { ...lead(second.id), roles: ["compliance_officer"] } as const;
  it.each([
    ["its author, a draft", incident(), lead(author.id), ["revise", "propose"]],
    ["a colleague, a draft", incident(), lead(second.id), []],
    ["its author, a proposal", proposed, lead(author.id), ["withdraw"]],
    ["a colleague, a proposal", proposed, lead(second.id), ["approve", "return"]],
    ["a compliance officer, a proposal", proposed, officer, []],
    ["anybody, one that runs", incident({ state: "running" }), lead(author.id), ["stop"]],
    ["anybody, one that is done", incident({ state: "done" }), lead(author.id), ["ask_reversal"]],
    ["who asked", asked, lead(author.id), ["withdraw_reversal"]],
    ["who did not ask", asked, lead(second.id), ["approve_reversal", "refuse_reversal"]],
    ["anybody, one that is reversed", incident({ state: "reversed" }), lead(author.id), []],
  ])("%s", (_, found, by, expected) => {
    expect(actsFor(found, by, now)).toEqual(expected);
  });
});

import { describe, expect, it } from "vitest";
import { appealStates } from "./appeals/contract";
import { appealMove, appealTable } from "./appeals/rules";
import { caseStates, reportStates } from "./cases/contract";
import { caseMove, caseTable, reportMove, reportTable } from "./cases/rules";
import { decisionStates, measureStates, rectificationStates } from "./enforcement/contract";
import {
  decisionMove,
  decisionTable,
  measureMove,
  measureTable,
  rectificationMove,
  rectificationTable,
} from "./enforcement/rules";
import { filingStates } from "./filings/contract";
import { transitions } from "./filings/rules";
import { incidentStates } from "./incidents/contract";
import { incidentMove, incidentTable } from "./incidents/rules";
import { referralStates } from "./referrals/contract";
import { referralMove, referralTable } from "./referrals/rules";

type Table = Readonly<Record<string, Readonly<Partial<Record<string, string>>>>>;
type Move = (
  from: string,
  act: string,
) => { readonly ok: true; readonly to: string } | { readonly ok: false; readonly refusal: { readonly status: number } };

type Machine = {
  readonly states: readonly string[];
  readonly table: Table;
  readonly move: Move | null;
  /** What the domain says, in its words: `a | b → c → d | e`. */
  readonly domain: readonly string[];
  /** What the product does besides, each for a reason. */
  readonly besides?: readonly string[];
};

/** The states of everything. Source: `domain.md`, "States": written here again, so that no table vouches for itself. */
const machines: Readonly<Record<string, Machine>> = {
  report: {
    states: reportStates,
    table: reportTable,
    move: reportMove as Move,
    domain: ["received → attached → upheld | not_upheld | withdrawn", "upheld → not_upheld → upheld"],
    // A decision that is undone before anybody was told leaves its reports as they were.
    besides: ["upheld | not_upheld → attached"],
  },
  case: {
    states: caseStates,
    table: caseTable,
    move: caseMove as Move,
    domain: [
      "open → claimed → decided | awaiting_approval | open",
      "awaiting_approval → decided | claimed | open",
      "open | claimed → escalated → claimed",
      "open | claimed → snoozed → open",
      "open | claimed | snoozed → merged",
      "decided → open",
      "decided → reopened → claimed",
    ],
  },
  decision: {
    states: decisionStates,
    table: decisionTable,
    move: decisionMove as Move,
    domain: [
      "proposed → effective | approved | returned | lapsed | withdrawn",
      "approved → effective",
      "effective → undone | modified | overturned | reversed",
    ],
    // What was modified still stands: another part of it may fall, or all of it.
    besides: ["modified → modified | overturned | reversed"],
  },
  measure: {
    states: measureStates,
    table: measureTable,
    move: measureMove as Move,
    domain: ["pending → in_force | cancelled", "in_force → expired | lifted | overturned | replaced"],
  },
  rectification: {
    states: rectificationStates,
    table: rectificationTable,
    move: rectificationMove as Move,
    domain: ["assigned → submitted → passed | failed", "assigned → overdue → failed"],
  },
  appeal: {
    states: appealStates,
    table: appealTable,
    move: appealMove as Move,
    domain: ["filed → in_review → upheld | modified | overturned | inadmissible"],
    // A colleague takes it over; the officer asks, and waits for an answer.
    besides: ["in_review → in_review → awaiting_appellant → awaiting_appellant | in_review"],
  },
  incident: {
    states: incidentStates,
    table: incidentTable,
    move: incidentMove as Move,
    domain: ["draft → proposed → running → done | stopped", "done | stopped → reversing → reversed"],
    // Written anew, sent back or left unanswered; asking to take it back moves nothing yet.
    besides: ["proposed → draft → draft", "done → done", "stopped → stopped"],
  },
  referral: {
    states: referralStates,
    table: referralTable,
    move: referralMove as Move,
    // It names no states: a sealed package, a receipt, an entry.
    domain: [],
    besides: [
      "draft | returned → draft → proposed → sealed → handed_over → acknowledged",
      "proposed → returned",
      "draft | returned | proposed | sealed → abandoned",
    ],
  },
  filing: {
    states: filingStates,
    table: Object.fromEntries(
      Object.entries(transitions).flatMap(([from, all]) => all.map((to) => [`${from} ${to}`, { [from]: to }])),
    ),
    // Its acts are tried one by one where they are: each state, each act.
    move: null,
    domain: [
      "draft → checked → sealed → submitted → acknowledged | returned",
      "returned → draft",
      "draft → abandoned",
      "sealed | submitted | acknowledged → superseded",
    ],
    // A check may be taken back, and what was checked may be given up.
    besides: ["checked → draft | abandoned"],
  },
};

/** `a | b → c → d` as `a c`, `b c`, `c d`. */
const edgesIn = (lines: readonly string[]): string[] =>
  lines.flatMap((line) => {
    const steps = line.split(" → ").map((step) => step.split(" | "));
    return steps.slice(1).flatMap((to, at) => (steps[at] ?? []).flatMap((from) => to.map((each) => `${from} ${each}`)));
  });
const edgesOf = (table: Table): string[] =>
  Object.values(table).flatMap((moves) => Object.entries(moves).map(([from, to]) => `${from} ${to}`));

describe.each(Object.entries(machines))("a %s", (_, { states, table, move, domain, besides = [] }) => {
  it("moves as the domain says, and otherwise only where it says why", () => {
    const known = (edge: string) => edge.split(" ").every((state) => states.includes(state));
    const allowed = edgesIn([...domain, ...besides]);
    expect([...new Set(edgesOf(table))].sort()).toEqual([...new Set(allowed.filter(known))].sort());
  });

  it("is in no state that nothing leads to, but where it begins", () => {
    const reached = new Set(edgesOf(table).map((edge) => edge.split(" ")[1]));
    const beginnings = states.filter((state) => !reached.has(state));
    expect(beginnings.length).toBeLessThanOrEqual(1);
  });

  if (!move) return;
  it("refuses by name, with a conflict, every act that its table does not list from where it is", () => {
    let refused = 0;
    for (const act of Object.keys(table))
      for (const from of states) {
        const to = table[act]?.[from];
        const answer = move(from, act);
        if (to) expect([from, act, answer]).toEqual([from, act, { ok: true, to }]);
        else {
          expect([from, act, answer]).toEqual([
            from,
            act,
            { ok: false, refusal: expect.objectContaining({ status: 409, details: { from, act } }) },
          ]);
          refused++;
        }
      }
    expect(refused).toBeGreaterThan(states.length);
  });
});

it("reads what the domain writes", () => {
  expect(edgesIn(["a | b → c → d | e"])).toEqual(["a c", "b c", "c d", "c e"]);
});

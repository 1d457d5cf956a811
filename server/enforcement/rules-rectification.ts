import { instant } from "../kernel/calendar";
import { denied, type Entry, type Verdict } from "../kernel/verdict";
import { type RectificationState, refuse } from "./contract";
import { rectificationMove } from "./rules";
import type { Mint } from "./rules-effect";
import { type Ended, end, type HeldMeasure } from "./rules-end";
import type { Affected } from "./rules-plan";

export type Rectifying = {
  readonly measureId: string;
  readonly state: RectificationState;
  readonly dueAt: Date;
  readonly version: number;
};

/**
 * The re-check by hand. Passed lifts the warning; failed ends it too and opens the case for a new round, in which the
 * ladder goes one rung up. Refuses: measure_transition, stale, rectification_transition.
 *
 * @param reopened the case whose new round a failure begins; null where the subject's later open case takes its place.
 */
export function checkRectification(
  subject: Affected,
  measure: HeldMeasure,
  rectification: Rectifying,
  reopened: { readonly id: string; readonly version: number; readonly round: number } | null,
  given: { readonly version: number; readonly verdict: "passed" | "failed"; readonly note: string },
  now: Date,
  mint: Mint,
): Verdict<Ended & { readonly rectification: RectificationState }> {
  if (measure.version !== given.version) return denied(refuse("stale"));
  const move = rectificationMove(rectification.state, given.verdict === "passed" ? "pass" : "fail");
  if (!move.ok) return move;
  const verdict = end(
    subject,
    [measure],
    "lifted",
    now,
    mint,
    () => ({ cause: "rectification", rectification: given.verdict }),
    given.note,
  );
  if (!verdict.ok) return verdict;
  const next = { ...verdict.next, rectification: move.to };
  if (given.verdict === "passed" || !reopened) return { ...verdict, next };
  const entry: Entry = {
    kind: "case",
    action: "case.reopened",
    subject: { kind: "case", id: reopened.id, version: reopened.version + 1 },
    pub: { round: reopened.round + 1, cause: "rectification", measure: measure.id },
    caseId: reopened.id,
  };
  return { ...verdict, next, more: [...(verdict.more ?? []), entry] };
}

/**
 * The group says what it did. A person looks at it afterwards; until then the warning holds.
 * Refuses: measure_transition, when the warning is over; rectification_transition; rectification_late.
 */
export function submitRectification(
  measure: Pick<HeldMeasure, "id" | "version" | "state" | "caseId" | "caseNumber" | "decisionId">,
  rectification: Rectifying & { readonly groupId: string },
  text: string,
  now: Date,
): Verdict<{ readonly state: RectificationState }> {
  if (measure.state !== "in_force")
    return denied(refuse("measure_transition", { from: measure.state, act: "submit_rectification" }));
  const move = rectificationMove(rectification.state, "submit");
  if (!move.ok) return move;
  if (rectification.dueAt <= now) return denied(refuse("rectification_late"));
  return {
    ok: true,
    next: { state: move.to },
    entry: {
      kind: "measure",
      action: "measure.rectification_submitted",
      subject: { kind: "measure", id: measure.id, version: measure.version + 1 },
      pub: { decision: measure.decisionId, case: measure.caseNumber },
      priv: { about: `group:${rectification.groupId}`, values: { answer: text } },
      caseId: measure.caseId,
    },
    effects: [],
  };
}

/** A rectification whose deadline has passed. Refuses: rectification_transition, nothing_due. */
export function overdue(
  measure: Pick<HeldMeasure, "id" | "version" | "caseId" | "caseNumber" | "decisionId">,
  rectification: Rectifying,
  now: Date,
): Verdict<{ readonly state: RectificationState }> {
  const move = rectificationMove(rectification.state, "expire");
  if (!move.ok) return move;
  if (rectification.dueAt > now) return denied(refuse("nothing_due"));
  return {
    ok: true,
    next: { state: move.to },
    entry: {
      kind: "measure",
      action: "measure.rectification_overdue",
      subject: { kind: "measure", id: measure.id, version: measure.version + 1 },
      pub: { decision: measure.decisionId, case: measure.caseNumber, dueAt: instant(rectification.dueAt) },
      caseId: measure.caseId,
    },
    effects: [],
  };
}

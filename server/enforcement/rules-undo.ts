import type { StaffActor } from "../kernel/actor";
import { instant } from "../kernel/calendar";
import type { Refusal } from "../kernel/refusal";
import { denied, type Entry, type Verdict } from "../kernel/verdict";
import { type DecisionState, type MeasureState, refuse } from "./contract";
import { creditBase, decisionMove, measureMove, measureStateAt } from "./rules";
import { decisionEntry } from "./rules-decide";
import { creditEntry, type Standing, standingOf } from "./rules-effect";
import type { HeldMeasure } from "./rules-end";
import { type Affected, type Ground, type Plan, subjectKey } from "./rules-plan";

/** A decision that took effect, or is about to. */
export type Undoable = {
  readonly id: string;
  readonly state: DecisionState;
  readonly version: number;
  readonly effectiveAt: Date | null;
  /** Who decided, or approved what somebody else proposed. */
  readonly lastBy: string;
  /** When she did: of which period the decision would have been. */
  readonly lastAt: Date;
  readonly deviates: boolean;
  readonly plan: Pick<Plan, "finding" | "clauses" | "severity" | "severe"> & { readonly measures: readonly unknown[] };
};

/** Null: this person may undo this decision now. Refuses: decision_transition, not_decider, stale, undo_over. */
export function mayUndo(
  decision: Pick<Undoable, "state" | "version" | "effectiveAt" | "lastBy">,
  by: Pick<StaffActor, "id">,
  version: number,
  now: Date,
): Refusal | null {
  const move = decisionMove(decision.state, "undo");
  if (!move.ok) return move.refusal;
  if (decision.lastBy !== by.id) return refuse("not_decider");
  if (decision.version !== version) return refuse("stale");
  return decision.effectiveAt && decision.effectiveAt > now ? null : refuse("undo_over");
}

export type UndoneSubject = {
  readonly standing: Standing;
  /** The downgrade that is gone, when that changes the credit. */
  readonly creditCause: string | null;
  readonly measures: readonly { readonly id: string; readonly state: MeasureState; readonly version: number }[];
};

export type Undone = {
  readonly state: DecisionState;
  readonly version: number;
  readonly subjects: readonly UndoneSubject[];
};

/**
 * Takes a decision back before it takes effect: its measures are cancelled, each subject stands under those of other
 * decisions as if this one had never been, and no notice was issued.
 *
 * @param subjects those with a measure of the decision, with every measure entered on them.
 * @param measures of the decision.
 * @param sent messages of the decision, and of them those that are still held.
 * @returns entries in the order decision, then for each subject its measures and its credit, then notices.
 * Refuses: decision_transition, not_decider, stale, undo_over (also when anything has left), measure_transition.
 */
export function undo(
  ground: Pick<Ground, "case" | "policy">,
  decision: Undoable,
  subjects: readonly Affected[],
  measures: readonly (HeldMeasure & { readonly subject: Pick<Affected, "kind" | "id"> })[],
  notices: readonly { readonly id: string; readonly subjectKind: string; readonly subjectId: string }[],
  sent: { readonly all: number; readonly held: number },
  by: Pick<StaffActor, "id">,
  version: number,
  now: Date,
): Verdict<Undone> {
  const refusal = mayUndo(decision, by, version, now);
  if (refusal) return denied(refusal);
  if (sent.held < sent.all) return denied(refuse("undo_over"));
  const move = decisionMove(decision.state, "undo");
  if (!move.ok) return move;
  const cancelled: UndoneSubject[] = [];
  const more: Entry[] = [];
  for (const subject of subjects) {
    const hers = measures.filter((measure) => subjectKey(measure.subject) === subjectKey(subject));
    if (hers.length === 0) continue;
    for (const measure of hers) {
      const to = measureMove(measureStateAt(measure, now), "cancel");
      if (!to.ok) return to;
      more.push({
        kind: "measure",
        action: "measure.cancelled",
        subject: { kind: "measure", id: measure.id, version: measure.version + 1 },
        pub: {
          measure: measure.key,
          decision: decision.id,
          case: measure.caseNumber,
          subjectKind: subject.kind,
          subject: subject.id,
        },
        caseId: measure.caseId,
      });
    }
    const left = subject.holding.filter(({ id }) => !hers.some((measure) => measure.id === id));
    const standing = standingOf(subject, left, subject.credit && creditBase(subject.holding, subject.credit));
    const cause = hers.find(({ key }) => key === "lower_credit");
    if (standing.credit && cause)
      more.push(creditEntry(subject, standing.credit, "reversal", cause.id, ground.case.id));
    cancelled.push({
      standing,
      creditCause: standing.credit && cause ? cause.id : null,
      measures: hers.map(({ id, version }) => ({ id, state: "cancelled", version: version + 1 })),
    });
  }
  for (const notice of notices)
    more.push({
      kind: "notice",
      action: "notice.withdrawn",
      subject: { kind: "notice", id: notice.id, version: 2 },
      pub: {
        decision: decision.id,
        subjectKind: notice.subjectKind,
        subject: notice.subjectId,
        case: ground.case.number,
      },
      caseId: ground.case.id,
    });
  return {
    ok: true,
    next: { state: move.to, version: decision.version + 1, subjects: cancelled },
    entry: decisionEntry(ground, decision.id, "decision.undone", decision.plan, decision.deviates, {
      effectiveAt: null,
      takenAt: instant(decision.lastAt),
      reports: { upheld: 0, notUpheld: 0 },
    }),
    more,
    effects: [],
  };
}

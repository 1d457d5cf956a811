import { type Denied, denied } from "../kernel/verdict";
import { type DecisionState, type MeasureState, refuse } from "./contract";
import { creditBase, creditUnder, decisionMove, groupStatus } from "./rules";
import type { HeldMeasure } from "./rules-end";
import { type Affected, type PlannedMeasure, subjectKey } from "./rules-plan";

type SubjectName = Pick<Affected, "kind" | "id">;

/** A measure of the decision appealed against, with its subject. */
export type TakenMeasure = HeldMeasure & { readonly subject: SubjectName };

/**
 * What overturning a decision for one person ends, and what it leaves of the decision. The subject of the case gets the
 * whole decision undone, with what founders and managers carry for it; a founder or manager gets her own measures
 * undone, and the rest stands.
 *
 * @param taken all measures of the decision, reversals left out. Refuses: decision_transition.
 */
export function overturning(
  decision: { readonly state: DecisionState; readonly subject: SubjectName },
  taken: readonly TakenMeasure[],
  whose: SubjectName,
): { readonly ok: true; readonly ending: readonly TakenMeasure[]; readonly to: DecisionState } | Denied {
  const isWhole = subjectKey(whose) === subjectKey(decision.subject);
  const hers = taken.filter(({ subject }) => isWhole || subjectKey(subject) === subjectKey(whose));
  const left = taken.filter(
    (measure) => !hers.includes(measure) && !["overturned", "replaced"].includes(measure.state),
  );
  const move = decisionMove(decision.state, left.length === 0 ? "overturn" : "modify");
  return move.ok ? { ok: true, ending: hers.filter(({ state }) => state === "in_force"), to: move.to } : move;
}

/**
 * What an objection that is right makes of a decision: one that found no violation falls; one that found a violation
 * elsewhere stands but for this report. Refuses: decision_transition.
 */
export const objecting = (decision: { readonly state: DecisionState; readonly finding: string }) =>
  decisionMove(decision.state, decision.finding === "violates" ? "modify" : "overturn");

/** A subject as it is once these measures have ended, so that others can be planned in their place. */
export function without(subject: Affected, ended: readonly Pick<HeldMeasure, "id">[]): Affected {
  const holding = subject.holding.filter(({ id }) => !ended.some((measure) => measure.id === id));
  if (subject.kind === "group")
    return { ...subject, holding, status: subject.status === "dissolved" ? "dissolved" : groupStatus(holding) };
  if (!subject.credit) return { ...subject, holding };
  const credit = creditUnder(holding, creditBase(subject.holding, subject.credit));
  // A change of credit is an entry about the account, which takes its next version.
  return { ...subject, holding, credit, version: subject.version + (credit === subject.credit ? 0 : 1) };
}

const length = (days: number | null) => days ?? Number.POSITIVE_INFINITY;

/**
 * An appeal makes nothing worse: what takes the place of a measure is the same for no longer, or another that is not
 * severe unless the decision was approved as severe. Refuses: stricter.
 */
export function noWorse(
  before: readonly { readonly key: HeldMeasure["key"]; readonly days: number | null; readonly state: MeasureState }[],
  planned: readonly PlannedMeasure[],
  isSevere: boolean,
): Denied | null {
  const longest = (key: HeldMeasure["key"]) =>
    Math.max(...before.filter((measure) => measure.key === key).map(({ days }) => length(days)));
  for (const { key, days, severe } of planned) {
    const hadSame = before.some((measure) => measure.key === key);
    if ((severe && !isSevere) || (hadSame && length(days) > longest(key))) return denied(refuse("stricter"));
  }
  return planned.length === 0 ? denied(refuse("nothing_instead")) : null;
}

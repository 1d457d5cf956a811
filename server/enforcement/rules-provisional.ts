import { after, hour } from "../kernel/calendar";
import type { FieldFault } from "../kernel/refusal";
import type { Verdict } from "../kernel/verdict";
import { mentions } from "../privacy/rules-marks";
import { type DecideCase, type DecisionState, longestProvisionalHours } from "./contract";
import { type Addresses, type Effected, effectuate, type Mint } from "./rules-effect";
import { type Ended, end, type HeldMeasure } from "./rules-end";
import { type Affected, fault, type Ground, type Plan, type PlannedMeasure, subjectKey } from "./rules-plan";

/**
 * Danger does not wait for the second person: who proposes a severe decision may suspend posting at once, until
 * somebody else has decided, at the latest for 72 hours. Source: `domain.md`, "Measures".
 */

const wholeOf = ({ kind }: Pick<Affected, "kind">, { parameters }: Pick<HeldMeasure, "parameters">) =>
  kind === "group" || parameters.scope === "platform";

/**
 * Checks a provisional suspension and lays it out as it would begin at `now`.
 *
 * @returns every fault with its field: provisional_not_severe, provisional_carried, provisional_hours,
 *   provisional_reason, facts_reporter, provisional_suspended, subject_closed; or the measure.
 */
export function planProvisional(
  ground: Pick<Ground, "case" | "subjects" | "reporterMarks">,
  given: NonNullable<DecideCase["provisional"]>,
  plan: Pick<Plan, "measures" | "severe">,
  now: Date,
): { readonly faults: readonly FieldFault[]; readonly planned: PlannedMeasure | null } {
  const faults: FieldFault[] = [];
  const subject = ground.subjects.get(subjectKey(ground.case.subject));
  if (!plan.severe) faults.push(fault("/provisional", "provisional_not_severe"));
  else if (!plan.measures.some(({ severe, standing }) => severe && standing === "subject"))
    faults.push(fault("/provisional", "provisional_carried"));
  if (!Number.isInteger(given.hours) || given.hours < 1 || given.hours > longestProvisionalHours)
    faults.push(fault("/provisional/hours", "provisional_hours"));
  if (!given.reason) faults.push(fault("/provisional/reason", "provisional_reason"));
  else if (mentions(given.reason, ground.reporterMarks)) faults.push(fault("/provisional/reason", "facts_reporter"));
  if (!subject) return { faults: [...faults, fault("/provisional", "subject_unknown")], planned: null };
  if (["dissolved", "closed"].includes(subject.status ?? "")) faults.push(fault("/provisional", "subject_closed"));
  const isSuspended = subject.holding.some(
    (held) => held.key === "suspend_posting" && wholeOf(subject, held) && (held.until === null || held.until > now),
  );
  if (isSuspended) faults.push(fault("/provisional", "provisional_suspended"));
  if (faults.length > 0) return { faults, planned: null };
  return {
    faults,
    planned: {
      key: "suspend_posting",
      subject,
      standing: "subject",
      days: null,
      until: after(now, given.hours * hour),
      parameters: subject.kind === "account" ? { scope: "platform" } : {},
      items: [],
      facts: given.reason,
      severe: false,
      provisional: true,
    },
  };
}

/**
 * What begins with the proposal, by the rule by which every measure begins: ledger, standing, notice, order, entries. No
 * report is answered, because nothing is decided.
 */
export const beginProvisional = (
  ground: Ground,
  decisionId: string,
  plan: Plan,
  planned: PlannedMeasure,
  addresses: Addresses,
  now: Date,
  mint: Mint,
): ReturnType<typeof effectuate> =>
  effectuate({ ...ground, reports: [] }, decisionId, { ...plan, measures: [planned] }, new Map(), addresses, now, mint);

/** A decision about the case of a provisional suspension, as its end is judged by. */
export type Deciding = {
  readonly id: string;
  readonly state: DecisionState;
  /** Whether it took measures. */
  readonly acts: boolean;
  readonly effectiveAt: Date | null;
};

/** A proposal that ended so takes its suspension along. */
export const fallen: readonly DecisionState[] = ["returned", "lapsed", "withdrawn"];
/** A decision that has taken effect, whatever became of it since. */
export const took: readonly DecisionState[] = ["effective", "modified", "overturned", "reversed"];

/**
 * How a provisional suspension that is in force ends now: `replaced` where a decision on its case has taken effect with
 * measures, `lifted` where one has without, or where its own proposal was returned, lapsed or was withdrawn. Null: it
 * stays, as it does after an approval that was undone, until the case is decided anew or its term is over.
 *
 * @param decisions of its case, in any order.
 */
export function provisionalEnding(
  measure: Pick<HeldMeasure, "decisionId" | "from">,
  decisions: readonly Deciding[],
  now: Date,
): "replaced" | "lifted" | null {
  const inEffect = decisions.filter(
    ({ state, effectiveAt }) =>
      took.includes(state) && effectiveAt !== null && effectiveAt >= measure.from && effectiveAt <= now,
  );
  if (inEffect.length > 0) return inEffect.some(({ acts }) => acts) ? "replaced" : "lifted";
  return decisions.some(({ id, state }) => id === measure.decisionId && fallen.includes(state)) ? "lifted" : null;
}

/** The one of a subject's measures that is provisional and in force: there is no second at a time. */
export const provisionalOf = (held: readonly HeldMeasure[]): HeldMeasure | undefined =>
  held.find(({ provisional, state }) => provisional && state === "in_force");

/**
 * Ends a provisional suspension with its decision: entry, order, and how its subject stands under what still holds.
 * Refuses: measure_transition.
 */
export const endProvisional = (
  subject: Affected,
  measure: HeldMeasure,
  ending: "replaced" | "lifted",
  now: Date,
  mint: Mint,
): Verdict<Ended> => end(subject, [measure], ending, now, mint, () => ({ provisional: true, cause: "decision" }));

/** What begins at once with a proposal; null when nothing does. */
export type Provisional = Effected | null;

import { after, hour, instant, second } from "../kernel/calendar";
import type { Json } from "../kernel/json";
import type { FieldFault, Refusal } from "../kernel/refusal";
import { denied, type Entry, type Verdict } from "../kernel/verdict";
import type { Recommendation } from "../policy/contract";
import { recommend } from "../policy/rules";
import { type DecideCase, type DecisionState, type Finding, refuse, type UndoOffer } from "./contract";
import { type Addresses, type Effected, effectuate, type Mint } from "./rules-effect";
import { fault, type Ground, type Plan, type PlannedMeasure, planDecision } from "./rules-plan";
import { beginProvisional, type Provisional, planProvisional } from "./rules-provisional";

/** What keeps this person from deciding this case: asked of the room of cases, null when nothing does. */
export type Admission = { readonly refusal: Refusal | null };

export type Decided = {
  readonly id: string;
  readonly state: Extract<DecisionState, "proposed" | "effective">;
  readonly plan: Plan;
  readonly recommendation: Recommendation | null;
  readonly deviates: boolean;
  readonly lapsesAt: Date | null;
  /** What takes effect now, or, for a proposal, what would if it were approved now. */
  readonly effected: Effected;
  /** What begins with a proposal at once, with no time to undo it: a suspension until somebody else has decided. */
  readonly provisional: Provisional;
  readonly outcomes: ReadonlyMap<string, "upheld" | "not_upheld">;
  readonly caseState: "decided" | "awaiting_approval";
};

/** What a ladder's measure and a proposed one must share to be the same: not the items, which a person writes. */
const signature = ({
  key,
  days,
  parameters,
}: Pick<PlannedMeasure, "key" | "days"> & { readonly parameters: object }) => {
  const { to, functions } = parameters as { to?: string; functions?: readonly string[] };
  return JSON.stringify([key, days, to ?? null, functions ? [...functions].sort() : null]);
};

/** Does the decision take other measures on the case's subject than the ladder recommends? What a founder or manager carries is no deviation. */
export function deviatesFrom(recommendation: Recommendation | null, plan: Plan): boolean {
  const taken = plan.measures
    .filter(({ standing }) => standing === "subject")
    .map(signature)
    .sort();
  const advised = (recommendation?.measures ?? []).map(signature).sort();
  return JSON.stringify(taken) !== JSON.stringify(advised);
}

/**
 * Each report's own outcome: upheld when the decision finds a violation, unless each message that the report was about
 * was looked at and none found to violate. So an act on one message does not close reports about another as upheld.
 */
export function outcomesOf(
  reports: Ground["reports"],
  finding: Finding,
  judged: DecideCase["evidence"],
): Map<string, "upheld" | "not_upheld"> {
  const findings = new Map(judged.map((item) => [item.id, item.finding]));
  return new Map(
    reports.map(({ id, evidence }) => {
      const own = evidence.map((item) => findings.get(item));
      const cleared = own.length > 0 && own.every((word) => word !== undefined && word !== "violates");
      return [id, finding === "violates" && !cleared ? "upheld" : "not_upheld"];
    }),
  );
}

export const countOutcomes = (outcomes: ReadonlyMap<string, "upheld" | "not_upheld">) => {
  const upheld = [...outcomes.values()].filter((outcome) => outcome === "upheld").length;
  return { upheld, notUpheld: outcomes.size - upheld };
};

/** The entry of an act on a decision; its version is the case's next. */
export function decisionEntry(
  ground: Pick<Ground, "case" | "policy">,
  decisionId: string,
  action: Entry["action"],
  plan: Pick<Plan, "finding" | "clauses" | "severity" | "severe"> & { readonly measures: readonly unknown[] },
  deviates: boolean,
  more: Readonly<Record<string, Json>>,
  priv?: Readonly<Record<string, string>>,
): Entry {
  const { id, number, round, version, subject } = ground.case;
  return {
    kind: "decision",
    action,
    subject: { kind: "case", id, version: version + 1 },
    pub: {
      decision: decisionId,
      case: number,
      round,
      finding: plan.finding,
      policy: ground.policy.number,
      clauses: plan.clauses.map(({ clause }) => clause),
      severity: plan.severity,
      severe: plan.severe,
      deviates,
      measures: plan.measures.length,
      ...more,
    },
    ...(priv && Object.keys(priv).length > 0 ? { priv: { about: `${subject.kind}:${subject.id}`, values: priv } } : {}),
    caseId: id,
  };
}

/** The times of an act that makes a decision take effect: when it is done, and from when it holds. */
export type Times = { readonly now: Date; readonly effectiveAt: Date };

/** Until `effectiveAt`, exclusive, whoever took the last step may undo it. `undoSeconds` 0: it holds at once. */
export const timesOf = (now: Date, undoSeconds: number): Times => ({
  now,
  effectiveAt: after(now, undoSeconds * second),
});

/** What can be undone of an act that made a decision take effect. */
export const offerOf = (
  decisionId: string,
  version: number,
  caseNumber: number,
  { now, effectiveAt }: Times,
): UndoOffer | null =>
  effectiveAt > now
    ? {
        decisionId,
        version,
        caseNumber,
        until: effectiveAt,
        seconds: (effectiveAt.getTime() - now.getTime()) / second,
      }
    : null;

/**
 * Decides a case, or proposes a decision that a second person must approve. A preview calls it too and saves nothing.
 * Refuses: what `admission` refuses (lost claim, own subject), stale_round, incomplete (naming each field),
 * notice_unfilled.
 */
export function decide(
  ground: Ground,
  admission: Admission,
  input: DecideCase,
  addresses: Addresses,
  { now, effectiveAt }: Times,
  mint: Mint,
): Verdict<Decided> {
  if (input.round !== ground.case.round) return denied(refuse("stale_round", { round: ground.case.round }));
  if (admission.refusal) return denied(admission.refusal);
  const { faults, plan } = planDecision(ground, input, effectiveAt);
  const recommendation =
    plan.clauses.length > 0 ? recommend(ground.policy, { ...ground.assessed, severity: plan.severity }) : null;
  const deviates = plan.finding === "violates" && deviatesFrom(recommendation, plan);
  const all: FieldFault[] = [...faults];
  if (deviates && plan.clauses.length > 0 && !input.deviationReason) all.push(fault("/deviationReason", "deviation"));
  const suspension = input.provisional ? planProvisional(ground, input.provisional, plan, now) : null;
  all.push(...(suspension?.faults ?? []));
  if (all.length > 0) return denied(refuse("incomplete", {}, all));

  const id = mint();
  const outcomes = outcomesOf(ground.reports, plan.finding, input.evidence);
  const made = effectuate(ground, id, plan, outcomes, addresses, effectiveAt, mint);
  if (!made.ok) return denied(made.refusal);
  const texts = Object.fromEntries(
    Object.entries({
      facts: input.facts,
      reasoning: input.reasoning,
      deviation: input.deviationReason,
      provisional: input.provisional?.reason,
    }).filter((pair): pair is [string, string] => Boolean(pair[1])),
  );
  const base = { id, plan, recommendation, deviates, effected: made.effected, outcomes };
  if (plan.severe) {
    const begun = suspension?.planned
      ? beginProvisional(ground, id, plan, suspension.planned, addresses, now, mint)
      : null;
    if (begun && !begun.ok) return denied(begun.refusal);
    const entry = decisionEntry(
      ground,
      id,
      "decision.proposed",
      plan,
      deviates,
      { effectiveAt: null, reports: { upheld: 0, notUpheld: 0 } },
      texts,
    );
    const lapsesAt = after(now, ground.policy.document.thresholds.proposalHours * hour);
    return {
      ok: true,
      next: {
        ...base,
        provisional: begun?.effected ?? null,
        state: "proposed",
        lapsesAt,
        caseState: "awaiting_approval",
      },
      entry,
      more: begun?.entries ?? [],
      effects: begun?.effects ?? [],
    };
  }
  const entry = decisionEntry(
    ground,
    id,
    "decision.taken",
    plan,
    deviates,
    { effectiveAt: instant(effectiveAt), reports: countOutcomes(outcomes) },
    texts,
  );
  return {
    ok: true,
    next: { ...base, provisional: null, state: "effective", lapsesAt: null, caseState: "decided" },
    entry,
    more: made.entries,
    effects: made.effects,
  };
}

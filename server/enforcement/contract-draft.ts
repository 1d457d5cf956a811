import type { CreditLevel, MeasureKey, RecommendedMeasure } from "../policy/contract";
import type { DecideCase } from "./contract";
import type { Finding } from "./contract-words";

type Carried = Pick<RecommendedMeasure, "key" | "days" | "parameters">;

/** What a person has said so far; this is what a draft keeps. Nothing is chosen beforehand. */
export type Said = {
  readonly clause: string | null;
  readonly finding: Finding | null;
  /** `recommended` takes the whole rung; `none` is a violation without a measure. */
  readonly option: "recommended" | "none" | MeasureKey | null;
  readonly days: number | null;
  readonly items: string;
  readonly level: string | null;
  readonly functions: readonly string[];
  readonly scope: string;
  /** Measures carried for founder and managers, by account id. */
  readonly carried: Readonly<Record<string, { readonly facts: string; readonly measures: readonly Carried[] }>>;
  readonly facts: string;
  readonly reasoning: string;
  readonly deviation: string;
  /** Suspend posting now, until somebody else has decided; null: not. */
  readonly provisional: { readonly hours: number | null; readonly reason: string } | null;
};

/**
 * A decision as a draft, for who has it before her again: the rail that reads it states the same measures, as far as it
 * can say them.
 *
 * @param deviates whether it deviated from the ladder; what did not is the recommended rung.
 */
export function draftOf(input: Omit<DecideCase, "claimToken">, deviates: boolean): Said {
  const own = input.measures.filter(({ standing }) => standing === "subject");
  const [main] = own;
  const parameters = (main?.parameters ?? {}) as {
    readonly items?: readonly string[];
    readonly to?: CreditLevel;
    readonly functions?: readonly string[];
    readonly scope?: string;
  };
  const carried: Record<string, { facts: string; measures: Carried[] }> = {};
  for (const { standing, subject, key, days, parameters: given, facts } of input.measures) {
    if (standing === "subject") continue;
    const hers = carried[subject.id] ?? { facts: facts ?? "", measures: [] };
    hers.measures.push({ key, days, parameters: given as RecommendedMeasure["parameters"] });
    carried[subject.id] = hers;
  }
  const violates = input.finding === "violates";
  return {
    clause: input.clauses[0] ?? null,
    finding: input.finding,
    option: !violates ? null : !main ? "none" : deviates && own.length === 1 ? main.key : "recommended",
    days: main?.days ?? null,
    items: (parameters.items ?? []).join("\n"),
    level: parameters.to ?? null,
    functions: parameters.functions ?? [],
    scope: parameters.scope ?? "platform",
    carried,
    facts: input.facts,
    reasoning: input.reasoning ?? "",
    deviation: input.deviationReason ?? "",
    // What was suspended goes on; to suspend anew is said anew.
    provisional: null,
  };
}

import type { RouterInputs, RouterOutputs } from "@/components/trpc/provider";
import type { Said } from "@/server/enforcement/contract-draft";
import type { MeasureKey, RecommendedMeasure } from "@/server/policy/contract";

export type { Said } from "@/server/enforcement/contract-draft";

export type Form = RouterOutputs["enforcement"]["form"];
export type Preview = RouterOutputs["enforcement"]["preview"];
export type Input = RouterInputs["enforcement"]["decide"];
type Measure = NonNullable<Input["measures"]>[number];

export const nothingSaid: Said = {
  clause: null,
  finding: null,
  option: null,
  days: null,
  items: "",
  level: null,
  functions: [],
  scope: "platform",
  carried: {},
  facts: "",
  reasoning: "",
  deviation: "",
  provisional: null,
};

/** A draft as it was kept; what cannot be read begins anew. */
export function readDraft(text: string | null | undefined): Said {
  if (!text) return nothingSaid;
  try {
    const kept: unknown = JSON.parse(text);
    return typeof kept === "object" && kept !== null ? { ...nothingSaid, ...(kept as Partial<Said>) } : nothingSaid;
  } catch {
    return nothingSaid;
  }
}

export const clauseOf = (form: Form, said: Said) => form.clauses.find(({ key }) => key === said.clause) ?? null;

/** What the ladder says about the clause that was chosen. */
export const recommendationOf = (form: Form, said: Said) => {
  const clause = clauseOf(form, said);
  return clause ? (form.recommendations[clause.severity] ?? null) : null;
};

/** The measure whose parameters the rail asks for: the one chosen, or the first of the rung. */
export const mainOf = (form: Form, said: Said): Pick<RecommendedMeasure, "key" | "days" | "parameters"> | null => {
  if (said.option === null || said.option === "none") return null;
  if (said.option === "recommended") return recommendationOf(form, said)?.measures[0] ?? null;
  return { key: said.option, days: null, parameters: {} };
};

const lines = (text: string) =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);

function parametersOf(key: MeasureKey, said: Said, advised: RecommendedMeasure["parameters"]): Record<string, unknown> {
  switch (key) {
    case "warn_and_rectify":
      return { items: lines(said.items) };
    case "lower_credit":
      return { to: said.level ?? advised.to };
    case "blacklist":
      return { functions: said.functions.length > 0 ? said.functions : (advised.functions ?? []) };
    case "suspend_posting":
      return { scope: said.scope };
    default:
      return {};
  }
}

/** The measures that the rail proposes, in the form of the input. */
function measuresOf(form: Form, said: Said): Measure[] {
  if (said.finding !== "violates") return [];
  const subject = { kind: form.subject.kind, id: form.subject.id };
  const made: Measure[] = [];
  const main = mainOf(form, said);
  const rung = recommendationOf(form, said)?.measures ?? [];
  const chosen = said.option === "recommended" ? rung : main ? [main] : [];
  chosen.forEach((measure, at) => {
    // Edits in the rail are about the first measure; the rest of a rung stays as recommended.
    const edited = at === 0 ? said : { ...nothingSaid };
    made.push({
      key: measure.key,
      subject,
      standing: "subject",
      parameters: parametersOf(measure.key, edited, measure.parameters),
      days: at === 0 && said.days !== null ? said.days : measure.days,
    });
  });
  for (const [id, { facts, measures }] of Object.entries(said.carried)) {
    const person = form.people.find((each) => each.id === id);
    if (!person) continue;
    for (const measure of measures)
      made.push({
        key: measure.key,
        subject: { kind: "account", id },
        standing: person.role,
        parameters: { ...measure.parameters },
        days: measure.days,
        facts,
      });
  }
  return made;
}

/** Everything that was said, as the server takes it; null while no finding was chosen. */
export function inputOf(
  form: Form,
  said: Said,
  of: {
    readonly caseId: string;
    readonly round: number;
    readonly claimToken: string;
    readonly evidenceIds: readonly string[];
  },
): Input | null {
  const { finding } = said;
  if (finding === null) return null;
  const violates = finding === "violates";
  return {
    caseId: of.caseId,
    round: of.round,
    claimToken: of.claimToken,
    finding,
    clauses: violates && said.clause ? [said.clause] : [],
    evidence: of.evidenceIds.slice(0, 200).map((id) => ({ id, finding })),
    facts: said.facts,
    reasoning: said.reasoning || undefined,
    measures: measuresOf(form, said),
    deviationReason: violates && said.deviation ? said.deviation : undefined,
    provisional:
      violates && said.provisional
        ? { hours: said.provisional.hours ?? 0, reason: said.provisional.reason }
        : undefined,
  };
}

/** Does what was said differ from the ladder, as far as the page can tell? The server decides. */
export const looksDeviating = (form: Form, said: Said): boolean =>
  said.finding === "violates" &&
  said.option !== null &&
  (said.option !== "recommended" ||
    (said.days !== null && said.days !== mainOf(form, said)?.days) ||
    (said.level !== null && said.level !== recommendationOf(form, said)?.measures[0]?.parameters.to));

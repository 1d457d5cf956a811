import { after, day } from "../kernel/calendar";
import type { FieldFault, Sentence } from "../kernel/refusal";
import type { NoticeSet } from "../notices/contract";
import {
  type CreditLevel,
  creditLevels,
  type Leaf,
  type MeasureKey,
  type Policy,
  type Severity,
} from "../policy/contract";
import { type Assessed, isSevere, leafOf } from "../policy/rules";
import { mentions } from "../privacy/rules-marks";
import {
  type DecideCase,
  type FaultKey,
  type Finding,
  faultSentences,
  measureParameters,
  measureShapes,
  type ProposedMeasure,
  restrictedFunctions,
  type Standing,
} from "./contract";
import type { Cause } from "./contract-batch";
import { creditBase, fits, type Holding } from "./rules";

/** A group or an account as the rules see it, with the measures in force on it. */
export type Affected = {
  readonly kind: "group" | "account";
  readonly id: string;
  readonly externalId: string;
  readonly code: string;
  readonly name: string;
  /** Of a group, `dissolved` too; null for an account. */
  readonly status: string | null;
  /** Null for a group. */
  readonly credit: CreditLevel | null;
  readonly version: number;
  readonly holding: readonly Holding[];
};

/** Everything that a decision is judged by, read in one transaction. */
export type Ground = {
  readonly case: {
    readonly id: string;
    readonly number: number;
    readonly round: number;
    readonly version: number;
    readonly subject: { readonly kind: "group" | "account"; readonly id: string };
  };
  readonly policy: Policy;
  /** Of an incident's decision. */
  readonly cause?: Cause;
  /** The texts that notices are written with. */
  readonly notices: NoticeSet;
  /** By `kind:id`. */
  readonly subjects: ReadonlyMap<string, Affected>;
  /** Founder and managers of the case's group, by account id. */
  readonly people: ReadonlyMap<string, Exclude<Standing, "subject">>;
  /** External ids of the groups that parameters name, by id. */
  readonly groups: ReadonlyMap<string, string>;
  /** Hashes of the case's evidence, by id. */
  readonly evidence: ReadonlyMap<string, string>;
  /** Attached to this round of the case. `evidence` are the ids of what was reported, without its context. */
  readonly reports: readonly {
    readonly id: string;
    readonly externalId: string | null;
    /** False for what no platform is waiting to hear about. */
    readonly answered: boolean;
    readonly evidence: readonly string[];
  }[];
  /** What the ladder looks at, but for the severity, which the clauses give. */
  readonly assessed: Omit<Assessed, "severity">;
  /** What would give a reporter away in a text that leaves: external ids and contacts. */
  readonly reporterMarks: readonly string[];
};

/** A measure as it will be. */
export type PlannedMeasure = {
  readonly key: MeasureKey;
  readonly subject: Affected;
  readonly standing: Standing;
  readonly days: number | null;
  readonly until: Date | null;
  /** Public: no text that a person wrote. */
  readonly parameters: Readonly<Record<string, string | number | readonly string[]>>;
  readonly items: readonly string[];
  /** What the notice to this subject states: a founder's or manager's own facts, else the decision's. */
  readonly facts: string;
  readonly severe: boolean;
  /** In force before anybody else has decided; see `rules-provisional.ts`. */
  readonly provisional?: true;
};

export type Plan = {
  readonly finding: Finding;
  readonly clauses: readonly Leaf[];
  readonly severity: Severity;
  readonly measures: readonly PlannedMeasure[];
  readonly severe: boolean;
};

/**
 * Does a measure hold until somebody ends it, so that taking it again would change nothing? A warning is given and
 * over, and credit goes down by steps.
 */
export const holdsOn = ({ key, until }: Pick<Holding, "key" | "until">) =>
  until === null && key !== "warn" && key !== "lower_credit";

/** Why a measure cannot be taken on a subject at all, whoever decides and whatever for. */
export type Unfit = "measure_unfit" | "measure_holds" | "subject_closed" | "credit_lowest";

/** The same for the rail, which shows it beside the measure, and for the decision, which refuses it. */
export function unfitOf(
  { kind, holding, status, credit }: Pick<Affected, "kind" | "holding" | "status" | "credit">,
  key: MeasureKey,
): Unfit | null {
  if (!fits(key, kind)) return "measure_unfit";
  if (holding.some((held) => held.key === key && holdsOn(held))) return "measure_holds";
  // A closed group can still be put on the blacklist; nothing else is left to take from it.
  if (["dissolved", "closed"].includes(status ?? "") && key !== "blacklist") return "subject_closed";
  return key === "lower_credit" && credit === creditLevels.at(-1) ? "credit_lowest" : null;
}

export const subjectKey = (subject: { readonly kind: string; readonly id: string }) => `${subject.kind}:${subject.id}`;

const sentenceOf = (key: FaultKey, details: Readonly<Record<string, string>> = {}): Sentence => {
  const fill = (text: string) => text.replace(/\{(\w+)\}/g, (whole, name: string) => details[name] ?? whole);
  return { zh: fill(faultSentences[key].zh), en: fill(faultSentences[key].en) };
};

/** A fault at a field of the input. */
export const fault = (pointer: string, key: FaultKey, details?: Readonly<Record<string, string>>): FieldFault => ({
  pointer,
  reason: sentenceOf(key, details),
});

const standingNames = { founder: { zh: "建立者", en: "founder" }, manager: { zh: "管理者", en: "manager" } };

function subjectFaults(ground: Ground, proposed: ProposedMeasure, at: string): FieldFault[] {
  const subject = ground.subjects.get(subjectKey(proposed.subject));
  if (!subject) return [fault(`${at}/subject`, "subject_unknown")];
  const unfit = unfitOf(subject, proposed.key);
  if (unfit === "measure_unfit") return [fault(`${at}/key`, unfit)];
  if (proposed.standing === "subject") {
    if (subjectKey(proposed.subject) !== subjectKey(ground.case.subject))
      return [fault(`${at}/subject`, "subject_other")];
  } else {
    if (ground.people.get(proposed.subject.id) !== proposed.standing || subject.kind !== "account") {
      const name = standingNames[proposed.standing];
      const { zh, en } = faultSentences.standing_wrong;
      return [
        {
          pointer: `${at}/standing`,
          reason: { zh: zh.replace("{standing}", name.zh), en: en.replace("{standing}", name.en) },
        },
      ];
    }
    if (!proposed.facts) return [fault(`${at}/facts`, "own_facts")];
    if (mentions(proposed.facts, ground.reporterMarks)) return [fault(`${at}/facts`, "facts_reporter")];
  }
  // Which levels a credit may be lowered to is asked of the parameters.
  return unfit === null || unfit === "credit_lowest" ? [] : [fault(`${at}/key`, unfit)];
}

function termFaults(proposed: ProposedMeasure, at: string): FieldFault[] {
  const { term } = measureShapes[proposed.key];
  if (term === "none") return proposed.days === null ? [] : [fault(`${at}/days`, "days_unwanted")];
  if (term !== "end_or_indefinite" && proposed.days === null) return [fault(`${at}/days`, "days_missing")];
  return [];
}

type Checked = { readonly faults: readonly FieldFault[]; readonly planned: PlannedMeasure | null };

function checkMeasure(ground: Ground, input: DecideCase, index: number, now: Date): Checked {
  const proposed = input.measures[index] as ProposedMeasure;
  const at = `/measures/${index}`;
  const faults = [...subjectFaults(ground, proposed, at), ...termFaults(proposed, at)];
  const subject = ground.subjects.get(subjectKey(proposed.subject));
  const parsed = measureParameters[proposed.key].safeParse(proposed.parameters);
  if (!parsed.success)
    faults.push(
      ...parsed.error.issues.map((issue) => fault([`${at}/parameters`, ...issue.path].join("/"), "parameter" as const)),
    );
  if (!subject || !parsed.success) return { faults, planned: null };

  const parameters = parsed.data as Record<string, unknown>;
  const end = proposed.days === null ? null : after(now, proposed.days * day);
  const { term } = measureShapes[proposed.key];
  const until = term === "end" || term === "end_or_indefinite" ? end : null;
  const publicParameters: Record<string, string | number | readonly string[]> = {};
  let items: readonly string[] = [];
  switch (proposed.key) {
    case "warn_and_rectify":
      items = parameters.items as string[];
      if (items.some((item) => mentions(item, ground.reporterMarks)))
        faults.push(fault(`${at}/parameters/items`, "facts_reporter"));
      publicParameters.itemCount = items.length;
      if (end) publicParameters.dueAt = end.toISOString();
      break;
    case "suspend_posting": {
      const scope = parameters.scope as string;
      if (scope !== "platform" && (subject.kind === "group" || !ground.groups.has(scope)))
        faults.push(fault(`${at}/parameters/scope`, "group_unknown"));
      if (subject.kind === "account") publicParameters.scope = scope;
      break;
    }
    case "lower_credit": {
      const from = subject.credit as CreditLevel;
      const to = parameters.to as CreditLevel;
      if (creditLevels.indexOf(to) <= creditLevels.indexOf(from))
        faults.push(fault(`${at}/parameters/to`, "credit_not_lower", { from }));
      publicParameters.from = from;
      publicParameters.to = to;
      publicParameters.base = creditBase(subject.holding, from);
      break;
    }
    case "suspend_management": {
      const groups = parameters.groups as "all" | string[];
      if (groups !== "all" && groups.some((group) => !ground.groups.has(group)))
        faults.push(fault(`${at}/parameters/groups`, "group_unknown"));
      publicParameters.groups = groups;
      break;
    }
    case "blacklist": {
      const functions = [...new Set(parameters.functions as string[])].sort();
      const allowed: readonly string[] = restrictedFunctions[subject.kind];
      if (functions.some((word) => !allowed.includes(word)))
        faults.push(fault(`${at}/parameters/functions`, "functions_unfit"));
      publicParameters.functions = functions;
      if (end) publicParameters.reviewAt = end.toISOString();
      break;
    }
    default:
      break;
  }
  return {
    faults,
    planned: {
      key: proposed.key,
      subject,
      standing: proposed.standing,
      days: proposed.days,
      until,
      parameters: publicParameters,
      items,
      facts: proposed.facts || input.facts,
      severe: isSevere(ground.policy, proposed.key, publicParameters, now, until),
    },
  };
}

/**
 * Checks a decision and lays out its measures as they would be if they took effect at `now`. The same for a preview, a
 * decision and an approval.
 *
 * @returns every fault with its field, or the plan.
 */
export function planDecision(
  ground: Ground,
  input: DecideCase,
  now: Date,
): { readonly faults: readonly FieldFault[]; readonly plan: Plan } {
  const faults: FieldFault[] = [];
  const violates = input.finding === "violates";
  const clauses: Leaf[] = [];
  input.clauses.forEach((key, index) => {
    const leaf = leafOf(ground.policy, key);
    if (!leaf || clauses.includes(leaf)) faults.push(fault(`/clauses/${index}`, "clause_unknown"));
    else clauses.push(leaf);
  });
  if (violates && input.clauses.length === 0) faults.push(fault("/clauses", "clause_missing"));
  if (!violates && input.clauses.length > 0) faults.push(fault("/clauses", "clause_unwanted"));
  if (violates && !input.facts) faults.push(fault("/facts", "facts_missing"));
  if (mentions(input.facts, ground.reporterMarks)) faults.push(fault("/facts", "facts_reporter"));
  if (!violates && input.measures.length > 0) faults.push(fault("/measures", "measures_unwanted"));
  input.evidence.forEach(({ id }, index) => {
    if (!ground.evidence.has(id)) faults.push(fault(`/evidence/${index}/id`, "evidence_unknown"));
  });

  const measures: PlannedMeasure[] = [];
  const seen = new Set<string>();
  input.measures.forEach((proposed, index) => {
    const name = `${proposed.key} ${subjectKey(proposed.subject)}`;
    if (seen.has(name)) faults.push(fault(`/measures/${index}/key`, "measure_twice"));
    seen.add(name);
    const checked = checkMeasure(ground, input, index, now);
    faults.push(...checked.faults);
    if (checked.planned) measures.push(checked.planned);
  });
  return {
    faults,
    plan: {
      finding: input.finding,
      clauses,
      severity: Math.max(0, ...clauses.map((leaf) => leaf.severity)) as Severity,
      measures,
      severe: measures.some((measure) => measure.severe),
    },
  };
}

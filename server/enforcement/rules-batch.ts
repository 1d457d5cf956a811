import type { StoredCaseState, SubjectKind } from "../cases/contract";
import { caseMove } from "../cases/rules";
import { instant } from "../kernel/calendar";
import type { FieldFault } from "../kernel/refusal";
import { denied, type Verdict } from "../kernel/verdict";
import type { NoticeSet } from "../notices/contract";
import type { Policy } from "../policy/contract";
import { recommend } from "../policy/rules";
import { mentions } from "../privacy/rules-marks";
import { type DecideCase, type ProposedMeasure, refuse } from "./contract";
import type { BatchCause, Cause } from "./contract-batch";
import { countOutcomes, type Decided, decisionEntry, deviatesFrom, outcomesOf } from "./rules-decide";
import { type Addresses, effectuate, type Mint } from "./rules-effect";
import { type Affected, fault, type Ground, type Plan, planDecision, subjectKey, unfitOf } from "./rules-plan";

/** What a batch takes on each of its subjects: one clause, one measure, the same facts. */
export type BatchAct = {
  /** Key of the clause. */
  readonly clause: string;
  readonly facts: string;
  readonly measure: Pick<ProposedMeasure, "key" | "parameters" | "days">;
  /** Whose order it carries out: a ground of each measure, and named in each notice. */
  readonly authority: Cause["authority"];
  /** Why it does not follow the ladder: the same for all. */
  readonly deviationReason: string;
};

/** One subject of a batch, with what keeps the measure from it. */
export type BatchTarget = {
  readonly ground: Ground;
  /** Its open case, if there is one. `isHeld`: somebody is deciding it now. */
  readonly open: { readonly state: StoredCaseState; readonly isHeld: boolean } | null;
  readonly isErased: boolean;
  /** Of one of the people who propose or approve the batch. */
  readonly isOwn: boolean;
};

/** No claim: nobody holds the cases of a batch. */
const noClaim = "00000000-0000-0000-0000-000000000000";

/** The decision that a batch takes on one subject, as a person would have stated it. */
export const batchInput = ({ case: { id, round, subject } }: Pick<Ground, "case">, act: BatchAct): DecideCase => ({
  caseId: id,
  round,
  claimToken: noClaim,
  finding: "violates",
  clauses: act.clause ? [act.clause] : [],
  evidence: [],
  facts: act.facts,
  deviationReason: act.deviationReason,
  measures: [{ ...act.measure, subject: { kind: subject.kind, id: subject.id }, standing: "subject" }],
});

/** What of a batch would tell one of its subjects who reported it, by field: all of it stands in the notice. */
export function namingFaults({ reporterMarks }: Pick<Ground, "reporterMarks">, act: BatchAct): readonly FieldFault[] {
  const { items } = act.measure.parameters;
  const leaving = [
    { fault: fault("/facts", "facts_reporter"), text: act.facts },
    {
      fault: fault("/measures/0/parameters/items", "facts_reporter"),
      text: Array.isArray(items) ? items.join("\n") : "",
    },
    { fault: fault("/authority/office", "order_reporter"), text: act.authority?.office ?? "" },
    { fault: fault("/authority/number", "order_reporter"), text: act.authority?.number ?? "" },
  ];
  return leaving.flatMap((each) => (mentions(each.text, reporterMarks) ? each.fault : []));
}

const causeOf = (faults: readonly FieldFault[]): BatchCause =>
  faults.some(({ pointer }) => pointer.endsWith("/parameters/to")) ? "credit_lowest" : "unfit";

const caseCauses: Partial<Record<StoredCaseState, BatchCause>> = {
  snoozed: "case_snoozed",
  awaiting_approval: "case_awaiting",
};

/**
 * Does one subject of a batch get the measure, and how? The same for a preview and for the act. An open case that
 * nobody holds is decided with it; one that somebody holds, put aside or proposed a decision for stays hers.
 *
 * @returns the plan, or why the subject is left out.
 */
export function judge(
  { ground, open, isErased, isOwn }: BatchTarget,
  act: BatchAct,
  now: Date,
): { readonly ok: true; readonly plan: Plan } | { readonly ok: false; readonly cause: BatchCause } {
  const out = (cause: BatchCause) => ({ ok: false, cause }) as const;
  if (isErased) return out("erased");
  if (isOwn) return out("own_subject");
  if (open?.isHeld) return out("case_held");
  if (open && !caseMove(open.state, "claim").ok) return out(caseCauses[open.state] ?? "case_awaiting");
  const subject = ground.subjects.get(subjectKey(ground.case.subject)) as Affected;
  const unfit = unfitOf(subject, act.measure.key);
  if (unfit) return out(unfit);
  if (namingFaults(ground, act).length > 0) return out("names_reporter");
  const { faults, plan } = planDecision(ground, batchInput(ground, act), now);
  return faults.length > 0 ? out(causeOf(faults)) : { ok: true, plan };
}

/** A subject against which nothing speaks, to find what is wrong with the act itself. */
const anybody = (kind: SubjectKind): Affected => ({
  kind,
  id: noClaim,
  externalId: "",
  code: "",
  name: "",
  status: kind === "group" ? "active" : null,
  credit: kind === "account" ? "A" : null,
  version: 0,
  holding: [],
});

/** What is wrong with a batch whomever it is on: its clause, facts, term and parameters, each by its field. */
export function actFaults(
  policy: Policy,
  notices: NoticeSet,
  kind: SubjectKind,
  act: BatchAct,
  now: Date,
): readonly FieldFault[] {
  const subject = anybody(kind);
  const ground: Ground = {
    case: { id: noClaim, number: 1, round: 1, version: 0, subject },
    policy,
    notices,
    subjects: new Map([[subjectKey(subject), subject]]),
    people: new Map(),
    groups: new Map(),
    evidence: new Map(),
    reports: [],
    assessed: { subjectKind: kind, strikes: 0, reached: [], holding: [], role: null, grade: null, credit: null },
    reporterMarks: [],
  };
  return planDecision(ground, batchInput(ground, act), now).faults;
}

/** Whose batch it is: two different people, and the incident that its decisions name. */
export type BatchOrigin = {
  readonly incident: number;
  readonly proposedBy: string;
  readonly approvedBy: string;
};

/**
 * The decision of a batch on one subject, which takes effect at once: two people have agreed.
 * Refuses: changed (when the subject is to be left out, which its caller asked before), notice_unfilled.
 */
export function takeOne(
  target: BatchTarget,
  act: BatchAct,
  origin: BatchOrigin,
  addresses: Addresses,
  now: Date,
  mint: Mint,
): Verdict<Decided> {
  const judged = judge(target, act, now);
  if (!judged.ok) return denied(refuse("changed", { what: judged.cause }));
  const ground: Ground = { ...target.ground, cause: { incident: origin.incident, authority: act.authority } };
  const { plan } = judged;
  const recommendation = recommend(ground.policy, { ...ground.assessed, severity: plan.severity });
  const deviates = deviatesFrom(recommendation, plan);
  const id = mint();
  const outcomes = outcomesOf(ground.reports, plan.finding, []);
  const made = effectuate(ground, id, plan, outcomes, addresses, now, mint);
  if (!made.ok) return denied(made.refusal);
  const entry = decisionEntry(
    ground,
    id,
    "decision.taken",
    plan,
    deviates,
    {
      effectiveAt: instant(now),
      reports: countOutcomes(outcomes),
      incident: origin.incident,
      proposedBy: `staff:${origin.proposedBy}`,
      approvedBy: `staff:${origin.approvedBy}`,
    },
    { facts: act.facts, deviation: act.deviationReason },
  );
  return {
    ok: true,
    next: {
      id,
      state: "effective",
      plan,
      recommendation,
      deviates,
      lapsesAt: null,
      provisional: null,
      effected: made.effected,
      outcomes,
      caseState: "decided",
    },
    entry,
    more: made.entries,
    effects: made.effects,
  };
}

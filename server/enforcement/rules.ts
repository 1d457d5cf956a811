import { type Denied, denied } from "../kernel/verdict";
import { type CreditLevel, creditLevels, type MeasureKey, type SubjectKind } from "../policy/contract";
import { type MeasureStatus, measureStatuses } from "../registry/contract";
import { type DecisionState, type MeasureState, measureShapes, type RectificationState, refuse } from "./contract";

/** The state table of a decision: act → from → to. What is not listed is refused by name. Source: `domain.md`, "States". */
export const decisionTable = {
  take: { proposed: "effective" },
  approve: { proposed: "approved" },
  effect: { approved: "effective" },
  return: { proposed: "returned" },
  lapse: { proposed: "lapsed" },
  withdraw: { proposed: "withdrawn" },
  undo: { effective: "undone" },
  modify: { effective: "modified", modified: "modified" },
  overturn: { effective: "overturned", modified: "overturned" },
  reverse: { effective: "reversed", modified: "reversed" },
} as const satisfies Record<string, Partial<Record<DecisionState, DecisionState>>>;
export type DecisionAct = keyof typeof decisionTable;

/** The state table of a measure. A reversal leaves the reversed row `overturned`. Source: `domain.md`, "States". */
export const measureTable = {
  enter: { pending: "in_force" },
  cancel: { pending: "cancelled" },
  expire: { in_force: "expired" },
  lift: { in_force: "lifted" },
  overturn: { in_force: "overturned" },
  replace: { in_force: "replaced" },
} as const satisfies Record<string, Partial<Record<MeasureState, MeasureState>>>;
export type MeasureAct = keyof typeof measureTable;

/**
 * The state table of a rectification. Somebody looks at what was submitted; what was not submitted in time has failed.
 * What is to be forgiven all the same is lifted, with a reason. Source: `domain.md`, "States".
 */
export const rectificationTable = {
  submit: { assigned: "submitted" },
  expire: { assigned: "overdue" },
  pass: { submitted: "passed" },
  fail: { submitted: "failed", overdue: "failed" },
} as const satisfies Record<string, Partial<Record<RectificationState, RectificationState>>>;
export type RectificationAct = keyof typeof rectificationTable;

type Move<State> = { readonly ok: true; readonly to: State } | Denied;

export function decisionMove(from: DecisionState, act: DecisionAct): Move<DecisionState> {
  const to = (decisionTable[act] as Partial<Record<DecisionState, DecisionState>>)[from];
  return to ? { ok: true, to } : denied(refuse("decision_transition", { from, act }));
}

export function measureMove(from: MeasureState, act: MeasureAct): Move<MeasureState> {
  const to = (measureTable[act] as Partial<Record<MeasureState, MeasureState>>)[from];
  return to ? { ok: true, to } : denied(refuse("measure_transition", { from, act }));
}

/**
 * The state of a measure as it is read: entered by a decision that can still be undone, it is `pending` until it takes
 * effect, which time alone makes it do.
 */
export const measureStateAt = (measure: { readonly state: MeasureState; readonly from: Date }, now: Date) =>
  measure.state === "in_force" && measure.from > now ? "pending" : measure.state;

export function rectificationMove(from: RectificationState, act: RectificationAct): Move<RectificationState> {
  const to = (rectificationTable[act] as Partial<Record<RectificationState, RectificationState>>)[from];
  return to ? { ok: true, to } : denied(refuse("rectification_transition", { from, act }));
}

/** What somebody who looks at a rectification in this state may find. */
export const rectificationVerdicts = (state: RectificationState): ("passed" | "failed")[] => [
  ...(rectificationMove(state, "pass").ok ? ["passed" as const] : []),
  ...(rectificationMove(state, "fail").ok ? ["failed" as const] : []),
];

/** May this measure be taken on a subject of this kind? Source: `domain.md`, "Measures". */
export const fits = (key: MeasureKey, kind: SubjectKind): boolean =>
  (measureShapes[key].on as readonly string[]).includes(kind);

/** What composing needs to know of a measure in force. */
export type Holding = {
  readonly id: string;
  readonly key: MeasureKey;
  /** When it takes effect: later than now while its decision can still be undone. */
  readonly from: Date;
  readonly until: Date | null;
  readonly parameters: Readonly<Record<string, unknown>>;
};

/** Those that hold at an instant: neither still to be undone, nor over though nobody has ended them yet. */
export const holdingAt = <Held extends Pick<Holding, "from" | "until">>(holding: readonly Held[], now: Date): Held[] =>
  holding.filter(({ from, until }) => from <= now && (until === null || until > now));

const statusBy: Partial<Record<MeasureKey, MeasureStatus>> = {
  warn_and_rectify: "rectifying",
  suspend_posting: "posting_suspended",
  close_group: "closed",
};

/**
 * A group's status as its measures make it: the strictest in force. What the platform dissolved, the registry shows.
 *
 * @param holding measures in force on the group, in any order.
 */
export function groupStatus(holding: readonly Holding[]): MeasureStatus {
  const ranks = holding.map(({ key }) => measureStatuses.indexOf(statusBy[key] ?? "active"));
  return measureStatuses[Math.max(0, ...ranks)] as MeasureStatus;
}

const restricting: readonly MeasureKey[] = ["suspend_posting", "suspend_management", "revoke_founding", "blacklist"];

/** Names of an account's restrictions in force, each once, in the order of the ledger's words. */
export const accountRestrictions = (holding: readonly Holding[]): MeasureKey[] =>
  restricting.filter((key) => holding.some((measure) => measure.key === key));

const worst = (levels: readonly CreditLevel[]): CreditLevel =>
  creditLevels[Math.max(...levels.map((level) => creditLevels.indexOf(level)))] as CreditLevel;

/** The level that an account had before the downgrades now in force; its present level when there are none. */
export const creditBase = (holding: readonly Holding[], current: CreditLevel): CreditLevel => {
  const lowered = holding.find(({ key }) => key === "lower_credit");
  return (lowered?.parameters.base as CreditLevel | undefined) ?? current;
};

/**
 * An account's level under its downgrades in force: the worst of them and of the level before them. When one of two
 * overlapping downgrades ends, the other still holds.
 */
export const creditUnder = (holding: readonly Holding[], base: CreditLevel): CreditLevel =>
  worst([
    base,
    ...holding.filter(({ key }) => key === "lower_credit").map(({ parameters }) => parameters.to as CreditLevel),
  ]);

import { instant } from "../kernel/calendar";
import { denied, type Effect, type Entry, type Verdict } from "../kernel/verdict";
import { type DecisionState, type MeasureState, refuse } from "./contract";
import type { MeasureEnded } from "./contract-webhooks";
import { creditBase, decisionMove, type Holding, holdingAt, measureMove, measureStateAt } from "./rules";
import {
  creditEntry,
  type Mint,
  type Order,
  reportOutcome,
  type Standing,
  standingOf,
  subjectPayload,
} from "./rules-effect";
import type { Affected } from "./rules-plan";

/** A row of the ledger, as ending it needs it. */
export type HeldMeasure = Holding & {
  readonly decisionId: string;
  readonly caseId: string;
  readonly caseNumber: number;
  readonly state: MeasureState;
  readonly from: Date;
  readonly version: number;
  readonly reverses: string | null;
  readonly provisional: boolean;
};

export type Ended = {
  readonly measures: readonly { readonly id: string; readonly state: MeasureState; readonly version: number }[];
  readonly standing: Standing;
  /** The downgrade whose end changes the credit; null when the level stays. */
  readonly creditCause: string | null;
  readonly orders: readonly Order[];
};

/** How a measure ends: the state that it ends in, and the word of its entry. A reversal and an appeal both overturn. */
const endings = {
  expired: { as: "expired", action: "measure.expired", act: "expire" },
  lifted: { as: "lifted", action: "measure.lifted", act: "lift" },
  reversed: { as: "overturned", action: "measure.reversed", act: "overturn" },
  overturned: { as: "overturned", action: "measure.overturned", act: "overturn" },
  replaced: { as: "replaced", action: "measure.replaced", act: "replace" },
} as const;
type Ending = keyof typeof endings;

/**
 * Ends measures on one subject together and lays out how it stands under those that still hold. Each gets an entry and
 * an order of its own. Refuses: nothing_due, still_pending (their decision is undone instead), measure_transition.
 *
 * @param subject with every measure in force on it, those that end among them.
 */
export function end(
  subject: Affected,
  measures: readonly HeldMeasure[],
  ending: Ending,
  now: Date,
  mint: Mint,
  pub: (measure: HeldMeasure) => Entry["pub"],
  reason?: string,
): Verdict<Ended> {
  const { as, action, act } = endings[ending];
  if (measures.length === 0) return denied(refuse("nothing_due"));
  for (const measure of measures) {
    if (measureStateAt(measure, now) === "pending") return denied(refuse("still_pending"));
    const move = measureMove(measure.state, act);
    if (!move.ok) return move;
  }
  const ends = new Set(measures.map(({ id }) => id));
  const remaining = subject.holding.filter(({ id }) => !ends.has(id));
  const base = subject.credit && creditBase(subject.holding, subject.credit);
  const standing = standingOf(subject, remaining, base);
  const orders = measures.map(
    (measure): Order => ({
      id: mint(),
      type: "measure.ended",
      measureId: measure.id,
      subjectId: subject.id,
      payload: {
        measure: {
          id: measure.id,
          key: measure.key,
          subject: subjectPayload(subject),
          from: instant(measure.from),
          until: measure.until && instant(measure.until),
          endedAs: as,
          endedAt: instant(now),
        },
        stillInForce: holdingAt(remaining, now).map(({ id, key, until }) => ({
          id,
          key,
          until: until && instant(until),
        })),
      } satisfies MeasureEnded,
    }),
  );
  const entries = measures.map(
    (measure): Entry => ({
      kind: "measure",
      action,
      subject: { kind: "measure", id: measure.id, version: measure.version + 1 },
      pub: {
        measure: measure.key,
        decision: measure.decisionId,
        case: measure.caseNumber,
        subjectKind: subject.kind,
        subject: subject.id,
        until: measure.until && instant(measure.until),
        ...pub(measure),
      },
      ...(reason ? { priv: { about: `${subject.kind}:${subject.id}`, values: { reason } } } : {}),
      caseId: measure.caseId,
    }),
  );
  const cause = measures.find(({ key }) => key === "lower_credit");
  const credit =
    standing.credit && cause
      ? [creditEntry(subject, standing.credit, as === "expired" ? "expiry" : "reversal", cause.id, cause.caseId)]
      : [];
  return {
    ok: true,
    next: {
      measures: measures.map(({ id, version }) => ({ id, state: as, version: version + 1 })),
      standing,
      creditCause: standing.credit && cause ? cause.id : null,
      orders,
    },
    entry: entries[0] as Entry,
    more: [...entries.slice(1), ...credit],
    effects: orders.map(({ id }) => ({ topic: "deliver", key: id })),
  };
}

/**
 * Ends every measure on a subject whose term is over: all of them, however many end in the same moment.
 * `until` is exclusive: at that instant the measure no longer holds. Refuses: nothing_due.
 */
export const expire = (subject: Affected, held: readonly HeldMeasure[], now: Date, mint: Mint): Verdict<Ended> =>
  end(
    subject,
    held.filter(({ until, state }) => state === "in_force" && until !== null && until <= now),
    "expired",
    now,
    mint,
    () => ({}),
  );

/** A lead ends a measure before its time. Refuses: is_reversal, stale, still_pending, measure_transition. */
export function lift(
  subject: Affected,
  measure: HeldMeasure,
  given: { readonly version: number; readonly reason: string },
  now: Date,
  mint: Mint,
): Verdict<Ended> {
  if (measure.reverses) return denied(refuse("is_reversal"));
  if (measure.version !== given.version) return denied(refuse("stale"));
  return end(subject, [measure], "lifted", now, mint, () => ({ cause: "early" }), given.reason);
}

export type Reversal = Ended & {
  readonly reversalId: string;
  /** State of the decision once this measure is gone from it. */
  readonly decision: { readonly state: DecisionState; readonly version: number };
};

/**
 * Takes a measure back as if it should never have been: a new row names the one that it reverses. The decision is
 * `reversed` when nothing of it is left standing, else `modified`.
 *
 * @param others of the same decision, this one and reversals left out.
 * @param answered reports that were told they are upheld: once nothing is left of the decision, they are told otherwise,
 *   in the line of the case's subject, where they were told before.
 * Refuses: is_reversal, is_provisional, stale, decision_transition, still_pending, measure_transition.
 */
export function reverse(
  subject: Affected,
  measure: HeldMeasure,
  decision: { readonly state: DecisionState; readonly version: number },
  others: readonly { readonly state: MeasureState }[],
  answered: {
    readonly caseSubjectId: string;
    readonly reports: readonly { readonly id: string; readonly externalId: string | null }[];
  },
  given: { readonly version: number; readonly reason: string },
  now: Date,
  mint: Mint,
): Verdict<Reversal> {
  if (measure.reverses) return denied(refuse("is_reversal"));
  if (measure.provisional) return denied(refuse("is_provisional"));
  if (measure.version !== given.version) return denied(refuse("stale"));
  const move = decisionMove(decision.state, others.every(({ state }) => state === "overturned") ? "reverse" : "modify");
  if (!move.ok) return move;
  const reversalId = mint();
  const verdict = end(
    subject,
    [measure],
    "reversed",
    now,
    mint,
    () => ({ reversal: reversalId, decisionState: move.to }),
    given.reason,
  );
  if (!verdict.ok) return verdict;
  const outcomes =
    move.to === "reversed"
      ? answered.reports.map((report) => reportOutcome(mint(), answered.caseSubjectId, report, "not_upheld"))
      : [];
  return {
    ...verdict,
    next: {
      ...verdict.next,
      orders: [...verdict.next.orders, ...outcomes],
      reversalId,
      decision: { state: move.to, version: decision.version + 1 },
    },
    effects: [...verdict.effects, ...outcomes.map(({ id }): Effect => ({ topic: "deliver", key: id }))],
  };
}

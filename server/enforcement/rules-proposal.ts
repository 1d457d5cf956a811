import type { StaffActor } from "../kernel/actor";
import { hour, instant } from "../kernel/calendar";
import type { Refusal } from "../kernel/refusal";
import { denied, type Entry, type Verdict } from "../kernel/verdict";
import { type DecideCase, type DecisionState, refuse } from "./contract";
import { decisionMove } from "./rules";
import { countOutcomes, decisionEntry, outcomesOf, type Times } from "./rules-decide";
import { type Addresses, type Effected, effectuate, type Mint } from "./rules-effect";
import { type Ground, type Plan, planDecision } from "./rules-plan";

/** A proposal as it was stored, with the input that made it. */
export type Proposal = {
  readonly id: string;
  readonly state: DecisionState;
  readonly version: number;
  readonly proposedBy: string;
  readonly proposedAt: Date;
  readonly lapsesAt: Date | null;
  readonly deviates: boolean;
  readonly input: DecideCase;
};

/** Null: this person may rule on this proposal. The same rule greys the row in the list. Refuses: own_proposal, own_subject. */
export function mayRule(
  proposal: Pick<Proposal, "proposedBy">,
  by: Pick<StaffActor, "id">,
  isOwnSubject: boolean,
): Refusal | null {
  if (proposal.proposedBy === by.id) return refuse("own_proposal");
  return isOwnSubject ? refuse("own_subject") : null;
}

function open(proposal: Proposal, version: number, act: "approve" | "return" | "withdraw", now: Date): Refusal | null {
  const move = decisionMove(proposal.state, act);
  if (!move.ok) return move.refusal;
  if (proposal.version !== version) return refuse("stale");
  if (proposal.lapsesAt && proposal.lapsesAt <= now)
    return refuse("lapsed", {
      hours: Math.round((proposal.lapsesAt.getTime() - proposal.proposedAt.getTime()) / hour),
    });
  return null;
}

export type Approved = {
  readonly state: "effective";
  readonly version: number;
  readonly plan: Plan;
  readonly effected: Effected;
  readonly outcomes: ReadonlyMap<string, "upheld" | "not_upheld">;
};

/**
 * The second person lets a proposal take effect. It is checked again against the world as it is now.
 * Refuses: decision_transition, stale, lapsed, own_proposal, own_subject, changed (what), notice_unfilled.
 */
export function approve(
  ground: Ground,
  proposal: Proposal,
  by: Pick<StaffActor, "id">,
  isOwnSubject: boolean,
  version: number,
  addresses: Addresses,
  { now, effectiveAt }: Times,
  mint: Mint,
): Verdict<Approved> {
  const refusal = open(proposal, version, "approve", now) ?? mayRule(proposal, by, isOwnSubject);
  if (refusal) return denied(refusal);
  const { faults, plan } = planDecision(ground, proposal.input, effectiveAt);
  if (faults[0]) return denied(refuse("changed", { what: `${faults[0].reason.zh} / ${faults[0].reason.en}` }, faults));
  const outcomes = outcomesOf(ground.reports, plan.finding, proposal.input.evidence);
  const made = effectuate(ground, proposal.id, plan, outcomes, addresses, effectiveAt, mint);
  if (!made.ok) return denied(made.refusal);
  return {
    ok: true,
    next: { state: "effective", version: proposal.version + 1, plan, effected: made.effected, outcomes },
    entry: decisionEntry(ground, proposal.id, "decision.approved", plan, proposal.deviates, {
      effectiveAt: instant(effectiveAt),
      reports: countOutcomes(outcomes),
      proposedBy: `staff:${proposal.proposedBy}`,
    }),
    more: made.entries,
    effects: made.effects,
  };
}

export type Closed = { readonly state: DecisionState; readonly version: number };

const closing = (
  ground: Ground,
  proposal: Proposal,
  action: Entry["action"],
  state: DecisionState,
  now: Date,
  reason?: string,
): Verdict<Closed> => {
  const { plan } = planDecision(ground, proposal.input, now);
  return {
    ok: true,
    next: { state, version: proposal.version + 1 },
    entry: decisionEntry(
      ground,
      proposal.id,
      action,
      plan,
      proposal.deviates,
      { effectiveAt: null, reports: { upheld: 0, notUpheld: 0 }, proposedBy: `staff:${proposal.proposedBy}` },
      reason ? { reason } : undefined,
    ),
    effects: [],
  };
};

/** The second person sends a proposal back. Refuses: decision_transition, stale, lapsed, own_proposal, own_subject. */
export function sendBack(
  ground: Ground,
  proposal: Proposal,
  by: Pick<StaffActor, "id">,
  isOwnSubject: boolean,
  given: { readonly version: number; readonly reason: string },
  now: Date,
): Verdict<Closed> {
  const refusal = open(proposal, given.version, "return", now) ?? mayRule(proposal, by, isOwnSubject);
  return refusal ? denied(refusal) : closing(ground, proposal, "decision.returned", "returned", now, given.reason);
}

/** The proposer takes a proposal back. Refuses: decision_transition, stale, lapsed, not_proposer. */
export function withdraw(
  ground: Ground,
  proposal: Proposal,
  by: Pick<StaffActor, "id">,
  version: number,
  now: Date,
): Verdict<Closed> {
  const refusal =
    open(proposal, version, "withdraw", now) ?? (proposal.proposedBy === by.id ? null : refuse("not_proposer"));
  return refusal ? denied(refusal) : closing(ground, proposal, "decision.withdrawn", "withdrawn", now);
}

/** An unanswered proposal lapses by itself. Refuses: decision_transition, not_lapsed. */
export function lapse(ground: Ground, proposal: Proposal, now: Date): Verdict<Closed> {
  const move = decisionMove(proposal.state, "lapse");
  if (!move.ok) return move;
  if (!proposal.lapsesAt || proposal.lapsesAt > now) return denied(refuse("not_lapsed"));
  return closing(ground, proposal, "decision.lapsed", "lapsed", now);
}

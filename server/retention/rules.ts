import type { StaffActor } from "../kernel/actor";
import { after, day, instant, isoDay, plusMonths } from "../kernel/calendar";
import type { Refusal } from "../kernel/refusal";
import { denied, type Entry, type Verdict } from "../kernel/verdict";
import { type ErasureGround, type ErasureState, holdLimit, type KeptKind, proposalDays, refuse } from "./contract";

/** A hold that stands or stood. */
export type Hold = { readonly id: string; readonly liftedAt: Date | null };

export type Proposal = {
  readonly id: string;
  readonly ground: ErasureGround;
  readonly state: ErasureState;
  readonly proposedBy: string;
  readonly proposedAt: Date;
};

/** Whose data these are: an account, a group, or who filed some reports (her first one stands for her). */
export type Kept = {
  readonly kind: KeptKind;
  readonly id: string;
  /** Entries of the log about it so far; null for a reporter, who has no row that could count them. */
  readonly version: number | null;
  readonly isErased: boolean;
};

/** What there is about a subject that bears on erasing it. */
export type Facts = Kept & {
  /** Is it the person who asks, or a group of hers? */
  readonly isOwn: boolean;
  /** Holds that stand; on a reporter, also those on her account. */
  readonly holds: number;
  /** On it, or naming it: a suspension in one group. */
  readonly measuresInForce: number;
  /** Number, as people write it, of a case not closed that is about it, proposes a measure on it, or holds its words. */
  readonly openCase: string | null;
  /** Number of a filing not sealed in whose ledger it is. */
  readonly openFiling: string | null;
  /** Number of a referral not over that is about it, or hands its words over. */
  readonly openReferral: string | null;
  /** Messages that name it and wait: in the outbox, in a line, or failed at an endpoint that is on. */
  readonly undelivered: number;
  /** The last thing that was decided about it or on its words, or that ended; null when nothing ever was. */
  readonly lastRecordAt: Date | null;
  /** From the policy in effect. */
  readonly recordMonths: number;
  readonly pending: Proposal | null;
};

/** The first moment at which the records about her need not be kept any more; null when there are none. */
export const keptUntil = ({ lastRecordAt, recordMonths }: Pick<Facts, "lastRecordAt" | "recordMonths">): Date | null =>
  lastRecordAt && plusMonths(lastRecordAt, recordMonths);

/** Has a proposal waited too long? */
export const isLapsed = (proposal: Pick<Proposal, "proposedAt">, now: Date) =>
  after(proposal.proposedAt, proposalDays * day) <= now;

/**
 * May this be erased now, whoever asks? In this order: erased, held, measure_in_force, open_case, open_filing,
 * open_referral, undelivered, retained. A measure in force must stay explained (`domain.md`, invariant 6); a case is
 * decided on its evidence; what a filing says is checked against the records until it is sealed; what an authority is
 * given must be there until it says that it has it; an order names its subject until it has arrived, or else what is
 * sent again would name nobody; and records are kept for their time: 个人信息保护法 (2021), article 47, lets a period of
 * retention that has not ended stand against erasing.
 */
export function mayErase(facts: Facts, now: Date): Refusal | null {
  if (facts.isErased) return refuse("erased");
  if (facts.holds > 0) return refuse("held", { count: facts.holds });
  if (facts.measuresInForce > 0) return refuse("measure_in_force", { count: facts.measuresInForce });
  if (facts.openCase) return refuse("open_case", { case: facts.openCase });
  if (facts.openFiling) return refuse("open_filing", { filing: facts.openFiling });
  if (facts.openReferral) return refuse("open_referral", { referral: facts.openReferral });
  if (facts.undelivered > 0) return refuse("undelivered", { count: facts.undelivered });
  const until = keptUntil(facts);
  return until && until > now ? refuse("retained", { until: isoDay(until) }) : null;
}

const about = (facts: Kept, action: Entry["action"], pub: Entry["pub"]): Entry => ({
  kind: "privacy",
  action,
  subject: { kind: facts.kind, id: facts.id, version: facts.version === null ? null : facts.version + 1 },
  pub,
});
const settled = <Next>(next: Next, entry: Entry): Verdict<Next> => ({ ok: true, next, entry, effects: [] });

/** Proposes to erase. Refuses: own_account, what `mayErase` refuses, proposed. */
export function propose(facts: Facts, by: StaffActor, ground: ErasureGround, id: string, now: Date): Verdict<Proposal> {
  if (facts.isOwn) return denied(refuse("own_account"));
  const refusal = mayErase(facts, now);
  if (refusal) return denied(refusal);
  if (facts.pending && !isLapsed(facts.pending, now)) return denied(refuse("proposed"));
  const next: Proposal = { id, ground, state: "pending", proposedBy: by.id, proposedAt: now };
  return settled(next, about(facts, "privacy.erasure_proposed", { erasure: id, ground }));
}

/** May this person confirm this proposal now? Refuses: settled, lapsed, same_person, own_account, what `mayErase` refuses. */
export function mayConfirm(facts: Facts, proposal: Proposal, by: StaffActor, now: Date): Refusal | null {
  if (facts.isErased) return refuse("erased");
  if (proposal.state !== "pending") return refuse("settled");
  if (isLapsed(proposal, now)) return refuse("lapsed", { days: proposalDays });
  if (proposal.proposedBy === by.id) return refuse("same_person");
  if (facts.isOwn) return refuse("own_account");
  return mayErase(facts, now);
}

/** Private fields of the log that go: how many, and SHA-256 of their names, so that the verifier misses no others. */
export type GoneFields = { readonly count: number; readonly sha256: string };

/** The second person's yes: erases. Refuses as `mayConfirm`. */
export function erase(facts: Facts, proposal: Proposal, by: StaffActor, gone: GoneFields, now: Date): Verdict<null> {
  const refusal = mayConfirm(facts, proposal, by, now);
  if (refusal) return denied(refusal);
  const pub = {
    erasure: proposal.id,
    ground: proposal.ground,
    proposedBy: `staff:${proposal.proposedBy}`,
    fields: { count: gone.count, sha256: gone.sha256 },
  };
  return settled(null, about(facts, "privacy.erased", pub));
}

/** What two people decided, as the list outside the database keeps it. */
export type Decided = {
  readonly erasure: string;
  readonly kind: KeptKind;
  readonly id: string;
  readonly ground: ErasureGround;
  readonly proposedBy: string;
  readonly proposedAt: Date;
  readonly confirmedBy: string;
  readonly at: Date;
};

/**
 * An erasure that a restored backup undid, carried out once more. The two people have decided, and nothing about their
 * decision has changed, so the operator who restored the backup repeats it; what stands against erasing in the restored
 * database stands against this too. Refuses as `mayErase`.
 */
export function eraseAgain(facts: Facts, decided: Decided, gone: GoneFields, now: Date): Verdict<null> {
  const refusal = mayErase(facts, now);
  if (refusal) return denied(refusal);
  const pub = {
    erasure: decided.erasure,
    ground: decided.ground,
    proposedBy: `staff:${decided.proposedBy}`,
    confirmedBy: `staff:${decided.confirmedBy}`,
    decidedAt: instant(decided.at),
    fields: { count: gone.count, sha256: gone.sha256 },
  };
  return settled(null, about(facts, "privacy.erased", pub));
}

/** A no to a proposal, by anybody who may confirm; who proposed it takes it back so. Refuses: settled. */
export function turnDown(facts: Kept, proposal: Proposal): Verdict<null> {
  if (proposal.state !== "pending") return denied(refuse("settled"));
  return settled(null, about(facts, "privacy.erasure_returned", { erasure: proposal.id }));
}

const words = (facts: Kept, reason: string) => ({ about: `${facts.kind}:${facts.id}`, values: { reason } });

/** Places a hold: from now on nothing of the subject is erased. Refuses: erased, too_many_holds. */
export function placeHold(facts: Facts, holdId: string, reason: string): Verdict<null> {
  if (facts.isErased) return denied(refuse("erased"));
  if (facts.holds >= holdLimit) return denied(refuse("too_many_holds", { limit: holdLimit }));
  return settled(null, { ...about(facts, "privacy.hold_placed", { hold: holdId }), priv: words(facts, reason) });
}

/** Lifts a hold. Refuses: lifted, own_account. */
export function liftHold(facts: Kept & Pick<Facts, "isOwn">, hold: Hold, reason: string): Verdict<null> {
  if (hold.liftedAt) return denied(refuse("lifted"));
  if (facts.isOwn) return denied(refuse("own_account"));
  return settled(null, { ...about(facts, "privacy.hold_lifted", { hold: hold.id }), priv: words(facts, reason) });
}

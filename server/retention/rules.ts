import type { StaffActor } from "../kernel/actor";
import { after, day, isoDay, plusMonths } from "../kernel/calendar";
import type { Refusal } from "../kernel/refusal";
import { denied, type Entry, type Verdict } from "../kernel/verdict";
import { type ErasureGround, type ErasureState, holdLimit, proposalDays, refuse } from "./contract";

/** A hold that stands or stood. */
export type Hold = { readonly id: string; readonly liftedAt: Date | null };

export type Proposal = {
  readonly id: string;
  readonly ground: ErasureGround;
  readonly state: ErasureState;
  readonly proposedBy: string;
  readonly proposedAt: Date;
};

/** What there is about an account that bears on erasing it. */
export type Facts = {
  readonly id: string;
  readonly version: number;
  readonly erasedAt: Date | null;
  /** Is it an account of the person who asks? */
  readonly isOwn: boolean;
  /** Holds that stand. */
  readonly holds: number;
  readonly measuresInForce: number;
  /** Number, as people write it, of a case not closed that is about her, proposes a measure on her, or holds words of hers. */
  readonly openCase: string | null;
  /** Number of a filing not sealed in whose ledger she is. */
  readonly openFiling: string | null;
  /** Messages about her that wait to be delivered. */
  readonly undelivered: number;
  /** The last thing that was decided about her or on words of hers, or that ended; null when nothing ever was. */
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
 * May this account be erased now, whoever asks? In this order: erased, held, measure_in_force, open_case, open_filing,
 * undelivered, retained. A measure in force must stay explained (`domain.md`, invariant 6); a case is decided on its
 * evidence; what a filing says is checked against the records until it is sealed; an order names its subject until it
 * has arrived; and records are kept for their time: 个人信息保护法 (2021), article 47, lets a period of retention
 * that has not ended stand against erasing.
 */
export function mayErase(facts: Facts, now: Date): Refusal | null {
  if (facts.erasedAt) return refuse("erased");
  if (facts.holds > 0) return refuse("held", { count: facts.holds });
  if (facts.measuresInForce > 0) return refuse("measure_in_force", { count: facts.measuresInForce });
  if (facts.openCase) return refuse("open_case", { case: facts.openCase });
  if (facts.openFiling) return refuse("open_filing", { filing: facts.openFiling });
  if (facts.undelivered > 0) return refuse("undelivered", { count: facts.undelivered });
  const until = keptUntil(facts);
  return until && until > now ? refuse("retained", { until: isoDay(until) }) : null;
}

const about = (facts: Pick<Facts, "id" | "version">, action: Entry["action"], pub: Entry["pub"]): Entry => ({
  kind: "privacy",
  action,
  subject: { kind: "account", id: facts.id, version: facts.version + 1 },
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
  if (facts.erasedAt) return refuse("erased");
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

/** A no to a proposal, by anybody who may confirm; who proposed it takes it back so. Refuses: settled. */
export function turnDown(facts: Pick<Facts, "id" | "version">, proposal: Proposal): Verdict<null> {
  if (proposal.state !== "pending") return denied(refuse("settled"));
  return settled(null, about(facts, "privacy.erasure_returned", { erasure: proposal.id }));
}

const words = (facts: Pick<Facts, "id">, reason: string) => ({ about: `account:${facts.id}`, values: { reason } });

/** Places a hold: from now on nothing of the subject is erased. Refuses: erased, too_many_holds. */
export function placeHold(facts: Facts, holdId: string, reason: string): Verdict<null> {
  if (facts.erasedAt) return denied(refuse("erased"));
  if (facts.holds >= holdLimit) return denied(refuse("too_many_holds", { limit: holdLimit }));
  return settled(null, { ...about(facts, "privacy.hold_placed", { hold: holdId }), priv: words(facts, reason) });
}

/** Lifts a hold. Refuses: lifted, own_account. */
export function liftHold(facts: Pick<Facts, "id" | "version" | "isOwn">, hold: Hold, reason: string): Verdict<null> {
  if (hold.liftedAt) return denied(refuse("lifted"));
  if (facts.isOwn) return denied(refuse("own_account"));
  return settled(null, { ...about(facts, "privacy.hold_lifted", { hold: hold.id }), priv: words(facts, reason) });
}

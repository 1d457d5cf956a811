import { may } from "../access/matrix";
import type { StaffActor } from "../kernel/actor";
import { day, instant } from "../kernel/calendar";
import type { Refusal } from "../kernel/refusal";
import { type Denied, denied, type Entry, type Verdict } from "../kernel/verdict";
import {
  type CaseState,
  type EscalationReason,
  type ReportState,
  refuse,
  type StoredCaseState,
  snoozeLimitDays,
  waitingStates,
} from "./contract";

/**
 * The state table of a case: act → from → to. What is not listed is refused by name.
 * `release`, `expire`, `skip`, `lapse` and `wake` go back to where the case waits: `escalated` stays with the leads.
 * Source: `domain.md`, "States".
 */
export const caseTable = {
  claim: { open: "claimed", escalated: "claimed", reopened: "claimed" },
  release: { claimed: "open" },
  expire: { claimed: "open" },
  skip: { claimed: "open" },
  escalate: { open: "escalated", claimed: "escalated" },
  snooze: { open: "snoozed", claimed: "snoozed" },
  wake: { snoozed: "open" },
  decide: { claimed: "decided" },
  propose: { claimed: "awaiting_approval" },
  approve: { awaiting_approval: "decided" },
  return: { awaiting_approval: "claimed" },
  lapse: { awaiting_approval: "open" },
  undo: { decided: "open" },
  reopen: { decided: "reopened" },
  merge: { open: "merged", claimed: "merged", snoozed: "merged" },
} as const satisfies Record<string, Partial<Record<CaseState, CaseState>>>;
export type CaseAct = keyof typeof caseTable;

/** The state table of a report. `undo`: the decision was undone before anybody was told; `reverse` is a reversal, an appeal or an objection. Source: `domain.md`, "States". */
export const reportTable = {
  attach: { received: "attached" },
  uphold: { attached: "upheld" },
  not_uphold: { attached: "not_upheld" },
  undo: { upheld: "attached", not_upheld: "attached" },
  withdraw: { attached: "withdrawn" },
  reverse: { upheld: "not_upheld", not_upheld: "upheld" },
} as const satisfies Record<string, Partial<Record<ReportState, ReportState>>>;
export type ReportAct = keyof typeof reportTable;

/** Where an act leads a case; refused by name when the table does not list it. */
export function caseMove(from: CaseState, act: CaseAct): { readonly ok: true; readonly to: CaseState } | Denied {
  const to = (caseTable[act] as Partial<Record<CaseState, CaseState>>)[from];
  return to ? { ok: true, to } : denied(refuse("transition", { from, act }));
}

/** Where an act leads a report; refused by name when the table does not list it. */
export function reportMove(
  from: ReportState,
  act: ReportAct,
): { readonly ok: true; readonly to: ReportState } | Denied {
  const to = (reportTable[act] as Partial<Record<ReportState, ReportState>>)[from];
  return to ? { ok: true, to } : denied(refuse("report_transition", { from, act }));
}

/** What the rules need to know of a case. */
export type CaseFacts = {
  readonly id: string;
  readonly number: number;
  readonly state: StoredCaseState;
  readonly round: number;
  readonly queue: string;
  readonly escalatedAt: Date | null;
  readonly snoozedUntil: Date | null;
  readonly dueAt: Date;
  readonly breachedAt: Date | null;
  readonly version: number;
};

/** A lease, with the name that colleagues see. `expiresAt` is exclusive. */
export type Claim = {
  readonly caseId: string;
  readonly staffId: string;
  readonly staffName: string;
  readonly token: string;
  readonly claimedAt: Date;
  readonly expiresAt: Date;
};

/** What the rules need to know of a person. `queues: null` means all. */
export type Person = {
  readonly actor: StaffActor;
  readonly queues: readonly string[] | null;
  /** Her own accounts and groups, `account:<id>`. */
  readonly ownSubjects: readonly string[];
};

export const isLive = (claim: Claim | null, now: Date): claim is Claim =>
  claim !== null && claim.expiresAt.getTime() > now.getTime();

/** The state that people see: a live lease on a waiting case is `claimed`. */
export const shownState = (found: Pick<CaseFacts, "state">, claim: Claim | null, now: Date): CaseState =>
  isLive(claim, now) && (waitingStates as readonly string[]).includes(found.state) ? "claimed" : found.state;

/** Where a case waits once nobody holds it. */
export const waitsIn = (found: Pick<CaseFacts, "escalatedAt">): "open" | "escalated" =>
  found.escalatedAt ? "escalated" : "open";

export const heldByAnother = (claim: Claim): Refusal =>
  refuse("claimed", { who: claim.staffName, since: instant(claim.claimedAt) });

/** What keeps this person from this case, whatever she wants to do: her own subject, another's queue. */
export function mayTouch(found: { readonly queue: string; readonly subject: string }, by: Person): Refusal | null {
  if (by.ownSubjects.includes(found.subject)) return refuse("own_subject");
  if (by.queues && !by.queues.includes(found.queue)) return refuse("not_her_queue");
  return null;
}

/**
 * May this person claim this case now? Null: yes. A lease is taken over only after it has expired.
 * Refuses: own_subject, not_her_queue, needs_lead, claimed (who, since when), transition.
 */
export function mayClaim(
  found: Pick<CaseFacts, "state" | "queue"> & { readonly subject: string },
  claim: Claim | null,
  by: Person,
  now: Date,
): Refusal | null {
  const kept = mayTouch(found, by);
  if (kept) return kept;
  if (isLive(claim, now) && claim.staffId !== by.actor.id) return heldByAnother(claim);
  if (found.state === "escalated" && !may(by.actor.roles, "case.escalated")) return refuse("needs_lead");
  const move = caseMove(found.state, "claim");
  return move.ok ? null : move.refusal;
}

/** The claim that a person states is the one in force. Refuses: lost, lost_to (who, when). */
export function checkClaim(claim: Claim | null, staffId: string, token: string, now: Date): Refusal | null {
  if (claim && claim.staffId === staffId && claim.token === token && isLive(claim, now)) return null;
  if (isLive(claim, now)) return refuse("lost_to", { who: claim.staffName, since: instant(claim.claimedAt) });
  return refuse("lost");
}

export const caseEntry = (found: CaseFacts, action: `case.${string}`, pub: Entry["pub"] = {}): Entry => ({
  kind: "case",
  action,
  subject: { kind: "case", id: found.id, version: found.version + 1 },
  pub: { case: found.number, round: found.round, ...pub },
  caseId: found.id,
});

type Settled = Pick<CaseFacts, "state" | "escalatedAt" | "snoozedUntil" | "breachedAt" | "version">;
type Change = Partial<Omit<Settled, "version">>;

const moved = (found: CaseFacts, change: Change, entry: Entry): Verdict<Settled> => {
  const { state, escalatedAt, snoozedUntil, breachedAt } = { ...found, ...change };
  return {
    ok: true,
    next: { state, escalatedAt, snoozedUntil, breachedAt, version: found.version + 1 },
    entry,
    effects: [],
  };
};

/** An act on a case that nobody else may be holding; a claim that is stated must be the one in force. */
export function free(
  found: CaseFacts & { readonly subject: string },
  claim: Claim | null,
  by: Person,
  token: string | undefined,
  now: Date,
): Refusal | null {
  const kept = mayTouch(found, by);
  if (kept) return kept;
  if (token) return checkClaim(claim, by.actor.id, token, now);
  return isLive(claim, now) && claim.staffId !== by.actor.id ? heldByAnother(claim) : null;
}

/**
 * Hands a case to the leads, whether it waits or is held by this person.
 * Refuses: own_subject, not_her_queue, claimed, lost, lost_to, transition.
 */
export function escalate(
  found: CaseFacts & { readonly subject: string },
  claim: Claim | null,
  by: Person,
  input: { readonly token?: string | undefined; readonly reason: EscalationReason },
  now: Date,
): Verdict<Settled> {
  const refusal = free(found, claim, by, input.token, now);
  if (refusal) return denied(refusal);
  const move = caseMove(shownState(found, claim, now), "escalate");
  if (!move.ok) return move;
  return moved(
    found,
    { state: "escalated", escalatedAt: now },
    caseEntry(found, "case.escalated", { reason: input.reason }),
  );
}

/**
 * Puts a case aside until a time; its due time runs on.
 * Refuses: own_subject, not_her_queue, needs_lead, claimed, lost, lost_to, transition, snooze_past, snooze_far.
 */
export function snooze(
  found: CaseFacts & { readonly subject: string },
  claim: Claim | null,
  by: Person,
  input: { readonly token?: string | undefined; readonly until: Date },
  now: Date,
): Verdict<Settled> {
  const refusal = free(found, claim, by, input.token, now);
  if (refusal) return denied(refusal);
  if (found.escalatedAt && !may(by.actor.roles, "case.escalated")) return denied(refuse("needs_lead"));
  const move = caseMove(shownState(found, claim, now), "snooze");
  if (!move.ok) return move;
  if (input.until <= now) return denied(refuse("snooze_past"));
  if (input.until.getTime() - now.getTime() > snoozeLimitDays * day)
    return denied(refuse("snooze_far", { days: snoozeLimitDays }));
  return moved(
    found,
    { state: "snoozed", snoozedUntil: input.until },
    caseEntry(found, "case.snoozed", { until: instant(input.until) }),
  );
}

/** A case whose time has come waits again. Refuses: transition. */
export function wake(found: CaseFacts): Verdict<Settled> {
  const move = caseMove(found.state, "wake");
  if (!move.ok) return move;
  return moved(found, { state: waitsIn(found), snoozedUntil: null }, caseEntry(found, "case.woken"));
}

/**
 * Passes a case on. The entry does not say why: the reason is its author's.
 * Refuses: lost, lost_to, transition.
 */
export function skip(found: CaseFacts, claim: Claim | null, by: Person, token: string, now: Date): Verdict<Settled> {
  const refusal = checkClaim(claim, by.actor.id, token, now);
  if (refusal) return denied(refusal);
  const move = caseMove(shownState(found, claim, now), "skip");
  return move.ok ? moved(found, {}, caseEntry(found, "case.skipped")) : move;
}

/** The due time has passed: recorded once a round, with the time at which it happened. */
export const breach = (found: CaseFacts): Verdict<Settled> =>
  moved(found, { breachedAt: found.dueAt }, caseEntry(found, "case.breached", { dueAt: instant(found.dueAt) }));

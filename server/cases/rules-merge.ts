import { may } from "../access/matrix";
import type { Source } from "../kernel/actor";
import type { Refusal } from "../kernel/refusal";
import { type Allowed, denied, type Verdict } from "../kernel/verdict";
import type { Policy } from "../policy/contract";
import { caseNumber, refuse, type StoredCaseState } from "./contract";
import {
  type CaseFacts,
  type Claim,
  caseEntry,
  caseMove,
  free,
  heldByAnother,
  isLive,
  mayTouch,
  type Person,
  shownState,
} from "./rules";
import { type PriorityTerms, priorityOf, sourceRank, termsOf } from "./rules-priority";
import { type OpenCase, placed } from "./rules-receive";

/** A case with what its place in the lists is computed from. */
export type Mergeable = CaseFacts &
  OpenCase & {
    /** `account:<id>` or `group:<id>`. */
    readonly subject: string;
    readonly subjectKind: "group" | "account";
    readonly grade: 1 | 2 | 3 | 4 | null;
  };

/** What goes over: reports of the round, and who filed them and those of the other case, each counted by her record. */
export type Moving = { readonly reports: number; readonly reporterCount: number; readonly reporterWeight: number };

/** States of a case that may take another's reports: nobody has proposed anything on what it held before. */
const takers: readonly StoredCaseState[] = ["open", "escalated", "reopened", "snoozed"];

/**
 * May this case be merged away now, whatever into? Null: yes.
 * Refuses: own_subject, not_her_queue, claimed, lost, lost_to, needs_lead, transition, merge_account.
 */
export function mayMerge(
  found: CaseFacts & { readonly subject: string },
  claim: Claim | null,
  by: Person,
  token: string | undefined,
  now: Date,
): Refusal | null {
  const refusal = free(found, claim, by, token, now);
  if (refusal) return refusal;
  if (!found.subject.startsWith("account:")) return refuse("merge_account");
  if (found.escalatedAt && !may(by.actor.roles, "case.escalated")) return refuse("needs_lead");
  const move = caseMove(shownState(found, claim, now), "merge");
  return move.ok ? null : move.refusal;
}

/** May this case take over another's reports? Refuses: own_subject, not_her_queue, claimed, needs_lead, merge_target. */
export function mayTake(
  found: CaseFacts & { readonly subject: string },
  claim: Claim | null,
  by: Person,
  now: Date,
): Refusal | null {
  const kept = mayTouch(found, by);
  if (kept) return kept;
  if (isLive(claim, now) && claim.staffId !== by.actor.id) return heldByAnother(claim);
  if (found.escalatedAt && !may(by.actor.roles, "case.escalated")) return refuse("needs_lead");
  const number = caseNumber(found.number);
  return takers.includes(found.state) && found.subject.startsWith("group:")
    ? null
    : refuse("merge_target", { number, state: found.state });
}

export type Merged = {
  readonly away: { readonly state: "merged"; readonly version: number };
  readonly into: OpenCase & { readonly priority: number };
};

const earlier = (a: Date | null, b: Date | null) => (a && b ? (a < b ? a : b) : (a ?? b));

/**
 * What two cases are as one: the gravest category, the highest source, the earliest time. As a report that joins may
 * move a case to another queue, so may this. Of two cases about one subject neither makes it a repeated one.
 */
function together(away: Mergeable, into: Mergeable, moving: Moving, policy: Policy): OpenCase {
  const isGraver =
    away.severity > into.severity ||
    (into.category === null && away.category !== null && away.severity === into.severity);
  const isHigher = sourceRank(away.source) > sourceRank(into.source);
  const isSame = away.subject === into.subject;
  const source: Source = isHigher ? away.source : into.source;
  const severity = Math.max(away.severity, into.severity);
  const { reporterCount, reporterWeight } = moving;
  const arrivedAt = earlier(away.openedAt, into.openedAt) as Date;
  const fresh = termsOf({ severity, reporterWeight, source, memberCount: 0, grade: null, upheldBefore: 0, arrivedAt });
  const terms: PriorityTerms = {
    ...fresh,
    reach: Math.max(into.terms.reach, away.terms.reach),
    repeat: (isSame ? Math.min : Math.max)(into.terms.repeat, away.terms.repeat),
  };
  const next: OpenCase = {
    ...into,
    category: isGraver ? away.category : into.category,
    severity,
    source,
    terms,
    reportCount: into.reportCount + moving.reports,
    reporterCount,
    reporterWeight,
    dueAt: earlier(into.dueAt, away.dueAt) as Date,
    regulatorDueAt: earlier(into.regulatorDueAt, away.regulatorDueAt),
    version: into.version + 1,
  };
  const mayMove = into.state !== "escalated";
  return (isGraver || isHigher) && mayMove
    ? { ...next, queue: placed(policy, into.subjectKind, next, into.grade) }
    : next;
}

/** Reports and evidence of one open case's round go over to the other, which both cases' logs say. */
export function takenOver(away: Mergeable, into: Mergeable, moving: Moving, policy: Policy): Allowed<Merged> {
  const next = together(away, into, moving, policy);
  const { reports } = moving;
  return {
    ok: true,
    next: {
      away: { state: "merged", version: away.version + 1 },
      into: { ...next, priority: priorityOf(next.terms) },
    },
    entry: caseEntry(away, "case.merged", { into: into.number, reports }),
    more: [caseEntry(into, "case.extended", { from: away.number, reports })],
    effects: [],
  };
}

/**
 * An account's case goes into that of a group which the account is in, or out of which it was reported: reports and
 * evidence of the open round join the other, and are decided with it. It stays as it was left, points to the other and
 * takes no further reports: the next one about its subject opens a case of its own.
 * Refuses: as `mayMerge` and `mayTake`, merge_unrelated.
 *
 * @param isRelated is, or was, the account in the group, or did a report of it come out of there?
 */
export function merge(
  [away, awayClaim]: readonly [Mergeable, Claim | null],
  [into, intoClaim]: readonly [Mergeable, Claim | null],
  by: Person,
  input: { readonly token?: string | undefined; readonly isRelated: boolean; readonly moving: Moving },
  policy: Policy,
  now: Date,
): Verdict<Merged> {
  const refusal = mayMerge(away, awayClaim, by, input.token, now) ?? mayTake(into, intoClaim, by, now);
  if (refusal) return denied(refusal);
  if (!input.isRelated) return denied(refuse("merge_unrelated", { number: caseNumber(into.number) }));
  return takenOver(away, into, input.moving, policy);
}

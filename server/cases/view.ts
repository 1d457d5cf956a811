import { may } from "../access/matrix";
import type { Role } from "../kernel/actor";
import { after, day } from "../kernel/calendar";
import type { Refusal } from "../kernel/refusal";
import { type CaseState, type StoredCaseState, type SubjectKind, waitingStates } from "./contract";
import { type CaseFacts, type Claim, escalate, isLive, mayClaim, type Person, shownState, snooze } from "./rules";
import { mayMerge } from "./rules-merge";
import { heaviestOf, levelOf, type PriorityReason } from "./rules-priority";
import type { CaseRow } from "./store";
import type { ListRow } from "./store-list";

export type Level = "high" | "medium" | "low";

/** Why a case stands where it stands: at most three reasons, heaviest first, each with its weight in words. */
export type Reason = { readonly name: PriorityReason; readonly level: Level };

const reasonsOf = (terms: Readonly<Record<string, number>>): Reason[] =>
  heaviestOf(terms).map((name) => {
    const hours = terms[name] ?? 0;
    return { name, level: hours >= 96 ? "high" : hours >= 24 ? "medium" : "low" };
  });

/** Who is deciding a case, as colleagues see it. */
export type Holder = {
  readonly staffId: string;
  readonly name: string;
  readonly isMe: boolean;
  readonly since: Date;
};

/** A line of the list. */
export type CaseLine = {
  readonly id: string;
  readonly number: number;
  readonly subject: { readonly kind: SubjectKind; readonly id: string; readonly name: string; readonly code: string };
  readonly state: CaseState;
  readonly queue: string;
  readonly category: string | null;
  readonly severity: number;
  readonly source: string;
  readonly level: Level;
  readonly reasons: readonly Reason[];
  readonly reportCount: number;
  readonly reporterCount: number;
  readonly openedAt: Date;
  readonly dueAt: Date;
  readonly snoozedUntil: Date | null;
  readonly holder: Holder | null;
};

/** A row of the list as this person may see it. */
export function toLine(row: ListRow, staffId: string): CaseLine {
  const stored = row.state as StoredCaseState;
  const isHeld = row.claim_staff_id !== null && (waitingStates as readonly string[]).includes(stored);
  return {
    id: row.id,
    number: row.number,
    subject: { kind: row.subject_kind, id: row.subject_id, name: row.subject_name, code: row.subject_code },
    state: isHeld ? "claimed" : stored,
    queue: row.queue,
    category: row.category,
    severity: row.severity,
    source: row.source,
    level: levelOf(row.priority_terms),
    reasons: reasonsOf(row.priority_terms),
    reportCount: row.report_count,
    reporterCount: row.reporter_count,
    openedAt: row.opened_at,
    dueAt: row.due_at,
    snoozedUntil: row.snoozed_until,
    holder: isHeld
      ? {
          staffId: row.claim_staff_id as string,
          name: row.claim_staff_name ?? "",
          isMe: row.claim_staff_id === staffId,
          since: row.claimed_at as Date,
        }
      : null,
  };
}

/** Null: allowed. Otherwise why not, from the rule that would refuse the act. */
export type Allowance = Pick<Refusal, "code" | "sentence" | "details"> | null;
export type CaseAllowed = {
  readonly claim: Allowance;
  readonly escalate: Allowance;
  readonly snooze: Allowance;
  /** Whether it may be merged into another, whichever. */
  readonly merge: Allowance;
  readonly evidence: Allowance;
  /** What its reports keep of their reporters. */
  readonly erasure: Allowance;
};

const missingRole: Allowance = {
  code: "access.role",
  sentence: { zh: "您的角色不能执行此操作", en: "Your role does not allow this" },
  details: {},
};
const allowance = (refusal: Refusal | null): Allowance =>
  refusal && { code: refusal.code, sentence: refusal.sentence, details: refusal.details };

/** What this person may do with this case now: the same rules as the acts. */
export function allowedFor(
  found: CaseFacts & { readonly subject: string },
  claim: Claim | null,
  by: Person,
  now: Date,
): CaseAllowed {
  const verdictOf = (verdict: { ok: true } | { ok: false; refusal: Refusal }) =>
    allowance(verdict.ok ? null : verdict.refusal);
  const ifRole = (permission: Parameters<typeof may>[1], answer: () => Allowance) =>
    may(by.actor.roles as readonly Role[], permission) ? answer() : missingRole;
  return {
    claim: ifRole("case.claim", () => allowance(mayClaim(found, claim, by, now))),
    escalate: ifRole("case.escalate", () => verdictOf(escalate(found, claim, by, { reason: "unsure" }, now))),
    snooze: ifRole("case.claim", () => verdictOf(snooze(found, claim, by, { until: after(now, day) }, now))),
    merge: ifRole("case.decide", () => allowance(mayMerge(found, claim, by, undefined, now))),
    evidence: ifRole("case.evidence", () => null),
    erasure: ifRole("erasure.propose", () => null),
  };
}

export type CaseHead = CaseLine & {
  readonly round: number;
  readonly escalatedAt: Date | null;
  readonly breachedAt: Date | null;
  readonly decidedAt: Date | null;
  readonly regulatorDueAt: Date | null;
  readonly version: number;
  /** When the lease ends, for its holder only. */
  readonly lease: { readonly token: string; readonly expiresAt: Date } | null;
};

/** A case as this person may see it. */
export function toHead(row: CaseRow, claim: Claim | null, by: Person, now: Date): CaseHead {
  const state = shownState(row, claim, now);
  const held = state === "claimed" && isLive(claim, now) ? claim : null;
  const isMe = held?.staffId === by.actor.id;
  return {
    id: row.id,
    number: row.number,
    subject: {
      kind: row.subjectKind as SubjectKind,
      id: row.subjectId,
      name: row.subjectName,
      code: row.subjectCode,
    },
    state,
    queue: row.queue,
    category: row.category,
    severity: row.severity,
    source: row.source,
    level: levelOf(row.priorityTerms),
    reasons: reasonsOf(row.priorityTerms),
    reportCount: row.reportCount,
    reporterCount: row.reporterCount,
    openedAt: row.openedAt,
    dueAt: row.dueAt,
    snoozedUntil: row.snoozedUntil,
    holder: held && { staffId: held.staffId, name: held.staffName, isMe, since: held.claimedAt },
    round: row.round,
    escalatedAt: row.escalatedAt,
    breachedAt: row.breachedAt,
    decidedAt: row.decidedAt,
    regulatorDueAt: row.regulatorDueAt,
    version: row.version,
    lease: held && isMe ? { token: held.token, expiresAt: held.expiresAt } : null,
  };
}

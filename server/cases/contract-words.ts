/** States of a report. Source: `domain.md`, "States". A duplicate is a flag, not a state. */
export const reportStates = ["received", "attached", "upheld", "not_upheld", "withdrawn"] as const;
export type ReportState = (typeof reportStates)[number];

/** States of a case as people see them. `claimed` is a live lease on a waiting case, the others are stored. */
export const caseStates = [
  "open",
  "claimed",
  "escalated",
  "snoozed",
  "awaiting_approval",
  "decided",
  "reopened",
  "merged",
] as const;
export type CaseState = (typeof caseStates)[number];
export type StoredCaseState = Exclude<CaseState, "claimed">;

/** States in which a case may be handed out: the column `waiting` says the same. */
export const waitingStates = ["open", "escalated", "reopened"] as const satisfies readonly StoredCaseState[];
/** States that count as the one open case of a subject. */
export const openStates = [
  ...waitingStates,
  "snoozed",
  "awaiting_approval",
] as const satisfies readonly StoredCaseState[];

export const subjectKinds = ["group", "account"] as const;
export type SubjectKind = (typeof subjectKinds)[number];

export const evidenceKinds = ["text", "image", "video", "audio", "file", "link"] as const;
export type EvidenceKind = (typeof evidenceKinds)[number];
export const evidenceRoles = ["reported", "context"] as const;
export type EvidenceRole = (typeof evidenceRoles)[number];

/** Why a person passes a case on. `too_distressing` needs no explanation and is never counted against anyone. */
export const skipReasons = [
  "too_distressing",
  "unfamiliar_language",
  "missing_context",
  "know_somebody",
  "later",
] as const;
export type SkipReason = (typeof skipReasons)[number];

/** Why a case goes to a lead. */
export const escalationReasons = ["unsure", "severe_harm", "legal_question", "conflict", "wide_attention"] as const;
export type EscalationReason = (typeof escalationReasons)[number];

/** A lease lasts this long and is renewed while the person is at it. Source: `domain.md`, "claim". */
export const leaseSeconds = 120;
export const heartbeatSeconds = 30;
/** A case that somebody passed on is not handed to her again within this time. */
export const skipHours = 24;
/** A case may be put aside this long at most. */
export const snoozeLimitDays = 30;
/** Queues are counted this far; beyond it a screen says "1000+". */
export const countLimit = 1_000;
export const draftLimit = 30_000;
/** Characters that a reporter may write when she takes her report back. */
export const withdrawalLimit = 500;

/** `124` → `C-000124`. */
export const caseNumber = (number: number) => `C-${String(number).padStart(6, "0")}`;

/** `C-000124`, `c124` or `C-124` → 124; null when the text is no case number. */
export function parseCaseNumber(text: string): number | null {
  const found = /^c-?0*([1-9]\d{0,14})$/i.exec(text.trim());
  return found ? Number(found[1]) : null;
}

export const caseOrders = ["priority", "due", "opened"] as const;
export type CaseOrder = (typeof caseOrders)[number];

export const directions = ["ascending", "descending"] as const;
export type Direction = (typeof directions)[number];
/** Most pressing first; soonest due first; oldest first. */
export const naturalDirection = {
  priority: "descending",
  due: "ascending",
  opened: "ascending",
} as const satisfies Record<CaseOrder, Direction>;

/** What the list shows: waiting for anybody; held by me; escalated; everything not closed. */
export const stateFilters = ["waiting", "mine", "escalated", "open"] as const;
export type StateFilter = (typeof stateFilters)[number];

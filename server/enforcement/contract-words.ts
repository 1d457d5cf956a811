import type { MeasureKey, SubjectKind } from "../policy/contract";

/** What a reviewer may conclude. 认定 */
export const findings = ["violates", "does_not", "cannot_tell"] as const;
export type Finding = (typeof findings)[number];

/** States of a decision. Source: `domain.md`, "States". */
export const decisionStates = [
  "proposed",
  "approved",
  "effective",
  "returned",
  "lapsed",
  "withdrawn",
  "undone",
  "modified",
  "overturned",
  "reversed",
] as const;
export type DecisionState = (typeof decisionStates)[number];

export const measureStates = [
  "pending",
  "in_force",
  "expired",
  "lifted",
  "overturned",
  "replaced",
  "cancelled",
] as const;
export type MeasureState = (typeof measureStates)[number];

/** A decision can be undone no longer than this. */
export const longestUndoSeconds = 30;

/** How far an order got, as the lists show it. */
export const deliveryStates = ["queued", "delivered", "executed", "failed", "cancelled"] as const;
export type DeliveryState = (typeof deliveryStates)[number];

export const rectificationStates = ["assigned", "submitted", "overdue", "passed", "failed"] as const;
/** Those that are not over, in the order in which they want a person. */
export const openRectifications = ["submitted", "overdue", "assigned"] as const;
export type RectificationState = (typeof rectificationStates)[number];

/** Why a subject is in a decision. */
export const standings = ["subject", "founder", "manager"] as const;
export type Standing = (typeof standings)[number];

/** Functions that a blacklist may withdraw, by the kind of its subject. */
export const restrictedFunctions = {
  account: ["post", "found", "join", "manage"],
  group: ["post", "join"],
} as const satisfies Record<SubjectKind, readonly string[]>;

/** What a measure's number of days is for: nothing, its end, a deadline while it holds, or a date of review. */
export type TermMeaning = "none" | "end" | "end_or_indefinite" | "deadline" | "review";

/** On whom a measure may be taken, what its days mean and which days a form offers. Source: `domain.md`, "Measures". */
export const measureShapes = {
  warn: { on: ["account"], term: "none", offerDays: [] },
  warn_and_rectify: { on: ["group"], term: "deadline", offerDays: [3, 7, 14] },
  suspend_posting: { on: ["group", "account"], term: "end", offerDays: [1, 3, 7, 14, 30] },
  close_group: { on: ["group"], term: "none", offerDays: [] },
  lower_credit: { on: ["account"], term: "end", offerDays: [30, 90, 180] },
  suspend_management: { on: ["account"], term: "end", offerDays: [7, 14, 30, 90] },
  revoke_founding: { on: ["account"], term: "end_or_indefinite", offerDays: [90, 180, 365] },
  blacklist: { on: ["group", "account"], term: "review", offerDays: [90, 180, 365] },
  remove_content: { on: ["message"], term: "none", offerDays: [] },
} as const satisfies Record<
  MeasureKey,
  { on: readonly (SubjectKind | "message")[]; term: TermMeaning; offerDays: readonly number[] }
>;

/** In the order of the ledger. */
export const measureKeys = Object.keys(measureShapes) as MeasureKey[];

/** A best to E worst: the words of the policy, for the browser. */
export const creditOrder = ["A", "B", "C", "D", "E"] as const;

/** Longest term of a measure, in days. */
export const longestTermDays = 3_650;

/** Longest provisional suspension. Source: `domain.md`, "Measures". */
export const longestProvisionalHours = 72;

import type { Source } from "../kernel/actor";
import { hour } from "../kernel/calendar";

/** What a case's priority is computed from. */
export type PriorityInput = {
  /** Of the gravest category among the reports. */
  readonly severity: number;
  /** Distinct reporters, each counted by her record (`reporterWeight`). */
  readonly reporterWeight: number;
  /** The highest-ranking source among the reports. */
  readonly source: Source;
  /** Of the group concerned; 0 while unknown. */
  readonly memberCount: number;
  /** 1 to 4; null for an account without a group. */
  readonly grade: number | null;
  /** Earlier cases about this subject in which a report was upheld. */
  readonly upheldBefore: number;
  readonly arrivedAt: Date;
};

/**
 * Each term in hours: by so much a case is treated as if it had arrived earlier. `arrival` is the arrival itself, in
 * hours before an epoch, so that the sum orders by need and by age and never has to be computed again.
 */
export type PriorityTerms = {
  readonly severity: number;
  readonly reporters: number;
  readonly source: number;
  readonly reach: number;
  readonly repeat: number;
  readonly arrival: number;
};
export const reasonNames = ["severity", "reporters", "source", "reach", "repeat"] as const;
export type PriorityReason = (typeof reasonNames)[number];

/** Hours by severity, 0 to 4: one critical case goes before a month of notices. */
const severityHours = [0, 12, 48, 168, 720] as const;
const sourceHours: Record<Source, number> = {
  regulator: 168,
  trusted_reporter: 48,
  staff: 36,
  automated: 12,
  in_app: 0,
  web_form: 0,
};
const epoch = Date.UTC(2020, 0, 1);

const rounded = (hours: number) => Math.round(hours * 100) / 100;
const capped = (hours: number, limit: number) => rounded(Math.min(hours, limit));

/** Source: `domain.md`, "Priority and SLA". Pure; the terms are stored beside the sum and shown as reasons. */
export const termsOf = (input: PriorityInput): PriorityTerms => ({
  severity: severityHours[input.severity] ?? 0,
  // The first reporter is the case itself; every doubling after that is worth half a day.
  reporters: capped(12 * Math.log2(Math.max(1, input.reporterWeight)), 96),
  source: sourceHours[input.source],
  reach: capped(6 * Math.log10(1 + input.memberCount) + 6 * ((input.grade ?? 1) - 1), 48),
  repeat: capped(24 * input.upheldBefore, 72),
  arrival: rounded(-(input.arrivedAt.getTime() - epoch) / hour),
});

/** The one stored number; greater is sooner. */
export const priorityOf = (terms: PriorityTerms): number =>
  terms.severity + terms.reporters + terms.source + terms.reach + terms.repeat + terms.arrival;

/** How a screen names a priority: by what the case is, whatever its age. */
export function levelOf(terms: Readonly<Record<string, number>>): "high" | "medium" | "low" {
  const hours = reasonNames.reduce((sum, name) => sum + (terms[name] ?? 0), 0);
  return hours >= 168 ? "high" : hours >= 48 ? "medium" : "low";
}

/** The heaviest reasons, at most three; a term that adds nothing is no reason. */
export const heaviestOf = (terms: Readonly<Record<string, number>>): PriorityReason[] =>
  reasonNames
    .filter((name) => (terms[name] ?? 0) > 0)
    .sort((a, b) => (terms[b] ?? 0) - (terms[a] ?? 0))
    .slice(0, 3);

/** Resolved reports after which a reporter's accuracy counts. Source: `domain.md`: "only after more than five". */
const resolvedNeeded = 5;

/**
 * How much one reporter counts: 1 until more than five of her reports were resolved, then from 0.25 (never right) to
 * 1.75 (always right).
 */
export const reporterWeight = (record: { readonly upheld: number; readonly resolved: number } | undefined): number =>
  !record || record.resolved <= resolvedNeeded ? 1 : 0.25 + 1.5 * (record.upheld / record.resolved);

/** The higher, the more it weighs when one case has reports from several sources. */
export const sourceRank = (source: Source): number =>
  ["in_app", "web_form", "automated", "staff", "trusted_reporter", "regulator"].indexOf(source);

import type { Role } from "../kernel/actor";

/**
 * How much of the log somebody may read: compliance officers all of it, leads what belongs to cases.
 * Source: `domain.md`, "People and what they may do". That a role opens `/audit` at all is the matrix's question.
 */
export const readsWholeLog = (roles: readonly Role[]): boolean => roles.includes("compliance_officer");

/**
 * The ids that fall into a span of time: an event's id is a uuid v7 of the moment at which it happened, so one order,
 * by id, serves every filter and every index.
 *
 * @param at the first moment inside; used as the last moment outside as well.
 */
export function firstIdAt(at: Date): string {
  const hex = at.getTime().toString(16).padStart(12, "0");
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`;
}

import type { Role } from "../kernel/actor";
import { day, second } from "../kernel/calendar";

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

/** How far an entry has come: `checkpointed` means that a signed checkpoint covers its leaf. */
export type EntryState = "pending" | "sequenced" | "checkpointed";

/**
 * @param index of the leaf; null while the entry waits for one.
 * @param signedSize leaves under the last signed checkpoint.
 */
export const entryState = (index: number | null, signedSize: number): EntryState =>
  index === null ? "pending" : index < signedSize ? "checkpointed" : "sequenced";

/** A log that grew is signed at most this often. Source: `audit.md`, "Checkpoints". */
export const signEverySeconds = 10;

/**
 * Whether a checkpoint is due: the log grew and was not signed for ten seconds, or it was not signed for a day. A clock
 * that stepped back makes the last one look like the future: a log that grew does not wait for it; one that did not has
 * nothing to say before that time.
 */
export function checkpointDue(
  last: { readonly size: bigint; readonly signedAt: Date } | undefined,
  size: bigint,
  now: Date,
): boolean {
  if (!last) return true;
  const ageMs = now.getTime() - last.signedAt.getTime();
  return size > last.size ? Math.abs(ageMs) >= signEverySeconds * second : ageMs >= day;
}

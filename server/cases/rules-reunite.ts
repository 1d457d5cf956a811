import type { StaffActor } from "../kernel/actor";
import type { Allowed } from "../kernel/verdict";
import type { Policy } from "../policy/contract";
import { type CaseFacts, type Claim, caseMove, isLive, waitsIn } from "./rules";
import { type Mergeable, type Merged, type Moving, takenOver } from "./rules-merge";

/** Two cases about one subject, of which one was decided until just now. */
export type Reunited = Merged & {
  /** Which of the two goes on: the one whose decision was undone, or the one that a report opened meanwhile. */
  readonly goesOn: "undone" | "later";
};

/**
 * Which of two cases about one subject goes on when the decision of the first is undone. The first, with its number,
 * its rounds and what hangs on it; but a colleague keeps what she holds, the leads what was handed to them, and what
 * waits for an approval or was opened for a new round is not put together anew behind anybody's back.
 */
export const goesOn = (
  later: Pick<CaseFacts, "state">,
  claim: Claim | null,
  by: Pick<StaffActor, "id">,
  now: Date,
): Reunited["goesOn"] =>
  caseMove(later.state, "merge").ok && !(isLive(claim, now) && claim.staffId !== by.id) ? "undone" : "later";

/**
 * A decision is undone while its subject has another open case: the two become one, so that no report is lost and the
 * subject has one open case. Nothing about either stands in the way of undoing, which has seconds only.
 *
 * @param undone as it stands when its decision is gone: its version counts that entry.
 * @param moving what goes over to whichever of the two `goesOn` says.
 */
export function reunite(
  undone: Mergeable,
  [later, claim]: readonly [Mergeable, Claim | null],
  moving: Moving,
  by: Pick<StaffActor, "id">,
  policy: Policy,
  now: Date,
): Allowed<Reunited> {
  const going = goesOn(later, claim, by, now);
  const open: Mergeable = { ...undone, state: waitsIn(undone) };
  const verdict = going === "undone" ? takenOver(later, open, moving, policy) : takenOver(open, later, moving, policy);
  return { ...verdict, next: { ...verdict.next, goesOn: going } };
}

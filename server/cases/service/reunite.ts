import type { Tx } from "../../../db/client";
import type { StaffActor } from "../../kernel/actor";
import { Refused } from "../../kernel/refusal";
import { currentPolicy } from "../../policy/service";
import type { Settle } from "../../transact";
import { refuse } from "../contract";
import { goesOn, reunite } from "../rules-reunite";
import { type ClaimRow, dropClaim, lockClaim, openStates, otherOpenCase, rowById, saveCase } from "../store";
import { gradeOf, moveRound } from "../store-merge";
import { saveCases } from "../store-receive";
import { moveDrafts } from "./draft";
import { type LockedCase, lockCase, reopenCase } from "./lock";
import { lockBoth, mergeable, weighed } from "./merge";

/** The case of a decision that is to be undone, and the one about its subject that is open meanwhile. */
export type ForUndo = {
  readonly found: LockedCase;
  readonly later: { readonly case: LockedCase; readonly claim: ClaimRow | null } | null;
};

/** Locks both, in the order in which everybody does; called when the subject is locked. Refuses: missing. */
export async function lockForUndo(tx: Tx, caseId: string): Promise<ForUndo> {
  const row = await rowById(tx, caseId);
  if (!row) throw new Refused(refuse("missing"));
  const other = await otherOpenCase(tx, row);
  if (!other) return { found: await lockCase(tx, caseId), later: null };
  const [found, later] = await lockBoth(tx, caseId, other.id);
  const claim = await lockClaim(tx, later.id);
  // Decided while we waited for its lock, it is in nobody's way.
  return { found, later: openStates.includes(later.state) ? { case: later, claim } : null };
}

/** Where the work goes on after a decision was undone. */
export type Resumed = {
  readonly caseId: string;
  readonly number: number;
  /** Two cases about the subject that became one: which went into which, by their numbers. */
  readonly merged: { readonly from: number; readonly into: number } | null;
};

/**
 * Opens a case whose decision was undone, in the hands of who did; its reports have no outcome by then. Where a report
 * has opened another case of the subject meanwhile, the two become one, whoever holds that: `rules-reunite.ts` says
 * which goes on. A lease that a colleague holds stays hers.
 *
 * @param version of the case, which counts the entry of the undoing.
 */
export async function resume(
  tx: Tx,
  settle: Settle,
  { found, later }: ForUndo,
  by: Pick<StaffActor, "id">,
  version: number,
  now: Date,
): Promise<Resumed> {
  const reopening = { act: "undo", at: now, claimFor: by.id } as const;
  if (!later) {
    await reopenCase(tx, found, { ...reopening, version });
    return { caseId: found.id, number: found.number, merged: null };
  }
  const isTaken = goesOn(later.case, later.claim, by, now) === "undone";
  const [away, into] = isTaken ? [later.case, found] : [found, later.case];
  const [policy, moving, grade] = await Promise.all([
    currentPolicy(),
    weighed(tx, away, into),
    found.subjectKind === "group" ? gradeOf(tx, found.subjectId) : null,
  ]);
  const { next } = settle(
    reunite(
      mergeable({ ...found, version }, grade),
      [mergeable(later.case, grade), later.claim],
      moving,
      by,
      policy,
      now,
    ),
  );
  await moveRound(tx, away, into);
  await saveCase(tx, away.id, {
    ...next.away,
    mergedInto: into.id,
    mergedAt: now,
    snoozedUntil: null,
    decidedAt: null,
    firstActedAt: away.firstActedAt ?? now,
  });
  await dropClaim(tx, away.id);
  await moveDrafts(tx, away.id, into.id);
  await saveCases(tx, [next.into]);
  if (isTaken) await reopenCase(tx, found, { ...reopening, version: next.into.version });
  return { caseId: into.id, number: into.number, merged: { from: away.number, into: into.number } };
}

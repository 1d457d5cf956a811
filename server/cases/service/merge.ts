import type { Tx } from "../../../db/client";
import type { Source, StaffActor } from "../../kernel/actor";
import { currentPolicy } from "../../policy/service";
import { read } from "../../read";
import { transact } from "../../transact";
import { caseNumber, type MergeInput, type SubjectKind } from "../contract";
import { type Mergeable, type Moving, merge } from "../rules-merge";
import { type PriorityTerms, reporterWeight } from "../rules-priority";
import { dropClaim, dropDrafts, lockClaim, personOf, saveCase } from "../store";
import { gradeOf, isRelated, type MergeTarget, moveRound, movingOf, targetsOf } from "../store-merge";
import { recordsOf, saveCases } from "../store-receive";
import { type LockedCase, lockCase } from "./lock";

/** Locks two cases in the order in which everybody does. */
export async function lockBoth(tx: Tx, a: string, b: string): Promise<readonly [LockedCase, LockedCase]> {
  if (a < b) return [await lockCase(tx, a), await lockCase(tx, b)];
  const second = await lockCase(tx, b);
  return [await lockCase(tx, a), second];
}

// Source and terms are written by receiving and merging only.
export const mergeable = (row: LockedCase, grade: Mergeable["grade"]): Mergeable => ({
  ...row,
  subjectKind: row.subjectKind as SubjectKind,
  source: row.source as Source,
  terms: row.priorityTerms as PriorityTerms,
  grade,
});

/** What goes over, with the records of who filed it. Those who stand by nothing any more weigh nothing. */
export async function weighed(tx: Tx, away: LockedCase, into: LockedCase): Promise<Moving> {
  const { reports, refs, standing } = await movingOf(tx, away, into);
  const records = new Map((standing.length > 0 ? await recordsOf(tx, standing) : []).map((row) => [row.ref, row]));
  const weight = standing.reduce((sum, ref) => sum + reporterWeight(records.get(ref)), 0);
  return { reports, reporterCount: refs.length, reporterWeight: weight };
}

/**
 * Merges an account's case into that of a group of hers.
 * Refuses: missing, own_subject, not_her_queue, claimed, lost, lost_to, needs_lead, transition, merge_account,
 * merge_target, merge_unrelated.
 */
export async function mergeCase(by: StaffActor, input: MergeInput, now: Date): Promise<{ number: number }> {
  const policy = await currentPolicy();
  return transact(by, now, async (tx, settle) => {
    const [away, into] = await lockBoth(tx, input.caseId, input.into);
    const [awayClaim, intoClaim] = [await lockClaim(tx, away.id), await lockClaim(tx, into.id)];
    const [person, related, moving, grade] = await Promise.all([
      personOf(tx, by),
      isRelated(tx, away.id, into.subjectId),
      weighed(tx, away, into),
      gradeOf(tx, into.subjectId),
    ]);
    const { next } = settle(
      merge(
        [mergeable(away, null), awayClaim],
        [mergeable(into, grade), intoClaim],
        person,
        { token: input.token, isRelated: related, moving },
        policy,
        now,
      ),
    );
    await moveRound(tx, away, into);
    await Promise.all([
      saveCase(tx, away.id, {
        ...next.away,
        mergedInto: into.id,
        mergedAt: now,
        snoozedUntil: null,
        firstActedAt: away.firstActedAt ?? now,
      }),
      saveCases(tx, [next.into]),
      dropClaim(tx, away.id),
      dropDrafts(tx, away.id),
    ]);
    return { number: into.number };
  });
}

/** Cases into which this one may be merged: what the question offers. The rule is asked again by the act. */
export const mergeTargets = (input: {
  readonly caseId: string;
}): Promise<{ rows: (MergeTarget & { label: string })[] }> =>
  read(async (tx) => ({
    rows: (await targetsOf(tx, input.caseId)).map((row) => ({ ...row, label: caseNumber(row.number) })),
  }));

import type { Reader, Tx } from "../../../db/client";
import type { NewReport } from "../../cases/receive-contract";
import { contentSha256 } from "../../cases/rules-receive";
import { type LockedCase, lockCase } from "../../cases/service/lock";
import { Overtaken as OvertakenReport, storeBatch } from "../../cases/service/receive-batch";
import { after, day, instant } from "../../kernel/calendar";
import { groupedBy } from "../../kernel/group-by";
import { newId } from "../../kernel/id";
import { currentNoticeSet } from "../../notices/service/current";
import type { Policy } from "../../policy/contract";
import { reporterMarksEach } from "../../privacy/reporters";
import { holdKeys } from "../../privacy/seal";
import type { Subject } from "../../registry/contract";
import { lockSubjects } from "../../registry/service/subjects";
import { Overtaken, type Settle } from "../../transact";
import type { BatchCause } from "../contract-batch";
import { type BatchAct, type BatchOrigin, type BatchTarget, batchInput, judge, takeOne } from "../rules-batch";
import { holdsOn, subjectKey } from "../rules-plan";
import { insertApproval } from "../store";
import { comparedReporters, reportersAbout } from "../store-appeal";
import { attachedAmong, openCasesAmong, ownedAmong } from "../store-batch";
import { holdingOf } from "../store-ground";
import { reachedAmong, strikesAmong } from "../store-ladder";
import { addresses, affectedOf } from "./ground";
import { closeWith, saveDecisionRow, saveEffects, sealDecision, sealEffects } from "./save";

export { leadingAmong } from "../store-batch";

/** Stands for the case that a subject does not have yet. */
const noCase = { id: "00000000-0000-0000-0000-000000000000", number: 0, round: 1, version: 0 };

type Kind = "group" | "account";
/** Of each subject, the newest reports of earlier cases whose reporters are compared with what leaves. */
const comparedEach = 100;

/**
 * What a batch is judged by on each of these subjects: a few statements however many they are. Under lock or only read.
 *
 * @param makers who proposes, and who approves: their own subjects are left out.
 * @returns by id of the subject.
 */
export async function batchTargets(
  tx: Reader,
  kind: Kind,
  subjects: readonly Subject[],
  makers: readonly string[],
  policy: Policy,
  now: Date,
): Promise<Map<string, BatchTarget>> {
  const ids = subjects.map(({ id }) => id);
  const since = after(now, -policy.document.ladder.windowDays * day);
  const [held, cases, strikes, reached, owned, notices, reporters] = await Promise.all([
    holdingOf(tx, ids),
    openCasesAmong(tx, kind, ids, now),
    strikesAmong(tx, kind, ids, since),
    reachedAmong(tx, kind, ids, since),
    ownedAmong(tx, makers, ids),
    currentNoticeSet(tx),
    reportersAbout(
      tx,
      ids.map((id) => ({ kind, id })),
      comparedEach,
    ),
  ]);
  const open = new Map(cases.map((found) => [found.subjectId, found]));
  const attached = await attachedAmong(
    tx,
    cases.map(({ id }) => id),
  );
  const reports = groupedBy(attached, ({ caseId }) => caseId);
  const everBefore = groupedBy(reporters, ({ subjectId }) => subjectId);
  const reported = new Map(
    ids.map((id) => {
      const here = reports.get(open.get(id)?.id ?? "") ?? [];
      return [id, [...new Map([...here, ...(everBefore.get(id) ?? [])].map((row) => [row.id, row])).values()]];
    }),
  );
  const marks = await reporterMarksEach(tx, reported, comparedReporters);
  return new Map(
    subjects.map((subject) => {
      const own = { kind, id: subject.id };
      const found = open.get(subject.id);
      const holding = held.get(subjectKey(own)) ?? [];
      const { id, number, round, version } = found ?? noCase;
      const target: BatchTarget = {
        ground: {
          case: { id, number, round, version, subject: own },
          policy,
          notices,
          subjects: new Map([[subjectKey(own), affectedOf(subject, holding)]]),
          people: new Map(),
          groups: new Map(),
          // Nobody has looked at single messages: the reports are about the subject.
          evidence: new Map(),
          reports: (reports.get(id) ?? []).map((report) => ({
            id: report.id,
            externalId: report.externalId,
            answered: /^(key|connection):/.test(report.origin),
            evidence: [],
          })),
          assessed: {
            subjectKind: kind,
            strikes: strikes.get(subject.id) ?? 0,
            reached: reached.get(subject.id) ?? [],
            holding: holding.filter(holdsOn).map(({ key }) => key),
            role: null,
            grade: subject.grade,
            credit: subject.credit,
          },
          reporterMarks: marks.get(subject.id) ?? [],
        },
        open: found ? { state: found.state, isHeld: found.isHeld } : null,
        // What is erased has no name any more.
        isErased: subject.name === "",
        isOwn: owned.has(subject.id),
      };
      return [subject.id, target] as const;
    }),
  );
}

/** A batch that two people have agreed to. */
export type Batch = {
  readonly kind: Kind;
  readonly act: BatchAct;
  readonly origin: BatchOrigin;
  readonly policy: Policy;
};

export type BatchResult =
  | { readonly state: "done"; readonly decisionId: string; readonly measureId: string; readonly caseNumber: number }
  | { readonly state: "left_out"; readonly cause: BatchCause };

/** What stands at the beginning of each chain: a report by a colleague, or the letter of an authority. */
const reportOf = ({ kind, act }: Batch, externalId: string, now: Date): NewReport => ({
  subject: { type: kind, externalId },
  source: act.authority ? "regulator" : "staff",
  category: act.clause,
  description: act.facts,
  ...(act.authority
    ? {
        regulator: {
          office: act.authority.office,
          letterNumber: act.authority.number,
          dueAt: instant(after(now, day)),
        },
      }
    : {}),
});

/** A report on each subject, which opens its case or joins it, and locks it. */
async function receive(tx: Tx, settle: Settle, batch: Batch, subjects: readonly Subject[], now: Date): Promise<void> {
  const incoming = subjects.map(({ externalId }, at) => {
    const report = reportOf(batch, externalId, now);
    const sha256 = contentSha256(report);
    return { at, report, id: newId(now), arrivedAt: now, sha256, reporterRef: null, payloadId: null };
  });
  const origin = `staff:${batch.origin.proposedBy}`;
  try {
    await storeBatch(tx, settle, { origin, names: undefined, policy: batch.policy, now }, incoming);
  } catch (error) {
    // Somebody opened one of these cases in the same moment: begun anew, it is found.
    throw error instanceof OvertakenReport ? new Overtaken() : error;
  }
}

async function take(tx: Tx, settle: Settle, batch: Batch, target: BatchTarget, found: LockedCase, now: Date) {
  const { act, origin } = batch;
  const ground = { ...target.ground, cause: { incident: origin.incident, authority: act.authority } };
  const verdict = takeOne(target, act, origin, addresses(), now, () => newId(now));
  const { next, eventId, eventIds } = settle(verdict);
  const input = batchInput(ground, act);
  const [texts, sealed] = await Promise.all([
    sealDecision(tx, ground, next.id, input, now),
    sealEffects(tx, next.effected, now),
  ]);
  const approval = { decisionId: next.id, verdict: "approved", by: origin.approvedBy, reason: null } as const;
  await Promise.all([
    saveDecisionRow(tx, ground, next, input, texts, origin.proposedBy, eventId, now),
    insertApproval(tx, { ...approval, id: newId(now), at: now, eventId }),
    saveEffects(tx, ground, next.id, next.plan, next.effected, sealed, eventIds.slice(1), eventId, now),
    closeWith(tx, found, next.outcomes, found.version + 1, { now, effectiveAt: now }),
  ]);
  const measureId = next.effected.measures[0]?.id as string;
  return { state: "done", decisionId: next.id, measureId, caseNumber: found.number } as const;
}

/**
 * Carries a batch out on some of its subjects, in the caller's transaction: each is judged as it is now, under lock, and
 * gets a report, a case or its open one, a decision with both people, its measure, orders, notice and entries; or it is
 * left out with the cause.
 *
 * @returns by id of the subject; one that does not exist any more is absent.
 */
export async function carryOut(
  tx: Tx,
  settle: Settle,
  batch: Batch,
  subjectIds: readonly string[],
  now: Date,
): Promise<Map<string, BatchResult>> {
  const { kind, policy, origin } = batch;
  const makers = [origin.proposedBy, origin.approvedBy];
  const locked = [
    ...(
      await lockSubjects(
        tx,
        subjectIds.map((id) => ({ kind, id })),
      )
    ).values(),
  ];
  const results = new Map<string, BatchResult>();
  const before = await batchTargets(tx, kind, locked, makers, policy, now);
  const going = locked.filter((subject) => {
    const judged = judge(before.get(subject.id) as BatchTarget, batch.act, now);
    if (!judged.ok) results.set(subject.id, { state: "left_out", cause: judged.cause });
    return judged.ok;
  });
  if (going.length === 0) return results;
  await holdKeys(
    tx,
    now,
    going.map(({ id }) => `${kind}:${id}`),
  );
  await receive(tx, settle, batch, going, now);
  const targets = await batchTargets(tx, kind, going, makers, policy, now);
  for (const subject of going) {
    const target = targets.get(subject.id) as BatchTarget;
    // Between the two looks somebody took the case: begun anew, the subject is left out.
    if (!judge(target, batch.act, now).ok) throw new Overtaken();
    const found = await lockCase(tx, target.ground.case.id);
    results.set(subject.id, await take(tx, settle, batch, target, found, now));
  }
  return results;
}

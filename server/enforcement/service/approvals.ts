import { may } from "../../access/matrix";
import { config } from "../../config";
import type { StaffActor } from "../../kernel/actor";
import { after, day } from "../../kernel/calendar";
import { newId } from "../../kernel/id";
import { type Refusal, Refused } from "../../kernel/refusal";
import type { MeasureKey } from "../../policy/contract";
import { leafOf } from "../../policy/rules";
import { citationText } from "../../policy/rules-words";
import { policyAt } from "../../policy/service";
import { read } from "../../read";
import { type Finding, type MeasureState, refuse } from "../contract";
import { measureStateAt } from "../rules";
import { timesOf } from "../rules-decide";
import { approve as approveRule, mayRule } from "../rules-proposal";
import { type DecisionRow, decisionById } from "../store";
import { evidenceCount, hashesOf, type JudgedEvidence, ownSubjects, ownsAny } from "../store-ground";
import { alike, awaiting, earlierHands, measuresOn, staffNames } from "../store-list";
import { provisionalWith } from "../store-provisional";
import { effectView } from "../view";
import { addresses, readGround } from "./ground";
import { proposalOf, textsOf } from "./proposal";
import { quotationsIn } from "./quotations";
import type { StoredMeasure } from "./save";

const listLimit = 200;
const alikeDays = 180;

const subjectIdsOf = (row: DecisionRow) => [
  row.subjectId,
  ...(row.proposed as StoredMeasure[]).map(({ subject }) => subject.id),
];

/** Why this person may not rule on this proposal; null when she may. */
function barOf(row: DecisionRow, by: StaffActor, isOwn: boolean): Refusal | null {
  const bar = mayRule(row, by, isOwn);
  if (bar || may(by.roles, "approval.rule")) return bar;
  return refuse("needs_lead");
}

/** Proposals that wait for a second person, oldest first, each with why not by this one. */
export const listApprovals = (by: StaffActor) =>
  read(async (tx) => {
    const rows = await awaiting(tx, listLimit);
    const names = await staffNames(
      tx,
      rows.map((row) => row.decision.proposedBy),
    );
    const own = await ownSubjects(tx, by.id);
    const shown = rows.map(({ decision: row, subjectName, subjectCode, suspendedUntil }) => {
      const bar = barOf(
        row,
        by,
        subjectIdsOf(row).some((id) => own.has(id)),
      );
      const [main] = row.proposed as StoredMeasure[];
      return {
        id: row.id,
        version: row.version,
        caseNumber: row.caseNumber,
        caseId: row.caseId,
        severity: row.severity,
        subjectKind: row.subjectKind as "group" | "account",
        subjectName,
        subjectCode,
        main: main ? { key: main.key, days: main.days } : null,
        proposerName: names.get(row.proposedBy) ?? "",
        isMine: row.proposedBy === by.id,
        proposedAt: row.proposedAt,
        lapsesAt: row.lapsesAt,
        /** Until when posting is suspended provisionally; null where it is not. */
        suspendedUntil,
        bar: bar && { code: bar.code, sentence: bar.sentence },
      };
    });
    return { rows: shown };
  });

/** How many wait that this person may rule on. */
export const countApprovals = async (by: StaffActor) => {
  const { rows } = await listApprovals(by);
  return { mine: rows.filter(({ bar }) => !bar).length, others: rows.filter(({ bar }) => bar).length };
};

/**
 * One proposal as its approver sees it: the proposer's decision, what will happen by the very rule of the approval,
 * and what the rules have checked already. Refuses: missing.
 */
export async function showApproval(by: StaffActor, decisionId: string, now: Date) {
  const row = await read((tx) => decisionById(tx, decisionId));
  if (!row) throw new Refused(refuse("missing"));
  const policy = await policyAt(row.policyNumber);
  return read(async (tx) => {
    const proposal = await proposalOf(tx, row);
    const texts = await textsOf(tx, row);
    const { ground } = await readGround(tx, row.caseId, proposal.input, policy, now);
    const isOwn = await ownsAny(tx, by.id, subjectIdsOf(row));
    const names = await staffNames(tx, [row.proposedBy, by.id]);
    // Asked as nobody in particular: what would happen does not depend on who approves; who may is `bar`.
    const times = timesOf(now, config().undoSeconds);
    const verdict = approveRule(ground, proposal, { id: "" }, false, row.version, addresses(), times, () => newId(now));
    const stored = new Map((row.evidence as JudgedEvidence[]).map((item) => [item.id, item.sha256]));
    const hashes = await hashesOf(tx, row.caseId, [...stored.keys()]);
    const since = after(now, -policy.document.ladder.windowDays * day);
    const climbed = await measuresOn(tx, row.subjectKind, row.subjectId, since);
    const subject = ground.subjects.get(`${row.subjectKind}:${row.subjectId}`);
    const recommended = row.recommended as { sentence?: { zh: string; en: string } } | null;
    const bar = barOf(row, by, isOwn);
    const begun = await provisionalWith(tx, row.id);
    return {
      id: row.id,
      version: row.version,
      state: row.state,
      caseId: row.caseId,
      caseNumber: row.caseNumber,
      round: row.round,
      severity: row.severity,
      subject: {
        kind: row.subjectKind as "group" | "account",
        id: row.subjectId,
        name: subject?.name ?? "",
        code: subject?.code ?? "",
        status: subject?.status ?? null,
        credit: subject?.credit ?? null,
      },
      reports: ground.reports.length,
      strikes: ground.assessed.strikes,
      windowDays: policy.document.ladder.windowDays,
      proposerName: names.get(row.proposedBy) ?? "",
      viewerName: names.get(by.id) ?? "",
      proposedAt: row.proposedAt,
      lapsesAt: row.lapsesAt,
      policyLabel: policy.document.label,
      finding: row.finding as Finding,
      clauses: row.clauses.flatMap((key) => {
        const leaf = leafOf(policy, key);
        return leaf ? [{ clause: leaf.clause, names: leaf.names, legal: leaf.legal.map(citationText) }] : [];
      }),
      facts: texts.facts ?? "",
      reasoning: texts.reasoning,
      deviationReason: texts.deviationReason,
      deviates: row.deviates,
      recommendation: recommended?.sentence ?? null,
      measureFacts: texts.measures.map(({ facts, items }) => ({ facts, items })),
      /** What was suspended until somebody else has decided; null when nothing was. */
      provisional: begun && {
        measureId: begun.id,
        from: begun.from,
        until: begun.until,
        isHolding: begun.state === "in_force" && (begun.until === null || begun.until > now),
        reason: texts.provisionalReason ?? "",
      },
      climbed: climbed.map((each) => ({
        key: each.key as MeasureKey,
        enteredAt: each.enteredAt,
        days: each.until ? Math.round((each.until.getTime() - each.from.getTime()) / day) : null,
        state: measureStateAt({ state: each.state as MeasureState, from: each.from }, now),
      })),
      alike: row.clauses.length > 0 ? await alike(tx, row.clauses, after(now, -alikeDays * day), row.id) : [],
      will: verdict.ok ? effectView(verdict.next.effected) : null,
      cautions: await quotationsIn(tx, proposal.input),
      obstacle: verdict.ok ? null : { code: verdict.refusal.code, sentence: verdict.refusal.sentence },
      bar: bar && { code: bar.code, sentence: bar.sentence },
      checks: {
        differentPeople: row.proposedBy !== by.id,
        noEarlierHand: !(await earlierHands(tx, row.caseId, row.id)).has(by.id),
        evidenceIntact: [...stored].every(([id, sha256]) => hashes.get(id) === sha256),
        evidenceJudged: stored.size,
        evidenceSince: await evidenceCount(tx, row.caseId),
        noticeComplete: verdict.ok,
      },
    };
  });
}

import type { Tx } from "../../../db/client";
import { type LockedCase, lockCase, reopenCase } from "../../cases/service/lock";
import { config } from "../../config";
import type { StaffActor, SystemActor } from "../../kernel/actor";
import { newId } from "../../kernel/id";
import { Refused } from "../../kernel/refusal";
import type { Verdict } from "../../kernel/verdict";
import { policyAt } from "../../policy/service";
import { holdKeys, seal } from "../../privacy/seal";
import { read } from "../../read";
import { lockSubjects } from "../../registry/service/subjects";
import { transact } from "../../transact";
import { type ApproveDecision, type ReturnDecision, refuse, type UndoOffer } from "../contract";
import { offerOf, timesOf } from "../rules-decide";
import { type Ground, subjectKey } from "../rules-plan";
import { approve as approveRule, type Closed, lapse, type Proposal, sendBack, withdraw } from "../rules-proposal";
import { type DecisionRow, decisionById, insertApproval, lapsedIds, lockDecision, saveDecision } from "../store";
import { ownsAny } from "../store-ground";
import { addresses, groundOf, loadFacts, touchedBy } from "./ground";
import { proposalOf } from "./proposal";
import { endIfDecided } from "./provisional";
import { closeWith, saveEffects, sealEffects } from "./save";

type Opened = {
  readonly found: LockedCase;
  readonly row: DecisionRow;
  readonly proposal: Proposal;
  readonly ground: Ground;
  readonly isOwn: boolean;
};

/** Locks subjects, case and decision, in this order as everywhere, and reads what the proposal is judged by now. */
async function open(tx: Tx, before: DecisionRow, byId: string | null, now: Date): Promise<Opened> {
  const policy = await policyAt(before.policyNumber);
  const { input } = await proposalOf(tx, before);
  const touched = await touchedBy(tx, before.caseId, input);
  const ids = touched.map(({ id }) => id);
  const [subjects, found, row, facts, isOwn] = await Promise.all([
    lockSubjects(tx, touched),
    lockCase(tx, before.caseId),
    lockDecision(tx, before.id),
    loadFacts(tx, before.caseId, input, touched, policy, now),
    byId !== null && ownsAny(tx, byId, ids),
    holdKeys(tx, now, touched.map(subjectKey)),
  ]);
  if (!row) throw new Refused(refuse("missing"));
  const ground = groundOf(found, subjects, facts, policy);
  return { found, row, proposal: await proposalOf(tx, row), ground, isOwn };
}

async function decisionFor(decisionId: string): Promise<DecisionRow> {
  const row = await read((tx) => decisionById(tx, decisionId));
  if (!row) throw new Refused(refuse("missing"));
  return row;
}

/** `undo`: null where nothing can be undone. */
export type Approval = { readonly orders: number; readonly undo: UndoOffer | null };

/**
 * The second person approves: everything takes effect in one transaction, checked against the world as it is now.
 * Refuses: missing, decision_transition, stale, lapsed, own_proposal, own_subject, changed, notice_unfilled.
 */
export async function approve(by: StaffActor, input: ApproveDecision, now: Date): Promise<Approval> {
  const times = timesOf(now, config().undoSeconds);
  const before = await decisionFor(input.decisionId);
  return transact(by, now, async (tx, settle) => {
    const { found, row, proposal, ground, isOwn } = await open(tx, before, by.id, now);
    const verdict = approveRule(ground, proposal, by, isOwn, input.version, addresses(), times, () => newId(now));
    const { next, eventId, eventIds } = settle(verdict);
    const sealed = await sealEffects(tx, next.effected, now);
    const approval = { id: newId(now), decisionId: row.id, verdict: "approved", by: by.id, reason: null } as const;
    await Promise.all([
      saveDecision(tx, row.id, { state: next.state, version: next.version, effectiveAt: times.effectiveAt }),
      insertApproval(tx, { ...approval, at: now, eventId }),
      saveEffects(tx, ground, row.id, next.plan, next.effected, sealed, eventIds.slice(1), eventId, now),
      closeWith(tx, found, next.outcomes, found.version + 1, times),
    ]);
    return {
      orders: next.effected.orders.length,
      undo: offerOf(row.id, next.version, found.number, times),
    };
  });
}

/** Ends a proposal that does not take effect, with what was suspended until then, and opens its case again. */
const end = (
  by: StaffActor | SystemActor,
  before: DecisionRow,
  rule: (opened: Opened) => Verdict<Closed>,
  now: Date,
  more: (tx: Tx, opened: Opened, eventId: string) => Promise<void>,
) =>
  transact(by, now, async (tx, settle) => {
    const opened = await open(tx, before, by.kind === "staff" ? by.id : null, now);
    const { next, eventId } = settle(rule(opened));
    await saveDecision(tx, opened.row.id, { state: next.state, version: next.version });
    await more(tx, opened, eventId);
    await endIfDecided(
      tx,
      settle,
      { kind: opened.found.subjectKind as "group" | "account", id: opened.found.subjectId },
      now,
    );
  });

/**
 * The second person sends a proposal back with a reason; the proposer holds the case again.
 * Refuses: missing, decision_transition, stale, lapsed, own_proposal, own_subject.
 */
export async function returnProposal(by: StaffActor, input: ReturnDecision, now: Date): Promise<void> {
  const before = await decisionFor(input.decisionId);
  await end(
    by,
    before,
    ({ ground, proposal, isOwn }) => sendBack(ground, proposal, by, isOwn, input, now),
    now,
    async (tx, { found, row }, eventId) => {
      const about = `${row.subjectKind}:${row.subjectId}`;
      const id = newId(now);
      const reason = await seal(tx, now, { about, purpose: `approval:${id}:reason`, value: input.reason });
      await insertApproval(tx, { id, decisionId: row.id, verdict: "returned", by: by.id, reason, at: now, eventId });
      await reopenCase(tx, found, { act: "return", version: found.version + 1, at: now, claimFor: row.proposedBy });
    },
  );
}

/** The proposer takes a proposal back and holds the case again. Refuses: missing, decision_transition, stale, lapsed, not_proposer. */
export async function withdrawProposal(by: StaffActor, input: ApproveDecision, now: Date): Promise<void> {
  const before = await decisionFor(input.decisionId);
  await end(
    by,
    before,
    ({ ground, proposal }) => withdraw(ground, proposal, by, input.version, now),
    now,
    async (tx, { found, row }) => {
      await reopenCase(tx, found, { act: "return", version: found.version + 1, at: now, claimFor: row.proposedBy });
    },
  );
}

const lapsing: SystemActor = { kind: "system", name: "lapse" };
const lapseLimit = 50;

/** Proposals that nobody answered in time lapse, and their cases wait again. For the worker; returns how many. */
export async function lapseProposals(now: Date): Promise<number> {
  const due = await read((tx) => lapsedIds(tx, now, lapseLimit));
  let lapsed = 0;
  for (const { id } of due) {
    try {
      await end(
        lapsing,
        await decisionFor(id),
        ({ ground, proposal }) => lapse(ground, proposal, now),
        now,
        async (tx, { found }) => {
          await reopenCase(tx, found, { act: "lapse", version: found.version + 1, at: now });
        },
      );
      lapsed++;
    } catch (error) {
      // Somebody answered, or another worker was faster: nothing was written.
      if (!(error instanceof Refused)) throw error;
    }
  }
  return lapsed;
}

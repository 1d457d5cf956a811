import type { Tx } from "../../../db/client";
import { assert } from "../../kernel/assert";
import { after, second } from "../../kernel/calendar";
import { newId } from "../../kernel/id";
import { Refused } from "../../kernel/refusal";
import { type Denied, denied } from "../../kernel/verdict";
import { Overtaken, sqlState } from "../../transact";
import { caseNumber, leaseSeconds, refuse } from "../contract";
import { type CaseAct, type CaseFacts, caseMove, checkClaim, reportMove, waitsIn } from "../rules";
import {
  type CaseRow,
  dropClaim,
  dropDrafts,
  lockClaim,
  lockRow,
  moveReports,
  otherOpenCase,
  putClaim,
  saveCase,
} from "../store";

export type { CaseRow } from "../store";

/** A locked case as the rules want it. */
export type LockedCase = CaseRow & CaseFacts & { readonly subject: string };

/** Locks a case for this transaction. Refuses: missing. */
export async function lockCase(tx: Tx, caseId: string): Promise<LockedCase> {
  const row = await lockRow(tx, caseId);
  if (!row) throw new Refused(refuse("missing"));
  return { ...row, subject: `${row.subjectKind}:${row.subjectId}` };
}

/**
 * Does this person hold this case with this token now? The lease stays locked until the transaction ends.
 * Refuses: lost, lost_to (who, since when).
 */
export async function assertClaim(
  tx: Tx,
  caseId: string,
  staffId: string,
  token: string,
  now: Date,
): Promise<{ readonly ok: true } | Denied> {
  const refusal = checkClaim(await lockClaim(tx, caseId), staffId, token, now);
  return refusal ? denied(refusal) : { ok: true };
}

export type Closing = {
  readonly state: "decided" | "awaiting_approval";
  /** Of the last entry about this case in this transaction. */
  readonly version: number;
  readonly at: Date;
};

/**
 * A claimed case is decided or waits for its approval; one that waits for its approval is decided. The lease and the
 * drafts end with it. The caller's rule has asked `caseMove` first, so another state is a bug here.
 */
export async function closeCase(tx: Tx, found: LockedCase, closing: Closing): Promise<void> {
  const act: CaseAct =
    closing.state === "awaiting_approval" ? "propose" : found.state === "awaiting_approval" ? "approve" : "decide";
  const from = act === "approve" ? found.state : caseMove(found.state, "claim").ok ? "claimed" : found.state;
  const move = caseMove(from, act);
  assert(move.ok && move.to === closing.state, `${act} on a case that is ${found.state}`);
  assert(closing.version > found.version, "a case was closed without an entry about it");
  await Promise.all([
    saveCase(tx, found.id, {
      state: closing.state,
      version: closing.version,
      decidedAt: closing.state === "decided" ? closing.at : null,
      firstActedAt: found.firstActedAt ?? closing.at,
    }),
    dropClaim(tx, found.id),
    dropDrafts(tx, found.id),
  ]);
}

export type Reopening = {
  /** Returned by the second person; lapsed without her; undone within the window; reopened by appeal or reversal. */
  readonly act: "return" | "lapse" | "undo" | "reopen";
  readonly version: number;
  readonly at: Date;
  /** `return`: the proposer, who holds the case again; `undo`: who undid it. */
  readonly claimFor?: string;
  /** `reopen`: due time of the new round. */
  readonly dueAt?: Date;
};

/** May a case start a new round now? Not beside another open case of its subject, where the new work belongs then. */
export const mayReopen = async (tx: Tx, found: LockedCase): Promise<boolean> =>
  found.state === "decided" && (await otherOpenCase(tx, found)) === null;

/**
 * Opens a case that was decided or waits for its approval. `reopen` starts a new round.
 * Refuses: transition, another_open (`reopen` only: the subject has a later open case).
 *
 * @returns the round that is open now, and the token of the lease that `claimFor` holds.
 */
export async function reopenCase(
  tx: Tx,
  found: LockedCase,
  reopening: Reopening,
): Promise<{ round: number; token: string | null }> {
  const { act, at, version } = reopening;
  const move = caseMove(found.state, act);
  if (!move.ok) throw new Refused(move.refusal);
  assert(version > found.version, "a case was opened without an entry about it");
  if (found.state === "decided") {
    const other = await otherOpenCase(tx, found);
    // An undone case takes in what it finds: this one came since it looked.
    if (other && act === "undo") throw new Overtaken();
    if (other) throw new Refused(refuse("another_open", { number: caseNumber(other.number) }));
  }
  const isNewRound = act === "reopen";
  const round = isNewRound ? found.round + 1 : found.round;
  const saved = saveCase(tx, found.id, {
    state: isNewRound ? "reopened" : waitsIn(found),
    version,
    round,
    decidedAt: null,
    ...(isNewRound ? { escalatedAt: null, breachedAt: null, dueAt: reopening.dueAt ?? found.dueAt } : {}),
  });
  await saved.catch((error: unknown) => {
    // A report has just opened the subject's one open case: looked for again, it is found.
    throw sqlState(error) === "23505" ? new Overtaken() : error;
  });
  const holder = act === "return" || act === "undo" ? reopening.claimFor : undefined;
  if (!holder) return { round, token: null };
  const token = newId(at);
  await dropClaim(tx, found.id);
  await putClaim(tx, { caseId: found.id, staffId: holder, token, expiresAt: after(at, leaseSeconds * second) }, at);
  return { round, token };
}

export type Settlement = {
  /** Ids of the reports, so that each reporter gets an answer. */
  readonly reportIds: readonly string[];
  readonly upheld: number;
  readonly notUpheld: number;
};

const counted = (outcome: "upheld" | "not_upheld", reports: readonly { readonly id: string }[]): Settlement => ({
  reportIds: reports.map((each) => each.id),
  upheld: outcome === "upheld" ? reports.length : 0,
  notUpheld: outcome === "not_upheld" ? reports.length : 0,
});

/**
 * Gives every report that is attached to this round its outcome, duplicates too.
 *
 * @param only these reports: a decision on one message does not uphold reports about another.
 */
export async function settleReports(
  tx: Tx,
  caseId: string,
  round: number,
  outcome: "upheld" | "not_upheld",
  now: Date,
  only?: readonly string[],
): Promise<Settlement> {
  assert(reportMove("attached", outcome === "upheld" ? "uphold" : "not_uphold").ok, "the table settles reports");
  return counted(outcome, await moveReports(tx, caseId, round, ["attached"], outcome, now, only));
}

/** An undone decision gives its round's reports no outcome: they wait again. */
export async function unsettleReports(tx: Tx, caseId: string, round: number): Promise<void> {
  const settled = ["upheld", "not_upheld"] as const;
  assert(
    settled.every((state) => reportMove(state, "undo").ok),
    "the table takes outcomes back",
  );
  await moveReports(tx, caseId, round, settled, "attached", null);
}

/**
 * A reversal or an appeal turns the outcome of a round's reports: none stays as the reversed decision left it.
 *
 * @param only these reports: where a decision stands but for what it said of them.
 */
export async function reverseReports(
  tx: Tx,
  caseId: string,
  round: number,
  outcome: "upheld" | "not_upheld",
  now: Date,
  only?: readonly string[],
): Promise<Settlement> {
  const from = outcome === "upheld" ? "not_upheld" : "upheld";
  assert(reportMove(from, "reverse").ok, "the table reverses reports");
  return counted(outcome, await moveReports(tx, caseId, round, [from], outcome, now, only));
}

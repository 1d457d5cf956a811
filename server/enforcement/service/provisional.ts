import type { Tx } from "../../../db/client";
import type { SystemActor } from "../../kernel/actor";
import { newId } from "../../kernel/id";
import { Refused } from "../../kernel/refusal";
import { read } from "../../read";
import { type Settle, transact } from "../../transact";
import { refuse } from "../contract";
import { expire } from "../rules-end";
import { endProvisional, provisionalEnding, provisionalOf } from "../rules-provisional";
import { decidingOf, subjectsProvisional } from "../store-provisional";
import { lockAffected, saveEnded, unlessDone } from "./end";

/**
 * Ends the provisional suspension of a subject if its case has been decided or its proposal has fallen by now, in the
 * caller's transaction: called after the decision is saved, by whoever holds its subject.
 *
 * @returns whether there was one to end. One whose term is over by then expires.
 */
export async function endIfDecided(
  tx: Tx,
  settle: Settle,
  of: { readonly kind: "group" | "account"; readonly id: string },
  now: Date,
): Promise<boolean> {
  const { subject, held } = await lockAffected(tx, of.kind, of.id);
  const measure = provisionalOf(held);
  if (!measure) return false;
  const ending = provisionalEnding(measure, await decidingOf(tx, measure.caseId), now);
  if (!ending) return false;
  const mint = () => newId(now);
  const isOver = measure.until !== null && measure.until <= now;
  const verdict = isOver ? expire(subject, [measure], now, mint) : endProvisional(subject, measure, ending, now, mint);
  const { next, eventIds } = settle(verdict);
  await saveEnded(tx, next, eventIds, now);
  return true;
}

const ending: SystemActor = { kind: "system", name: "provisional" };
const batchLimit = 200;

/**
 * Ends every provisional suspension whose case a decision has decided that is in effect by now. Those of proposals that
 * fall end with them. For the worker; two share the work and none ends twice, because the subject is locked first.
 *
 * @returns how many ended; at most 200 subjects a call.
 */
export async function endProvisionals(now: Date): Promise<number> {
  const due = await read((tx) => subjectsProvisional(tx, now, batchLimit));
  let ended = 0;
  for (const subject of due)
    ended += await unlessDone(() =>
      transact(ending, now, async (tx, settle) => {
        if (!(await endIfDecided(tx, settle, subject, now))) throw new Refused(refuse("nothing_due"));
        return 1;
      }),
    );
  return ended;
}

import type { Tx } from "../../../db/client";
import { queueOrders } from "../../delivery/service/order";
import { decisionWith } from "../../enforcement/service/appealed";
import type { PublicActor, StaffActor, SystemActor } from "../../kernel/actor";
import { assert } from "../../kernel/assert";
import { newId } from "../../kernel/id";
import { Refused } from "../../kernel/refusal";
import { currentPolicy } from "../../policy/service";
import { seal } from "../../privacy/seal";
import { read } from "../../read";
import { transact } from "../../transact";
import { type AnswerQuestion, type AskAppellant, questionDays, refuse, type Side } from "../contract";
import { foundAt } from "../public";
import { answer, ask, askedOrder, giveUp, type Waiting } from "../rules-dialogue";
import { type AppealRow, lockAppeal, namesOf, saveAppeal, viewOf } from "../store";
import { insertMessage, isAnyUnanswered, lockUnanswered, messagesOf } from "../store-dialogue";
import { addressee, marksTo } from "./addressee";
import { purposeOf } from "./messages";
import { reviewedOf } from "./queue";

async function say(
  tx: Tx,
  row: Pick<AppealRow, "id" | "about">,
  said: { readonly side: Side; readonly staffId: string | null; readonly nth: number; readonly text: string },
  eventId: string,
  now: Date,
): Promise<void> {
  const id = newId(now);
  const text = await seal(tx, now, { about: row.about, purpose: purposeOf(id), value: said.text });
  await insertMessage(tx, { ...said, id, appealId: row.id, text, at: now, eventId });
}

/**
 * An officer asks whoever appealed; the platform tells her that there is a question, and the clock stands.
 * Refuses: missing, stale, own_decision, own_subject, not_holder, transition, view_first, question_limit,
 * reasons_reporter, names_staff, erased.
 */
export async function askAppellant(staff: StaffActor, input: AskAppellant, now: Date): Promise<void> {
  const policy = await currentPolicy();
  await transact(staff, now, async (tx, settle) => {
    const row = await lockAppeal(tx, input.appealId);
    const decision = row && (await decisionWith(tx, row.decisionId));
    if (!row || !decision) throw new Refused(refuse("missing"));
    const { appeal, by } = await reviewedOf(tx, row, decision, staff.id);
    const [view, said, marks, names, to] = await Promise.all([
      viewOf(tx, row.id, staff.id),
      messagesOf(tx, row.id),
      marksTo(tx, row, decision),
      namesOf(tx, [...appeal.makers, staff.id]),
      addressee(tx, appeal, row.reportId),
    ]);
    const days = policy.document.appeals?.questionDays ?? questionDays;
    const told = to && ((answerBy: Date) => askedOrder(newId(now), appeal, answerBy, to));
    const verdict = ask(appeal, by, view !== null, said, marks, [...names.values()], input, days, told, now);
    const { next, eventId } = settle(verdict);
    const { nth, order, ...change } = next;
    await say(tx, row, { side: "officer", staffId: staff.id, nth, text: input.text }, eventId, now);
    await saveAppeal(tx, row.id, change);
    if (order) await queueOrders(tx, [order], eventId, now);
  });
}

const waiting = (row: AppealRow): Waiting => ({ ...row, case: { id: row.caseId, number: row.caseNumber } });

/**
 * Whoever holds the address of an appeal answers what she was asked: once, in time.
 * Refuses: missing_notice, not_asked, answer_late, document_number, erased.
 */
export async function answerQuestion(token: string, { text }: AnswerQuestion, now: Date): Promise<{ at: Date }> {
  const by: PublicActor = { kind: "public", via: token.length === 43 ? "notice" : "receipt" };
  return transact(by, now, async (tx, settle) => {
    const found = await foundAt(tx, token, now);
    const row = found?.filed && (await lockAppeal(tx, found.filed.id));
    if (!row) throw new Refused(refuse("missing_notice"));
    const { next, eventId } = settle(answer(waiting(row), await messagesOf(tx, row.id), text, now));
    const { nth, ...change } = next;
    await say(tx, row, { side: "appellant", staffId: null, nth, text }, eventId, now);
    await saveAppeal(tx, row.id, change);
    return { at: now };
  });
}

const watch: SystemActor = { kind: "system", name: "appeal_answers" };
const batchLimit = 100;
class NothingLeft extends Error {}

/** Appeals that nobody answered in time go on: for the worker, every few seconds. @returns how many, at most 100. */
export async function goOnUnanswered(now: Date): Promise<number> {
  if (!(await read((tx) => isAnyUnanswered(tx, now)))) return 0;
  return transact(watch, now, async (tx, settle) => {
    const rows = await lockUnanswered(tx, now, batchLimit);
    // Another worker was faster: nothing is written, so there is nothing to enter.
    if (rows.length === 0) throw new NothingLeft();
    for (const row of rows) {
      const verdict = giveUp(waiting(row), now);
      assert(verdict.ok, "a question that is due is not");
      await saveAppeal(tx, row.id, settle(verdict).next);
    }
    return rows.length;
  }).catch((error: unknown) => {
    if (error instanceof NothingLeft) return 0;
    throw error;
  });
}

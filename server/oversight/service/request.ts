import type { Tx } from "../../../db/client";
import type { StaffActor } from "../../kernel/actor";
import { newId } from "../../kernel/id";
import { Refused } from "../../kernel/refusal";
import { seal } from "../../privacy/seal";
import { transact } from "../../transact";
import { type AnswerView, type AskView, type EndView, refuse } from "../contract";
import { answer, ask, askedAfter, end, type View } from "../rules";
import * as store from "../store";

/** Asks to read the log by a colleague's acts. Refuses: missing, own, waiting, granted, too_many. */
export const askForView = (by: StaffActor, { staffId, reason }: AskView, now: Date): Promise<{ viewId: string }> =>
  transact(by, now, async (tx, settle) => {
    await store.lockAsker(tx, by.id);
    const [isThere, [last], waiting] = await Promise.all([
      store.isStaff(tx, staffId),
      store.lastAbout(tx, by.id, [staffId]),
      store.waitingOf(tx, by.id, askedAfter(now)),
    ]);
    if (!isThere) throw new Refused(refuse("missing"));
    const asked = { id: newId(now), staffId, reason, last: last ?? null, waiting };
    const { next, eventId } = settle(ask(by, asked, now));
    if (last?.state === "pending") await store.lapseView(tx, last.id, now);
    const sealed = await seal(tx, now, { about: `staff:${staffId}`, purpose: purposeOf(next.id), value: reason });
    await store.insertView(tx, next, sealed, eventId);
    return { viewId: next.id };
  });

/** What the words of a request are sealed for. */
export const purposeOf = (viewId: string) => `staff_view:${viewId}:reason`;

async function viewOf(tx: Tx, id: string): Promise<View> {
  const view = await store.lockView(tx, id);
  if (!view) throw new Refused(refuse("missing_view"));
  return view;
}

/**
 * The second person's yes or no.
 * Refuses: missing_view, settled, lapsed, same_person, concerned, officer_needed, asker_gone.
 */
export const answerView = (by: StaffActor, { viewId, answer: given }: AnswerView, now: Date): Promise<void> =>
  transact(by, now, async (tx, settle) => {
    const view = await viewOf(tx, viewId);
    const { next } = settle(answer(view, await store.askerOf(tx, view.askedBy), by, given, now));
    await store.saveAnswer(tx, next);
  });

/** Takes a request back, or ends a grant. Refuses: missing_view, not_yours, lapsed, over, settled. */
export const endView = (by: StaffActor, { viewId }: EndView, now: Date): Promise<void> =>
  transact(by, now, async (tx, settle) => {
    const { next } = settle(end(await viewOf(tx, viewId), by, now));
    await store.saveEnd(tx, next, by.id, now);
  });

import type { Order } from "../enforcement/rules-effect";
import { after, day, instant } from "../kernel/calendar";
import { denied, type Effect, type Verdict } from "../kernel/verdict";
import { contains, mentions } from "../privacy/rules-marks";
import { looksLikeDocumentNumber } from "../registry/rules";
import { questionLimit, refuse, type Side } from "./contract";
import { appealMove, entryOf, held, type Reviewed, type Reviewer, reporterIn } from "./rules";

/** What has been said so far, oldest first. */
export type Said = readonly { readonly side: Side }[];

/** An appeal as it waits for an answer. */
export type Waiting = Pick<
  Reviewed,
  "id" | "kind" | "state" | "version" | "decisionId" | "case" | "about" | "dueAt" | "askedAt" | "answerBy"
>;

export type Asked = {
  readonly state: "awaiting_appellant";
  readonly version: number;
  readonly askedAt: Date;
  readonly answerBy: Date;
  readonly nth: number;
};
/** The appeal goes on where it stood: its due time has moved by as long as it waited. */
export type GoesOn = {
  readonly state: "in_review";
  readonly version: number;
  readonly dueAt: Date;
  readonly askedAt: null;
  readonly answerBy: null;
};

/** Latin names are told apart from words by their length, Chinese ones from two characters on. */
const nameOf = (name: string) => (/^[\x20-\x7e]+$/.test(name) ? name.length > 3 : name.length > 1);

/**
 * An officer asks whoever appealed. The clock stands from now until the answer, or until nobody answers any more.
 *
 * @param marks what would give a reporter away whom the person who is asked does not know.
 * @param colleagues names of who decided and of who asks: the appellant speaks with the appeals officer, not with somebody.
 * @param days in which she may answer.
 * @param told the order that tells the platform; null where nobody waits to hear it.
 * Refuses: stale, own_decision, own_subject, not_holder, transition, view_first, question_limit, reasons_reporter,
 * names_staff.
 */
export function ask(
  appeal: Reviewed,
  by: Reviewer,
  hasView: boolean,
  said: Said,
  marks: readonly string[],
  colleagues: readonly string[],
  given: { readonly version: number; readonly text: string },
  days: number,
  told: ((answerBy: Date) => Order) | null,
  now: Date,
): Verdict<Asked & { readonly order: Order | null }> {
  const refusal = held(appeal, by, given.version);
  if (refusal) return denied(refusal);
  const move = appealMove(appeal.state, "ask");
  if (!move.ok) return move;
  if (!hasView) return denied(refuse("view_first"));
  if (said.filter(({ side }) => side === "officer").length >= questionLimit)
    return denied(refuse("question_limit", { limit: questionLimit }));
  if (mentions(given.text, marks)) return denied(reporterIn("/text"));
  if (contains(given.text, colleagues.filter(nameOf)))
    return denied(refuse("names_staff", {}, [{ pointer: "/text", reason: refuse("names_staff").sentence }]));
  const answerBy = after(now, days * day);
  const order = told?.(answerBy) ?? null;
  const nth = said.length + 1;
  return {
    ok: true,
    next: { state: "awaiting_appellant", version: appeal.version + 1, askedAt: now, answerBy, nth, order },
    entry: entryOf(
      appeal,
      "appeal.asked",
      { nth, answerBy: instant(answerBy) },
      { about: appeal.about, values: { question: given.text } },
    ),
    effects: order ? [{ topic: "deliver", key: order.id } satisfies Effect] : [],
  };
}

const goesOn = (appeal: Waiting, askedAt: Date, until: Date): GoesOn => ({
  state: "in_review",
  version: appeal.version + 1,
  dueAt: after(appeal.dueAt, until.getTime() - askedAt.getTime()),
  askedAt: null,
  answerBy: null,
});

/** Whoever appealed answers, in time. Refuses: not_asked, answer_late, document_number. */
export function answer(
  appeal: Waiting,
  said: Said,
  text: string,
  now: Date,
): Verdict<GoesOn & { readonly nth: number }> {
  const { askedAt, answerBy } = appeal;
  if (!appealMove(appeal.state, "answer").ok || !askedAt || !answerBy) return denied(refuse("not_asked"));
  if (answerBy <= now) return denied(refuse("answer_late"));
  if (looksLikeDocumentNumber(text)) {
    const reason = { zh: "疑似证件号码", en: "looks like the number of an identity document" };
    return denied(refuse("document_number", {}, [{ pointer: "/text", reason }]));
  }
  const nth = said.length + 1;
  return {
    ok: true,
    next: { ...goesOn(appeal, askedAt, now), nth },
    entry: entryOf(appeal, "appeal.answered", { nth }, { about: appeal.about, values: { answer: text } }),
    effects: [],
  };
}

/** Nobody answered in time: the officer goes on without. Refuses: transition, nothing_due. */
export function giveUp(appeal: Waiting, now: Date): Verdict<GoesOn> {
  const move = appealMove(appeal.state, "give_up");
  if (!move.ok) return move;
  const { askedAt, answerBy } = appeal;
  if (!askedAt || !answerBy || answerBy > now) return denied(refuse("nothing_due"));
  return {
    ok: true,
    next: goesOn(appeal, askedAt, answerBy),
    entry: entryOf(appeal, "appeal.unanswered", { answerBy: instant(answerBy) }),
    effects: [],
  };
}

/** What the platform hears of a question, to hand it on; the question itself is read at the address alone. */
export const askedOrder = (
  id: string,
  appeal: Reviewed & { readonly noticeId: string | null },
  answerBy: Date,
  to:
    | { readonly subject: { readonly type: string; readonly externalId: string; readonly code: string } }
    | { readonly report: { readonly id: string; readonly externalId: string | null } },
): Order => ({
  id,
  type: "appeal.asked",
  measureId: null,
  subjectId: appeal.subject.id,
  payload: {
    appeal: { id: appeal.id, kind: appeal.kind, answerBy: instant(answerBy) },
    ...to,
    ...(appeal.noticeId ? { appealOf: appeal.noticeId } : {}),
  },
});

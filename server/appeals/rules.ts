import type { DecisionState, Finding } from "../enforcement/contract";
import type { Order } from "../enforcement/rules-effect";
import { instant } from "../kernel/calendar";
import type { FieldFault, Refusal } from "../kernel/refusal";
import { type Denied, denied, type Effect, type Entry, type Verdict } from "../kernel/verdict";
import { mentions } from "../privacy/rules-marks";
import { looksLikeDocumentNumber } from "../registry/rules";
import { type AppealKind, type AppealState, type RuleAppeal, type Ruling, refuse, rulingsOf } from "./contract";

/**
 * The state table of an appeal: act → from → to. What is not listed is refused by name. Taking one that somebody else
 * holds is a takeover. Source: `domain.md`, "States".
 */
export const appealTable = {
  take: { filed: "in_review", in_review: "in_review", awaiting_appellant: "awaiting_appellant" },
  ask: { in_review: "awaiting_appellant" },
  answer: { awaiting_appellant: "in_review" },
  give_up: { awaiting_appellant: "in_review" },
  uphold: { in_review: "upheld" },
  modify: { in_review: "modified" },
  overturn: { in_review: "overturned" },
  dismiss: { in_review: "inadmissible" },
} as const satisfies Record<string, Partial<Record<AppealState, AppealState>>>;
export type AppealAct = keyof typeof appealTable;

const actOf: Record<Ruling, AppealAct> = {
  upheld: "uphold",
  modified: "modify",
  overturned: "overturn",
  inadmissible: "dismiss",
};

export function appealMove(
  from: AppealState,
  act: AppealAct,
): { readonly ok: true; readonly to: AppealState } | Denied {
  const to = (appealTable[act] as Partial<Record<AppealState, AppealState>>)[from];
  return to ? { ok: true, to } : denied(refuse("transition", { from, act }));
}

/** What somebody may disagree with: a notice to her, or a report of hers. */
export type Appealable = {
  readonly kind: AppealKind;
  readonly decision: { readonly id: string; readonly state: DecisionState };
  readonly case: { readonly id: string; readonly number: number };
  readonly noticeId: string | null;
  /** Is the notice of a provisional suspension, before anything was decided? */
  readonly isProvisional: boolean;
  readonly report: { readonly id: string; readonly state: string } | null;
  readonly subject: { readonly kind: "group" | "account"; readonly id: string };
  /** Whose key seals what she writes. */
  readonly about: string;
  /** Until when, exclusive. */
  readonly until: Date;
  readonly hasAppealed: boolean;
};

const standing: readonly DecisionState[] = ["effective", "modified"];

/**
 * May an appeal be filed now? Null: yes. The same rule shows the form, and takes what it sends.
 * Refuses: provisional, already, not_closed, not_standing, late.
 */
export function mayFile(found: Appealable, now: Date): Refusal | null {
  if (found.isProvisional) return refuse("provisional");
  if (found.hasAppealed) return refuse("already");
  if (found.report && found.report.state !== "not_upheld") return refuse("not_closed");
  if (!standing.includes(found.decision.state)) return refuse("not_standing");
  return found.until <= now ? refuse("late") : null;
}

export type Filed = {
  readonly id: string;
  readonly state: AppealState;
  readonly version: number;
  readonly dueAt: Date;
};

/** Somebody disagrees. Refuses: already, not_closed, not_standing, late, document_number. */
export function file(found: Appealable, text: string, id: string, dueAt: Date, now: Date): Verdict<Filed> {
  const refusal = mayFile(found, now);
  if (refusal) return denied(refusal);
  if (looksLikeDocumentNumber(text)) {
    const fault: FieldFault = {
      pointer: "/text",
      reason: { zh: "疑似证件号码", en: "looks like the number of an identity document" },
    };
    return denied(refuse("document_number", {}, [fault]));
  }
  return {
    ok: true,
    next: { id, state: "filed", version: 1, dueAt },
    entry: {
      kind: "appeal",
      action: "appeal.filed",
      subject: { kind: "appeal", id, version: 1 },
      pub: {
        kind: found.kind,
        decision: found.decision.id,
        case: found.case.number,
        notice: found.noticeId,
        report: found.report?.id ?? null,
        dueAt: instant(dueAt),
      },
      priv: { about: found.about, values: { text } },
      caseId: found.case.id,
    },
    effects: [],
  };
}

/** An appeal as the rules of its review see it. */
export type Reviewed = {
  readonly id: string;
  readonly kind: AppealKind;
  readonly state: AppealState;
  readonly version: number;
  readonly reviewerId: string | null;
  readonly decisionId: string;
  readonly decisionState: DecisionState;
  readonly case: { readonly id: string; readonly number: number };
  readonly subject: { readonly kind: "group" | "account"; readonly id: string };
  /** Whose key seals what the person is told. */
  readonly about: string;
  /** Who proposed, approved or returned the decision. */
  readonly makers: readonly string[];
  readonly dueAt: Date;
  /** While it waits for an answer: since when, and until when, exclusive. */
  readonly askedAt: Date | null;
  readonly answerBy: Date | null;
};

export type Reviewer = { readonly id: string; readonly isOwn: boolean };

/** Null: this person may review this appeal. The same rule greys the row in the list. Refuses: own_decision, own_subject. */
export function mayReview(appeal: Pick<Reviewed, "makers">, by: Reviewer): Refusal | null {
  if (appeal.makers.includes(by.id)) return refuse("own_decision");
  return by.isOwn ? refuse("own_subject") : null;
}

export const entryOf = (
  appeal: Pick<Reviewed, "id" | "kind" | "version" | "decisionId" | "case">,
  action: Entry["action"],
  pub: Entry["pub"],
  priv?: Entry["priv"],
): Entry => ({
  kind: "appeal",
  action,
  subject: { kind: "appeal", id: appeal.id, version: appeal.version + 1 },
  pub: { kind: appeal.kind, decision: appeal.decisionId, case: appeal.case.number, ...pub },
  ...(priv ? { priv } : {}),
  caseId: appeal.case.id,
});

export type Taken = { readonly state: AppealState; readonly version: number };

/**
 * An officer takes an appeal, from the queue or from a colleague, whom the entry names. What the colleague noted stays
 * hers: whoever rules has noted a view of her own.
 * Refuses: stale, transition, own_decision, own_subject, held.
 */
export function take(appeal: Reviewed, by: Reviewer, version: number): Verdict<Taken> {
  if (appeal.version !== version) return denied(refuse("stale"));
  const move = appealMove(appeal.state, "take");
  if (!move.ok) return move;
  const refusal = mayReview(appeal, by);
  if (refusal) return denied(refusal);
  if (appeal.reviewerId === by.id) return denied(refuse("held"));
  const from = appeal.reviewerId ? `staff:${appeal.reviewerId}` : null;
  return {
    ok: true,
    next: { state: move.to, version: appeal.version + 1 },
    entry: entryOf(appeal, "appeal.taken", { from }),
    effects: [],
  };
}

/** Is it hers? Refuses: stale, own_decision, own_subject, not_holder. */
export const held = (appeal: Reviewed, by: Reviewer, version: number): Refusal | null => {
  if (appeal.version !== version) return refuse("stale");
  const refusal = mayReview(appeal, by);
  if (refusal) return refusal;
  const isTaken = appeal.state === "in_review" || appeal.state === "awaiting_appellant";
  return isTaken && appeal.reviewerId !== by.id ? refuse("not_holder") : null;
};

/**
 * She writes down what she thinks of the evidence, before she is shown the decision.
 * Refuses: stale, own_decision, own_subject, not_holder, transition, viewed.
 */
export function noteView(
  appeal: Reviewed,
  by: Reviewer,
  hasView: boolean,
  given: { readonly version: number; readonly finding: Finding; readonly note: string },
  about: string,
): Verdict<{ readonly version: number }> {
  const refusal = held(appeal, by, given.version);
  if (refusal) return denied(refusal);
  if (appeal.state !== "in_review" && appeal.state !== "awaiting_appellant")
    return denied(refuse("transition", { from: appeal.state, act: "view" }));
  if (hasView) return denied(refuse("viewed"));
  return {
    ok: true,
    next: { version: appeal.version + 1 },
    entry: entryOf(appeal, "appeal.viewed", { finding: given.finding }, { about, values: { note: given.note } }),
    effects: [],
  };
}

/** May what she is about to say be compared with what reporters wrote? Refuses: own_decision, own_subject, not_holder, view_first. */
export const mayWeigh = (appeal: Reviewed, by: Reviewer, hasView: boolean): Refusal | null =>
  mayReview(appeal, by) ??
  (appeal.reviewerId === by.id ? null : refuse("not_holder")) ??
  (hasView ? null : refuse("view_first"));

/** What somebody is told names a reporter, at this field. */
export const reporterIn = (pointer: string): Refusal =>
  refuse("reasons_reporter", {}, [{ pointer, reason: refuse("reasons_reporter").sentence }]);

/**
 * May this ruling be made at all? Null: yes. Asked before what it does is laid out.
 *
 * @param marks what would give a reporter away whom the person who is told does not know.
 * Refuses: stale, own_decision, own_subject, not_holder, transition, view_first, not_standing, ruling_unfit,
 * instead_unwanted, reasons_reporter.
 */
export function mayRule(
  appeal: Reviewed,
  by: Reviewer,
  hasView: boolean,
  marks: readonly string[],
  given: Pick<RuleAppeal, "version" | "ruling" | "reasons" | "instead">,
): Refusal | null {
  const refusal = held(appeal, by, given.version);
  if (refusal) return refusal;
  const move = appealMove(appeal.state, actOf[given.ruling]);
  if (!move.ok) return move.refusal;
  if (!hasView) return refuse("view_first");
  // What fell since it was filed can only be put aside.
  if (given.ruling !== "inadmissible" && !standing.includes(appeal.decisionState)) return refuse("not_standing");
  if (!(rulingsOf[appeal.kind] as readonly Ruling[]).includes(given.ruling)) return refuse("ruling_unfit");
  if (given.ruling !== "modified" && given.instead.length > 0) return refuse("instead_unwanted");
  if (mentions(given.reasons, marks)) return reporterIn("/reasons");
  return null;
}

export type Ruled = { readonly state: Ruling; readonly version: number };

/**
 * The ruling itself, once it is known what it leaves of the decision.
 *
 * @param told the order that tells the platform; null where nobody waits to hear it.
 * @param outcome of the decision: its state, and orders that go with the ruling.
 */
export function rule(
  appeal: Reviewed,
  given: Pick<RuleAppeal, "ruling" | "reasons">,
  told: Order | null,
  outcome: { readonly state: DecisionState; readonly orders: readonly Order[] },
): Verdict<Ruled> {
  const orders = [...(told ? [told] : []), ...outcome.orders];
  return {
    ok: true,
    next: { state: given.ruling, version: appeal.version + 1 },
    entry: entryOf(
      appeal,
      `appeal.${given.ruling}`,
      { decisionState: outcome.state },
      { about: appeal.about, values: { reasons: given.reasons } },
    ),
    effects: orders.map(({ id }): Effect => ({ topic: "deliver", key: id })),
  };
}

/** What the platform hears of a ruling, to hand it on: nothing about a reporter to the subject, nor the reverse. */
export const ruledOrder = (
  id: string,
  appeal: Reviewed & { readonly noticeId: string | null },
  outcome: Ruling,
  to:
    | { readonly subject: { readonly type: string; readonly externalId: string; readonly code: string } }
    | { readonly report: { readonly id: string; readonly externalId: string | null } },
): Order => ({
  id,
  type: "appeal.ruled",
  measureId: null,
  subjectId: appeal.subject.id,
  payload: {
    appeal: { id: appeal.id, kind: appeal.kind, outcome },
    ...to,
    ...(appeal.noticeId ? { appealOf: appeal.noticeId } : {}),
  },
});

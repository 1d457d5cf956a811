import { caseNumber } from "../cases/contract";
import { instant, plusMonths } from "../kernel/calendar";
import type { Json } from "../kernel/json";
import type { Refusal } from "../kernel/refusal";
import type { Effect, Entry } from "../kernel/verdict";
import { writeNotice } from "../notices/rules-notice";
import type { Citation, CreditLevel, MeasureKey } from "../policy/contract";
import { measureGroundsOf } from "../policy/rules";
import type { MeasureStatus } from "../registry/contract";
import { type NoticeText, refuse } from "./contract";
import { type MeasureOrdered, type NoticeIssued, type ReportOutcome, WebhookParameters } from "./contract-webhooks";
import { accountRestrictions, creditBase, creditUnder, groupStatus, type Holding } from "./rules";
import { type Affected, type Ground, type Plan, type PlannedMeasure, subjectKey } from "./rules-plan";

/** Where a notice sends its reader: for the rules, and to appeal; `appealUrl` is null where she has appealed already. */
export type Addresses = { readonly rulesUrl: string; readonly appealUrl: ((noticeId: string) => string) | null };

/** Until when, exclusive, somebody may appeal against what a notice says. */
export const appealUntil = (policy: Ground["policy"], issuedAt: Date): Date =>
  plusMonths(issuedAt, policy.document.thresholds.appealMonths);

/** Makes ids. Handed in, so that a rule stays a function of what it is given. */
export type Mint = () => string;

export type EnteredMeasure = PlannedMeasure & { readonly id: string; readonly from: Date };

/** How a subject stands once measures have begun or ended on it. */
export type Standing = {
  readonly subject: Affected;
  readonly status: MeasureStatus | null;
  readonly restrictions: readonly MeasureKey[] | null;
  readonly credit: { readonly from: CreditLevel; readonly to: CreditLevel } | null;
};

export type Order = {
  readonly id: string;
  readonly type:
    | "measure.ordered"
    | "measure.ended"
    | "notice.issued"
    | "report.outcome"
    | "appeal.ruled"
    | "appeal.asked";
  readonly measureId: string | null;
  readonly subjectId: string;
  /** What leaves, but for the address of the notice, which is derived from `noticeId` as it is sent. */
  readonly payload: Readonly<Record<string, Json>>;
};

export type IssuedNotice = {
  readonly id: string;
  readonly subject: Affected;
  readonly text: NoticeText;
  readonly provisional: boolean;
};

export type Effected = {
  /** From when the measures hold; what it sends leaves no earlier. */
  readonly effectiveAt: Date;
  readonly measures: readonly EnteredMeasure[];
  readonly standings: readonly Standing[];
  readonly notices: readonly IssuedNotice[];
  readonly orders: readonly Order[];
};

export const plainCitation = ({ law, version, article, paragraph, item }: Citation) => ({
  law,
  version,
  article,
  ...(paragraph === undefined ? {} : { paragraph }),
  ...(item === undefined ? {} : { item }),
});

/** The law behind a measure: that of the clauses, then that of the measure itself, each once. */
export function legalGrounds(
  ground: Pick<Ground, "policy">,
  plan: Pick<Plan, "clauses">,
  { key, subject }: Pick<PlannedMeasure, "key" | "subject">,
) {
  const all = [
    ...plan.clauses.flatMap((leaf) => leaf.legal),
    ...measureGroundsOf(ground.policy, subject.kind, key),
  ].map(plainCitation);
  return [...new Map(all.map((citation) => [JSON.stringify(citation), citation])).values()];
}

/** How a subject stands under the measures in force on it. `base` is its credit without them. */
export function standingOf(subject: Affected, holding: readonly Holding[], base: CreditLevel | null): Standing {
  if (subject.kind === "group") return { subject, status: groupStatus(holding), restrictions: null, credit: null };
  const from = subject.credit as CreditLevel;
  const to = creditUnder(holding, base ?? from);
  return {
    subject,
    status: null,
    restrictions: accountRestrictions(holding),
    credit: from === to ? null : { from, to },
  };
}

/** A subject as the platform knows it. */
export const subjectPayload = ({ kind, externalId, code }: Pick<Affected, "kind" | "externalId" | "code">) => ({
  type: kind,
  externalId,
  code,
});

/** What a reporting system is told about its report: the outcome, and nothing about anybody. */
export const reportOutcome = (
  id: string,
  subjectId: string,
  report: { readonly id: string; readonly externalId: string | null },
  outcome: "upheld" | "not_upheld" | "withdrawn",
): Order => ({
  id,
  type: "report.outcome",
  measureId: null,
  subjectId,
  payload: { report: { id: report.id, externalId: report.externalId }, outcome } satisfies ReportOutcome,
});

/** Stands for the address of the notice until the message leaves. */
type ByNotice = { readonly noticeId: string };

/** What the platform may know of a measure's parameters: what is not published stays here. */
const orderParameters = (measure: PlannedMeasure, ground: Ground) => {
  const { base: _, scope, groups, ...rest } = measure.parameters;
  const external = (id: string) => ground.groups.get(id) ?? id;
  return WebhookParameters.parse({
    ...rest,
    ...(measure.items.length > 0 ? { items: measure.items } : {}),
    ...(typeof scope === "string" ? { scope: scope === "platform" ? scope : external(scope) } : {}),
    ...(groups === undefined ? {} : { groups: Array.isArray(groups) ? groups.map(external) : groups }),
  });
};

/** Public parameters as the log keeps them. */
const loggedParameters = ({ parameters: { base: _, ...rest } }: PlannedMeasure): Record<string, Json> => rest;

/** The entry of a credit change: a level changes only in the ledger, and each change is in the log. */
export const creditEntry = (
  subject: Affected,
  change: { readonly from: CreditLevel; readonly to: CreditLevel },
  reason: "measure" | "expiry" | "reversal",
  measureId: string,
  caseId: string | undefined,
): Entry => ({
  kind: "account",
  action: "account.credit_changed",
  subject: { kind: "account", id: subject.id, version: subject.version + 1 },
  pub: { from: change.from, to: change.to, reason, measure: measureId },
  ...(caseId ? { caseId } : {}),
});

/**
 * What takes effect with a decision: measures in force, how each subject stands then, a notice to each, an order for
 * each, an answer to each report, and an entry for each. The same for a preview, a decision and an approval.
 *
 * @param outcomes of the reports, by id.
 * @param effectiveAt when it does: later than now while the decision can still be undone.
 * @returns entries in the order measures, credit, notices: the saver takes their ids in that order.
 */
export function effectuate(
  ground: Ground,
  decisionId: string,
  plan: Plan,
  outcomes: ReadonlyMap<string, "upheld" | "not_upheld">,
  addresses: Addresses,
  effectiveAt: Date,
  mint: Mint,
):
  | {
      readonly ok: true;
      readonly effected: Effected;
      readonly entries: readonly Entry[];
      readonly effects: readonly Effect[];
    }
  | { readonly ok: false; readonly refusal: Refusal } {
  const measures = plan.measures.map((planned): EnteredMeasure => ({ ...planned, id: mint(), from: effectiveAt }));
  const bySubject = new Map<string, EnteredMeasure[]>();
  for (const measure of measures) {
    const key = subjectKey(measure.subject);
    bySubject.set(key, [...(bySubject.get(key) ?? []), measure]);
  }

  const standings: Standing[] = [];
  const notices: IssuedNotice[] = [];
  for (const entered of bySubject.values()) {
    const { subject, facts } = entered[0] as EnteredMeasure;
    const base = subject.credit && creditBase(subject.holding, subject.credit);
    standings.push(standingOf(subject, [...subject.holding, ...entered], base));
    const noticeId = mint();
    const provisional = entered.some((measure) => measure.provisional);
    const legal = entered.flatMap((measure) => legalGrounds(ground, plan, measure));
    const written = writeNotice(ground.notices.texts, {
      subject,
      policyLabel: ground.policy.document.label,
      clauses: plan.clauses,
      legal: [...new Map(legal.map((citation) => [JSON.stringify(citation), citation])).values()],
      authority: ground.cause?.authority ?? null,
      facts,
      measures: entered,
      number: caseNumber(ground.case.number),
      appeal: addresses.appealUrl && {
        url: addresses.appealUrl(noticeId),
        until: appealUntil(ground.policy, effectiveAt),
      },
      rulesUrl: addresses.rulesUrl,
      provisional,
    });
    if (!written.ok) return { ok: false, refusal: refuse("notice_unfilled", { placeholder: written.unfilled }) };
    notices.push({ id: noticeId, subject, text: written.text, provisional });
  }

  const noticeOf = (subject: Affected) => notices.find((notice) => notice.subject === subject)?.id as string;
  const orders: Order[] = [];
  for (const measure of measures) {
    const { id, key, subject, from, until } = measure;
    orders.push({
      id: mint(),
      type: "measure.ordered",
      measureId: id,
      subjectId: subject.id,
      payload: {
        measure: {
          id,
          key,
          subject: subjectPayload(subject),
          from: instant(from),
          until: until && instant(until),
          parameters: orderParameters(measure, ground),
          ...(measure.provisional ? { provisional: true as const } : {}),
        },
        noticeId: noticeOf(subject),
      } satisfies MeasureOrdered & ByNotice,
    });
  }
  for (const { id, subject } of notices)
    orders.push({
      id: mint(),
      type: "notice.issued",
      measureId: null,
      subjectId: subject.id,
      payload: { subject: subjectPayload(subject), noticeId: id } satisfies NoticeIssued & ByNotice,
    });
  for (const report of ground.reports)
    if (report.answered)
      orders.push(reportOutcome(mint(), ground.case.subject.id, report, outcomes.get(report.id) ?? "not_upheld"));

  const { id: caseId, number } = ground.case;
  const entries: Entry[] = [
    ...measures.map(
      (measure): Entry => ({
        kind: "measure",
        action: "measure.entered",
        subject: { kind: "measure", id: measure.id, version: 1 },
        pub: {
          measure: measure.key,
          decision: decisionId,
          case: number,
          subjectKind: measure.subject.kind,
          subject: measure.subject.id,
          standing: measure.standing,
          from: instant(measure.from),
          until: measure.until && instant(measure.until),
          parameters: loggedParameters(measure),
          legal: legalGrounds(ground, plan, measure),
          clauses: plan.clauses.map(({ clause }) => clause),
          policy: ground.policy.number,
          ...(measure.provisional ? { provisional: true } : {}),
        },
        caseId,
      }),
    ),
    ...standings.flatMap(({ subject, credit }) => {
      const cause = measures.find((measure) => measure.key === "lower_credit" && measure.subject === subject);
      return credit && cause ? [creditEntry(subject, credit, "measure", cause.id, caseId)] : [];
    }),
    ...notices.map(
      ({ id, subject, provisional }): Entry => ({
        kind: "notice",
        action: "notice.issued",
        subject: { kind: "notice", id, version: 1 },
        pub: {
          decision: decisionId,
          subjectKind: subject.kind,
          subject: subject.id,
          case: number,
          texts: ground.notices.number,
          ...(provisional ? { provisional: true } : {}),
        },
        caseId,
      }),
    ),
  ];
  const effects = orders.map(({ id }): Effect => ({ topic: "deliver", key: id, runAt: effectiveAt }));
  return { ok: true, effected: { effectiveAt, measures, standings, notices, orders }, entries, effects };
}

import { createHash } from "node:crypto";
import type { Actor, Source } from "../kernel/actor";
import { after, instant, minute } from "../kernel/calendar";
import { canonicalBytes, type Json } from "../kernel/json";
import type { FieldFault, Refusal } from "../kernel/refusal";
import type { Entry } from "../kernel/verdict";
import type { Grade, Policy, Severity } from "../policy/contract";
import { leafOf, routeOf, slaDueAt } from "../policy/rules";
import { holdsResidentNumber, looksLikeDocumentNumber } from "../registry/rules";
import type { StoredCaseState, SubjectKind } from "./contract";
import { type NewEvidence, type NewReport, refuseReport } from "./receive-contract";
import { type PriorityTerms, priorityOf, sourceRank, termsOf } from "./rules-priority";

/** A report that states no category is taken for moderate until a person has looked: neither starved nor rushed. */
export const unstatedSeverity: Severity = 2;
/** Platforms' clocks may be ahead by this much. Source: `contract.md`, "Report". */
const aheadMinutes = 5;

const fault = (pointer: string, zh: string, en: string): FieldFault => ({ pointer, reason: { zh, en } });

/** Fields that name a person or a group. Ids of the platform's own are `isId`: they are often long numbers. */
function identityFields({ subject, reporter, evidence = [] }: NewReport) {
  const ids: [string, string | undefined][] = [
    ["/subject/externalId", subject.type === "message" ? undefined : subject.externalId],
    ["/subject/groupExternalId", subject.groupExternalId],
    ["/subject/authorExternalId", subject.authorExternalId],
    ["/reporter/externalId", reporter?.externalId],
    ...evidence.map((item, at): [string, string | undefined] => [
      `/evidence/${at}/authorExternalId`,
      item.authorExternalId,
    ]),
  ];
  const contact: [string, string | undefined] = ["/reporter/contact", reporter?.contact];
  return [
    ...ids.filter(([, value]) => value && holdsResidentNumber(value)),
    ...[contact].filter(([, value]) => value && looksLikeDocumentNumber(value)),
  ].map(([pointer]) => pointer);
}

/**
 * May this well-formed report be taken at all? Refuses, naming the field: source_not_allowed, document_number,
 * unknown_category, future.
 */
export function admit(by: Actor, report: NewReport, policy: Policy, now: Date): Refusal | null {
  const { source, category, evidence = [] } = report;
  if ((by.kind === "key" && !by.sources.includes(source)) || (by.kind === "staff" && source !== "staff"))
    return refuseReport("source_not_allowed", { source }, [
      fault("/source", "此密钥不得声明该来源", "is not a source that this key may state"),
    ]);
  const documents = identityFields(report);
  if (documents.length > 0)
    return refuseReport(
      "document_number",
      {},
      documents.map((pointer) => fault(pointer, "疑似证件号码", "looks like the number of an identity document")),
    );
  if (category !== undefined && !leafOf(policy, category))
    return refuseReport("unknown_category", { category }, [
      fault("/category", "不是已发布分类中的末级类别", "is not a leaf of the published taxonomy"),
    ]);
  const latest = after(now, aheadMinutes * minute).getTime();
  const times: [string, string | undefined][] = [
    ["/occurredAt", report.occurredAt],
    ...evidence.map((item, at): [string, string | undefined] => [`/evidence/${at}/sentAt`, item.sentAt]),
  ];
  const future = times.filter(([, value]) => value !== undefined && Date.parse(value) > latest);
  if (future.length === 0) return null;
  return refuseReport(
    "future",
    {},
    future.map(([pointer]) =>
      fault(pointer, `不得晚于现在 ${aheadMinutes} 分钟以上`, `must not be more than ${aheadMinutes} minutes ahead`),
    ),
  );
}

/** Without the members that are undefined: the canonical form refuses those. */
const stated = (value: object): Json => JSON.parse(JSON.stringify(value));

/** SHA-256 of what a report says, hex: the same external id with other content is a conflict. */
export const contentSha256 = (report: NewReport): string =>
  createHash("sha256")
    .update(canonicalBytes(stated(report)))
    .digest("hex");

/** As stated; else of the text's UTF-8 bytes, else of the url's, else of the item's RFC 8785 bytes. Hex. */
export const evidenceSha256 = (item: NewEvidence): string =>
  item.sha256?.toLowerCase() ??
  createHash("sha256")
    .update(item.text ?? item.url ?? canonicalBytes(stated(item)))
    .digest("hex");

/** The items of a report; a reported message that no item shows gets one of its own, so that it has a finding. */
export function evidenceOf({ subject, evidence = [] }: NewReport): NewEvidence[] {
  if (subject.type !== "message") return evidence;
  const items = evidence.map((item) => ({
    ...item,
    ...((item.role ?? "reported") === "reported" && {
      messageExternalId: item.messageExternalId ?? subject.externalId,
      ...((item.messageExternalId ?? subject.externalId) === subject.externalId && {
        authorExternalId: item.authorExternalId ?? subject.authorExternalId,
      }),
    }),
  }));
  if (items.some((item) => item.messageExternalId === subject.externalId)) return items;
  return [
    {
      kind: "text",
      messageExternalId: subject.externalId,
      ...(subject.authorExternalId && { authorExternalId: subject.authorExternalId }),
    },
    ...items,
  ];
}

/** Whose case a report joins: a message's author's, the group's when she is unknown. Source: `domain.md`, "case". */
export function subjectOf({ subject }: NewReport): { readonly kind: SubjectKind; readonly externalId: string } {
  if (subject.type !== "message") return { kind: subject.type, externalId: subject.externalId };
  if (subject.authorExternalId) return { kind: "account", externalId: subject.authorExternalId };
  return { kind: "group", externalId: subject.groupExternalId ?? "" };
}

/** What receiving needs to know of an open case, and leaves behind. */
export type OpenCase = {
  readonly id: string;
  readonly state: StoredCaseState;
  readonly round: number;
  readonly queue: string;
  readonly category: string | null;
  readonly severity: number;
  readonly source: Source;
  readonly terms: PriorityTerms;
  readonly reportCount: number;
  readonly reporterCount: number;
  readonly reporterWeight: number;
  readonly openedAt: Date;
  readonly dueAt: Date;
  readonly regulatorDueAt: Date | null;
  readonly version: number;
};

/** One report, as far as its case is concerned. */
export type Arrival = {
  readonly reportId: string;
  /** When it came in, whatever handles it later. */
  readonly arrivedAt: Date;
  readonly source: Source;
  readonly category: string | null;
  readonly severity: Severity;
  readonly regulatorDueAt: Date | null;
  readonly subjectKind: SubjectKind;
  readonly subjectId: string;
  /** The same reporter about the same thing again. */
  readonly duplicate: boolean;
  /** Of a reporter who is new to this round of the case; null for one already counted, and for nobody named. */
  readonly newReporterWeight: number | null;
  /** Of the group concerned. */
  readonly memberCount: number;
  readonly grade: Grade | null;
};

/** A case's place in the lists, as its gravest report and its highest source have it. */
export function placed(policy: Policy, subjectKind: SubjectKind, found: OpenCase, grade: Grade | null): string {
  const severity = found.severity as Severity;
  return routeOf(policy, { subjectKind, category: found.category, severity, source: found.source, grade });
}

/** The case that a report opens when its subject has none open. `upheldBefore`: earlier cases with an upheld report. */
export function opened(id: string, arrival: Arrival, upheldBefore: number, policy: Policy): OpenCase {
  const { arrivedAt, source, category, severity, regulatorDueAt, memberCount, grade } = arrival;
  const begun: OpenCase = {
    id,
    state: "open",
    round: 1,
    queue: "",
    category,
    severity,
    source,
    terms: termsOf({ severity, reporterWeight: 0, source, memberCount, grade, upheldBefore, arrivedAt }),
    reportCount: 0,
    reporterCount: 0,
    reporterWeight: 0,
    openedAt: arrivedAt,
    dueAt: slaDueAt(policy, severity, source, arrivedAt, regulatorDueAt),
    regulatorDueAt,
    version: 0,
  };
  return { ...begun, queue: placed(policy, arrival.subjectKind, begun, grade) };
}

/** Of the stated category; moderate when none is stated. */
export const severityOf = (policy: Policy, category: string | undefined): Severity =>
  (category === undefined ? null : leafOf(policy, category)?.severity) ?? unstatedSeverity;

const earlier = (a: Date | null, b: Date | null) => (a && b ? (a < b ? a : b) : (a ?? b));

/**
 * A report joins an open case, whatever its state: one that is put aside or awaits approval takes further reports too.
 * Severity and category are the gravest, the source the highest-ranking, the due time the earliest; the case moves to
 * another queue only while it waits there and a graver report or a higher source asks for it.
 */
export function joined(found: OpenCase, arrival: Arrival, policy: Policy): OpenCase {
  const { severity } = arrival;
  // A stated category is worth more than none, at the same severity.
  const isGraver =
    severity > found.severity || (found.category === null && arrival.category !== null && severity === found.severity);
  const isHigher = sourceRank(arrival.source) > sourceRank(found.source);
  const { category, source } = {
    category: isGraver ? arrival.category : found.category,
    source: isHigher ? arrival.source : found.source,
  };
  const worst = Math.max(severity, found.severity);
  const reporterWeight = found.reporterWeight + (arrival.newReporterWeight ?? 0);
  const { memberCount, grade } = arrival;
  const fresh = termsOf({
    severity: worst,
    reporterWeight,
    source,
    memberCount,
    grade,
    upheldBefore: 0,
    arrivedAt: found.openedAt,
  });
  const next: OpenCase = {
    ...found,
    category,
    source,
    severity: worst,
    terms: { ...fresh, reach: Math.max(fresh.reach, found.terms.reach), repeat: found.terms.repeat },
    reportCount: found.reportCount + 1,
    reporterCount: found.reporterCount + (arrival.newReporterWeight === null ? 0 : 1),
    reporterWeight,
    dueAt: earlier(
      found.dueAt,
      slaDueAt(policy, severity, arrival.source, arrival.arrivedAt, arrival.regulatorDueAt),
    ) as Date,
    regulatorDueAt: earlier(found.regulatorDueAt, arrival.regulatorDueAt),
    version: found.version + 1,
  };
  const mayMove = found.state === "open" || found.state === "reopened" || found.state === "snoozed";
  return (isGraver || isHigher) && mayMove
    ? { ...next, queue: placed(policy, arrival.subjectKind, next, grade) }
    : next;
}

/** The stored number of a case. */
export const priorityNow = (found: OpenCase): number => priorityOf(found.terms);

/** What the log says of a report: `next` is its case with the report in it. */
export const received = (arrival: Arrival, next: OpenCase, number: number, opened: boolean): Entry => ({
  kind: "report",
  action: "report.received",
  subject: { kind: "case", id: next.id, version: next.version },
  caseId: next.id,
  pub: {
    report: arrival.reportId,
    case: number,
    round: next.round,
    source: arrival.source,
    category: arrival.category,
    severity: arrival.severity,
    subjectKind: arrival.subjectKind,
    subject: arrival.subjectId,
    duplicate: arrival.duplicate,
    opened,
    receivedAt: instant(arrival.arrivedAt),
    dueAt: instant(next.dueAt),
  },
});

import type { Tx } from "../../../db/client";
import type { caseRow, evidence, report } from "../../../db/schema";
import { assert } from "../../kernel/assert";
import { gramsOf } from "../../kernel/grams";
import { newId } from "../../kernel/id";
import type { Policy } from "../../policy/contract";
import { sealMany, type ToSeal } from "../../privacy/seal";
import { ensureSubjects, refKey, type Subject, type SubjectRef } from "../../registry/service/subjects";
import type { Settle } from "../../transact";
import type { NewReport, Received } from "../receive-contract";
import { reporterWeight } from "../rules-priority";
import {
  type Arrival,
  evidenceOf,
  evidenceSha256,
  joined,
  type OpenCase,
  opened,
  priorityNow,
  received,
  severityOf,
  subjectOf,
} from "../rules-receive";
import {
  insertCases,
  insertEvidence,
  insertReports,
  lockOpenCases,
  recordsOf,
  reportedBefore,
  saveCases,
  upheldBefore,
} from "../store-receive";
import { receiptHash, receiptOf } from "./receipt";

/** A report on its way in, with what does not depend on the database. */
export type Incoming = {
  readonly at: number;
  readonly report: NewReport;
  readonly id: string;
  readonly arrivedAt: Date;
  readonly sha256: string;
  readonly reporterRef: string | null;
  readonly payloadId: string | null;
};

/** What the reports of a batch have in common. */
export type Frame = {
  readonly origin: string;
  readonly names: ReadonlyMap<string, string> | undefined;
  readonly policy: Policy;
  readonly now: Date;
};

/** Somebody else committed the same case or the same external id meanwhile: the batch begins anew and finds it. */
export class Overtaken extends Error {}

/** A report with the subjects it names. */
type Placed = Incoming & {
  readonly subject: Subject;
  readonly group: Subject | null;
  readonly items: ReturnType<typeof evidenceOf>;
};

const named = (subjects: Map<string, Subject>, ref: SubjectRef): Subject => {
  const found = subjects.get(refKey(ref));
  assert(found, "a named subject was not found or made");
  return found;
};

async function place(
  tx: Tx,
  incoming: readonly Incoming[],
  { names, now }: Frame,
): Promise<{ placed: Placed[]; subjects: Map<string, Subject> }> {
  const drafts = incoming.map((each) => ({ ...each, items: evidenceOf(each.report) }));
  const refs = drafts.flatMap(({ report: { subject }, items, report }): SubjectRef[] => [
    subjectOf(report),
    ...(subject.groupExternalId ? [{ kind: "group" as const, externalId: subject.groupExternalId }] : []),
    ...items.flatMap(({ authorExternalId }) =>
      authorExternalId ? [{ kind: "account" as const, externalId: authorExternalId }] : [],
    ),
  ]);
  const subjects = await ensureSubjects(
    tx,
    refs.map((ref) => ({ ...ref, name: names?.get(refKey(ref)) })),
    now,
  );
  const placed = drafts.map((draft): Placed => {
    const { subject: stated } = draft.report;
    const subject = named(subjects, subjectOf(draft.report));
    const group = stated.groupExternalId
      ? named(subjects, { kind: "group", externalId: stated.groupExternalId })
      : subject.kind === "group"
        ? subject
        : null;
    return { ...draft, subject, group };
  });
  return { placed, subjects };
}

/** Everything that is sealed, in one call; `take` gives the values back in the order they were asked. */
async function sealTexts(tx: Tx, placed: readonly Placed[], subjects: Map<string, Subject>, now: Date) {
  const asked: ToSeal[] = [];
  const ask = (about: string, purpose: string, value: string | undefined) =>
    value === undefined ? null : asked.push({ about, purpose, value }) - 1;
  const plan = placed.map(({ id, report, reporterRef, subject, group, items }) => {
    const about = reporterRef ? `reporter:${reporterRef}` : `${subject.kind}:${subject.id}`;
    const reporter = report.reporter && JSON.stringify(report.reporter);
    return {
      about,
      description: ask(about, `report:${id}:description`, report.description),
      reporter: ask(about, `report:${id}:reporter`, reporter),
      items: items.map((item) => {
        const itemId = newId(now);
        const author = item.authorExternalId && named(subjects, { kind: "account", externalId: item.authorExternalId });
        const owner = author || group || subject;
        const of = `${owner.kind}:${owner.id}`;
        return {
          id: itemId,
          about: of,
          text: ask(of, `evidence:${itemId}:text`, item.text),
          url: ask(of, `evidence:${itemId}:url`, item.url),
        };
      }),
    };
  });
  const sealed = await sealMany(tx, now, asked);
  return { plan, take: (at: number | null) => (at === null ? null : (sealed[at] as Buffer)) };
}

const subjectKey = (subject: Subject) => `${subject.kind}:${subject.id}`;

type Entered = {
  readonly round: number;
  readonly caseId: string;
  readonly eventId: string;
  readonly duplicate: boolean;
};

/** Finds or opens the cases and enters each report, in order, under its case's lock. */
async function enterCases(tx: Tx, settle: Settle, placed: readonly Placed[], policy: Policy, now: Date) {
  const subjects = [...new Map(placed.map(({ subject }) => [subjectKey(subject), subject])).values()];
  const keys = subjects.map(({ kind, id }) => ({ kind, id }));
  const refs = [...new Set(placed.flatMap(({ reporterRef }) => reporterRef ?? []))];
  // Sent at once; the database runs them one after the other, so the later ones see what the lock waited for.
  const [rows, before, records] = await Promise.all([
    lockOpenCases(tx, keys),
    refs.length > 0 ? reportedBefore(tx, keys, refs) : [],
    refs.length > 0 ? recordsOf(tx, refs) : [],
  ]);
  const record = new Map(records.map((row) => [row.ref, row]));
  const reporters = new Set(before.map((row) => `${row.caseId} ${row.reporterRef}`));
  const messages = new Set(before.map((row) => `${row.caseId} ${row.reporterRef} ${row.message ?? ""}`));
  const openNow = new Map<string, OpenCase>(rows.map((row) => [`${row.kind}:${row.subjectId}`, row]));
  const numbers = new Map(rows.map((row) => [row.id, row.number]));
  // In one order everywhere, so that two batches that open the same cases wait in one direction only.
  const missing = subjects
    .filter((subject) => !openNow.has(subjectKey(subject)))
    .sort((a, b) => (refKey(a) < refKey(b) ? -1 : 1));
  const upheld =
    missing.length > 0
      ? await upheldBefore(
          tx,
          missing.map(({ kind, id }) => ({ kind, id })),
        )
      : new Map();
  const steps = placed.map(({ id, arrivedAt, report, reporterRef, subject, group }) => {
    const key = subjectKey(subject);
    const found = openNow.get(key);
    const caseId = found?.id ?? newId(now);
    const reporterKey = `${caseId} ${reporterRef}`;
    const messageKey = `${reporterKey} ${report.subject.type === "message" ? report.subject.externalId : ""}`;
    const arrival: Arrival = {
      reportId: id,
      arrivedAt,
      source: report.source,
      category: report.category ?? null,
      severity: severityOf(policy, report.category),
      regulatorDueAt: report.regulator ? new Date(report.regulator.dueAt) : null,
      subjectKind: subject.kind,
      subjectId: subject.id,
      duplicate: reporterRef !== null && messages.has(messageKey),
      newReporterWeight:
        reporterRef !== null && !reporters.has(reporterKey) ? reporterWeight(record.get(reporterRef)) : null,
      memberCount: group?.memberCount ?? 0,
      grade: group?.grade ?? null,
    };
    if (reporterRef !== null) reporters.add(reporterKey);
    if (reporterRef !== null) messages.add(messageKey);
    const next = joined(found ?? opened(caseId, arrival, upheld.get(key) ?? 0, policy), arrival, policy);
    openNow.set(key, next);
    return { arrival, next, opened: found === undefined };
  });
  const isNew = new Set(missing.map(subjectKey));
  if (missing.length > 0) {
    const made = await insertCases(
      tx,
      missing.map((subject) => caseOf(subject, openNow.get(subjectKey(subject)) as OpenCase)),
    );
    if (made.size < missing.length) throw new Overtaken("another process opened one of these cases");
    for (const [id, number] of made) numbers.set(id, number);
  }
  const entered = steps.map(({ arrival, next, opened }): Entered & { number: number } => {
    const number = numbers.get(next.id) as number;
    const entry = received(arrival, next, number, opened);
    const { eventId } = settle({ ok: true, next: null, entry, effects: [] });
    return { caseId: next.id, round: next.round, eventId, duplicate: arrival.duplicate, number };
  });
  const changed = [...openNow]
    .filter(([key]) => !isNew.has(key))
    .map(([, next]) => ({ ...next, priority: priorityNow(next) }));
  return { entered, changed };
}

const caseOf = (subject: Subject, next: OpenCase): typeof caseRow.$inferInsert => {
  const { terms, ...rest } = next;
  return {
    ...rest,
    priorityTerms: terms,
    priority: priorityNow(next),
    subjectKind: subject.kind,
    subjectId: subject.id,
    subjectName: subject.name,
    subjectCode: subject.code,
    grams: gramsOf(`${subject.name} ${subject.code}`),
  };
};

/** Stores a batch. Everybody takes in this order: subjects, sealing keys, cases; then nobody waits in a circle. */
export async function storeBatch(
  tx: Tx,
  settle: Settle,
  frame: Frame,
  incoming: readonly Incoming[],
): Promise<Map<number, Received>> {
  const { origin, policy, now } = frame;
  const { placed, subjects } = await place(tx, incoming, frame);
  const { plan, take } = await sealTexts(tx, placed, subjects, now);
  const { entered, changed } = await enterCases(tx, settle, placed, policy, now);
  const reportRows: (typeof report.$inferInsert)[] = [];
  const evidenceRows: (typeof evidence.$inferInsert)[] = [];
  const answers = new Map<number, Received>();
  placed.forEach((each, index) => {
    const { report: said, subject, id } = each;
    const sealed = plan[index] as (typeof plan)[number];
    const { number, caseId, round, eventId, duplicate } = entered[index] as (typeof entered)[number];
    const receipt = receiptOf(id);
    answers.set(each.at, { ok: true, reportId: id, receipt, caseNumber: number, duplicate, isReplay: false });
    reportRows.push({
      id,
      receiptHash: receiptHash(receipt),
      origin,
      externalId: said.externalId ?? null,
      payloadId: each.payloadId,
      contentSha256: each.sha256,
      source: said.source,
      subjectKind: subject.kind,
      subjectId: subject.id,
      groupId: each.group?.id ?? null,
      messageExternalId: said.subject.type === "message" ? said.subject.externalId : null,
      category: said.category ?? null,
      policyNumber: policy.number,
      severity: severityOf(policy, said.category),
      description: take(sealed.description),
      reporterRef: each.reporterRef,
      about: sealed.about,
      reporter: take(sealed.reporter),
      regulatorOffice: said.regulator?.office ?? null,
      regulatorLetter: said.regulator?.letterNumber ?? null,
      dueAt: said.regulator ? new Date(said.regulator.dueAt) : null,
      occurredAt: said.occurredAt ? new Date(said.occurredAt) : null,
      receivedAt: each.arrivedAt,
      state: "attached",
      duplicate,
      caseId,
      round,
      closedAt: null,
      version: 1,
      eventId,
    });
    each.items.forEach((item, ordinal) => {
      const place = sealed.items[ordinal] as (typeof sealed.items)[number];
      evidenceRows.push({
        id: place.id,
        reportId: id,
        ordinal,
        caseId,
        kind: item.kind,
        role: item.role ?? "reported",
        messageExternalId: item.messageExternalId ?? null,
        authorExternalId: item.authorExternalId ?? null,
        text: take(place.text),
        url: take(place.url),
        about: place.about,
        sha256: evidenceSha256(item),
        sentAt: item.sentAt ? new Date(item.sentAt) : null,
        views: item.views ?? null,
        forwards: item.forwards ?? null,
        comments: item.comments ?? null,
        receivedAt: each.arrivedAt,
      });
    });
  });
  await Promise.all([
    insertReports(tx, reportRows),
    evidenceRows.length > 0 && insertEvidence(tx, evidenceRows),
    changed.length > 0 && saveCases(tx, changed),
  ]);
  return answers;
}

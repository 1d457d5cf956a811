import { and, desc, eq, inArray, isNotNull, lt, ne, or, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { Reader } from "../../db/client";
import {
  account,
  auditEvent,
  auditLeaf,
  caseDraft,
  caseRow,
  evidence,
  group,
  membership,
  report,
  staff,
} from "../../db/schema";
import { leafOfEvent } from "../audit/store-list";

/** What the head of a case says of its group. */
export async function groupFacts(tx: Reader, groupId: string) {
  const founder = alias(account, "founder");
  const [row] = await tx
    .select({
      externalId: group.externalId,
      confirmed: group.confirmed,
      category: group.category,
      grade: group.grade,
      status: group.status,
      memberCount: group.memberCount,
      founderId: founder.id,
      founderName: founder.nickname,
      founderCode: founder.code,
      credit: founder.credit,
      verification: founder.verification,
    })
    .from(group)
    .leftJoin(founder, eq(founder.id, group.founderId))
    .where(eq(group.id, groupId));
  return row ?? null;
}

/** What the head of a case says of its account. */
export async function accountFacts(tx: Reader, accountId: string) {
  const [row] = await tx
    .select({
      externalId: account.externalId,
      confirmed: account.confirmed,
      credit: account.credit,
      verification: account.verification,
      restrictions: account.restrictions,
      registeredAt: account.registeredAt,
    })
    .from(account)
    .where(eq(account.id, accountId));
  return row ?? null;
}

/** The regulator's letter with the earliest deadline among the reports of a case. */
export async function letterOf(tx: Reader, caseId: string) {
  const [row] = await tx
    .select({ office: report.regulatorOffice, letterNumber: report.regulatorLetter, dueAt: report.dueAt })
    .from(report)
    .where(and(eq(report.caseId, caseId), isNotNull(report.dueAt)))
    .orderBy(report.dueAt)
    .limit(1);
  return row ?? null;
}

/** Entries about a case, newest first, `limit` and one more. */
export const entriesOf = (tx: Reader, caseId: string, before: string | null, limit: number) =>
  tx
    .select({
      id: auditEvent.id,
      action: auditEvent.action,
      occurredAt: auditEvent.occurredAt,
      actorRef: auditEvent.actorRef,
      actorName: staff.name,
      version: auditEvent.subjectVersion,
      body: auditEvent.bodyJson,
      leaf: auditLeaf.index,
    })
    .from(auditEvent)
    .leftJoin(auditLeaf, leafOfEvent)
    .leftJoin(staff, sql`${auditEvent.actorRef} = 'staff:' || ${staff.id}`)
    .where(and(eq(auditEvent.caseId, caseId), before === null ? undefined : lt(auditEvent.id, before)))
    .orderBy(desc(auditEvent.id))
    .limit(limit + 1);

/** Reports of a round by category and source, with distinct reporters; a report without a reporter is one by itself. */
export const reportGroups = (tx: Reader, caseId: string) =>
  tx
    .select({
      category: report.category,
      source: report.source,
      count: sql<number>`count(*)::int`,
      reporters: sql<number>`count(distinct coalesce(${report.reporterRef}, ${report.id}::text))::int`,
      withdrawn: sql<number>`(count(*) filter (where ${report.state} = 'withdrawn'))::int`,
      firstAt: sql<string>`min(${report.receivedAt})`,
    })
    .from(report)
    .where(eq(report.caseId, caseId))
    .groupBy(report.category, report.source);

/** Distinct reporters of a case: one who reported under two headings is one person. */
export async function reporterCount(tx: Reader, caseId: string): Promise<number> {
  const [row] = await tx
    .select({ count: sql<number>`count(distinct coalesce(${report.reporterRef}, ${report.id}::text))::int` })
    .from(report)
    .where(eq(report.caseId, caseId));
  return row?.count ?? 0;
}

/** Single reports of a case, newest first, `limit` and one more. */
export const reportsOf = (tx: Reader, caseId: string, before: string | null, limit: number) =>
  tx
    .select({
      id: report.id,
      source: report.source,
      category: report.category,
      state: report.state,
      duplicate: report.duplicate,
      round: report.round,
      receivedAt: report.receivedAt,
      occurredAt: report.occurredAt,
      office: report.regulatorOffice,
      letterNumber: report.regulatorLetter,
    })
    .from(report)
    .where(and(eq(report.caseId, caseId), before === null ? undefined : lt(report.id, before)))
    .orderBy(desc(report.id))
    .limit(limit + 1);

/** Earlier and later cases of the same subject, newest first. */
export const casesOfSubject = (tx: Reader, kind: string, subjectId: string, except: string, limit: number) =>
  tx
    .select({
      number: caseRow.number,
      state: caseRow.state,
      category: caseRow.category,
      severity: caseRow.severity,
      round: caseRow.round,
      reportCount: caseRow.reportCount,
      openedAt: caseRow.openedAt,
      decidedAt: caseRow.decidedAt,
    })
    .from(caseRow)
    .where(and(eq(caseRow.subjectKind, kind), eq(caseRow.subjectId, subjectId), ne(caseRow.id, except)))
    .orderBy(desc(caseRow.openedAt))
    .limit(limit);

/** Items of evidence, oldest first, with what is needed to open them. */
export const evidenceOf = (tx: Reader, caseId: string, limit: number) =>
  tx
    .select({
      id: evidence.id,
      reportId: evidence.reportId,
      kind: evidence.kind,
      role: evidence.role,
      messageExternalId: evidence.messageExternalId,
      authorExternalId: evidence.authorExternalId,
      text: evidence.text,
      url: evidence.url,
      about: evidence.about,
      sha256: evidence.sha256,
      sentAt: evidence.sentAt,
      views: evidence.views,
      forwards: evidence.forwards,
      comments: evidence.comments,
      receivedAt: evidence.receivedAt,
      category: report.category,
      policyNumber: report.policyNumber,
    })
    .from(evidence)
    .innerJoin(report, eq(report.id, evidence.reportId))
    .where(eq(evidence.caseId, caseId))
    .orderBy(evidence.id)
    .limit(limit);

/** What reporters wrote, newest first. */
export const descriptionsOf = (tx: Reader, caseId: string, limit: number) =>
  tx
    .select({
      reportId: report.id,
      category: report.category,
      source: report.source,
      policyNumber: report.policyNumber,
      about: report.about,
      sealed: report.description,
      withdrawal: report.withdrawal,
      receivedAt: report.receivedAt,
    })
    .from(report)
    .where(and(eq(report.caseId, caseId), or(isNotNull(report.description), isNotNull(report.withdrawal))))
    .orderBy(desc(report.id))
    .limit(limit);

/** Names of the authors of messages, with their role in the group when there is one. */
export const authorsOf = (tx: Reader, externalIds: readonly string[], groupId: string | null) =>
  tx
    .select({
      externalId: account.externalId,
      id: account.id,
      name: account.nickname,
      code: account.code,
      role: membership.role,
    })
    .from(account)
    .leftJoin(
      membership,
      and(
        eq(membership.accountId, account.id),
        eq(membership.groupId, groupId ?? "00000000-0000-0000-0000-000000000000"),
      ),
    )
    .where(inArray(account.externalId, [...externalIds]));

export async function draftOf(tx: Reader, caseId: string, staffId: string) {
  const [row] = await tx
    .select({ draft: caseDraft.draft, savedAt: caseDraft.savedAt })
    .from(caseDraft)
    .where(and(eq(caseDraft.caseId, caseId), eq(caseDraft.staffId, staffId)));
  return row ?? null;
}

/** Everybody's drafts of a case. */
export const draftsOf = (tx: Reader, caseId: string) =>
  tx
    .select({ staffId: caseDraft.staffId, draft: caseDraft.draft, savedAt: caseDraft.savedAt })
    .from(caseDraft)
    .where(eq(caseDraft.caseId, caseId));

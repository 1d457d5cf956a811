import { and, asc, eq, inArray, isNotNull, or, sql } from "drizzle-orm";
import type { Reader, Tx } from "../../db/client";
import {
  account,
  auditPrivateField,
  caseDraft,
  caseRow,
  decision,
  evidence,
  group,
  legalHold,
  membership,
  outgoing,
  privacyKey,
  report,
} from "../../db/schema";
import type { Kept } from "./rules";
import type { Subject } from "./store-subject";

/** Private fields of the log sealed under a key (`account:<id>` …), in the order of their names. */
export const privateFieldsAbout = (tx: Reader, about: string) =>
  tx
    .select({ eventId: auditPrivateField.eventId, name: auditPrivateField.name })
    .from(auditPrivateField)
    .where(eq(auditPrivateField.about, about))
    .orderBy(asc(auditPrivateField.eventId), asc(auditPrivateField.name));

const filedAfter = (tx: Reader, reporterRef: string, place: { caseId: string; id: string } | null, limit: number) =>
  tx
    .select({
      id: report.id,
      caseId: report.caseId,
      about: report.about,
      description: report.description,
      subjectKind: report.subjectKind,
      subjectId: report.subjectId,
    })
    .from(report)
    .where(
      and(
        eq(report.reporterRef, reporterRef),
        place ? sql`(${report.caseId}, ${report.id}) > (${place.caseId}::uuid, ${place.id}::uuid)` : undefined,
      ),
    )
    .orderBy(asc(report.caseId), asc(report.id))
    .limit(limit);

export type Filed = Awaited<ReturnType<typeof filedAfter>>[number];

/**
 * Reports that she filed, under her pseudonym, some at a time: somebody's words are opened and sealed anew, and a
 * partner or a program may have filed very many. None of them may be changed meanwhile.
 */
export async function* filedBy(tx: Reader, reporterRef: string, pageSize = 500): AsyncGenerator<readonly Filed[]> {
  for (let place: Filed | null = null; ; ) {
    const page: Filed[] = await filedAfter(tx, reporterRef, place, pageSize);
    if (page.length > 0) yield page;
    if (page.length < pageSize) return;
    place = page.at(-1) ?? null;
  }
}

/** Which of these keys (`account:<id>` …) were destroyed. */
export async function destroyedAmong(tx: Reader, abouts: readonly string[]): Promise<Set<string>> {
  if (abouts.length === 0) return new Set();
  const rows = await tx
    .select({ about: privacyKey.about })
    .from(privacyKey)
    .where(and(inArray(privacyKey.about, [...abouts]), sql`${privacyKey.wrapped} is null`));
  return new Set(rows.map((row) => row.about));
}

/** Decisions about others that also proposed or carried a measure on her, with the words that were sealed with them. */
export function carriedOn(tx: Reader, accountId: string) {
  const named = JSON.stringify([{ subject: { kind: "account", id: accountId } }]);
  return tx
    .select({
      id: decision.id,
      subjectKind: decision.subjectKind,
      subjectId: decision.subjectId,
      reasoning: decision.reasoning,
      proposed: decision.proposed,
    })
    .from(decision)
    .where(
      and(
        // By the measures that took effect, and by the groups that she is or was in for those that did not.
        sql`${decision.id} = any(array(
          select m.decision_id from measure m where m.subject_kind = 'account' and m.subject_id = ${accountId}::uuid
          union
          select d.id from membership s join decision d on d.subject_kind = 'group' and d.subject_id = s.group_id
          where s.account_id = ${accountId}::uuid and d.proposed @> ${named}::jsonb))`,
        sql`not (${decision.subjectKind} = 'account' and ${decision.subjectId} = ${accountId}::uuid)`,
        isNotNull(decision.reasoning),
      ),
    );
}

/** Reports whose payloads name a subject: about it, by it, with its words, or out of the group. */
const namedIn = ({ kind, id, reporterRef }: Subject) =>
  kind === "reporter"
    ? eq(report.reporterRef, reporterRef ?? "")
    : or(
        and(eq(report.subjectKind, kind), eq(report.subjectId, id)),
        reporterRef === null ? eq(report.groupId, id) : eq(report.reporterRef, reporterRef),
        sql`${report.id} in (select ${evidence.reportId} from ${evidence} where ${evidence.about} = ${`${kind}:${id}`})`,
      );

/** Keys of the payloads out of which such reports were taken: `payload:<id>`. */
export async function payloadKeys(tx: Reader, subject: Subject): Promise<string[]> {
  const rows = await tx
    .selectDistinct({ id: report.payloadId })
    .from(report)
    .where(and(isNotNull(report.payloadId), namedIn(subject)));
  return rows.map((row) => `payload:${row.id}`);
}

/** Keys under which the reasons of holds on a reporter were sealed: `reporter:<id of a report>`. */
export async function heldReporterKeys(tx: Reader, reporterRef: string): Promise<string[]> {
  const rows = await tx
    .selectDistinct({ id: legalHold.subjectId })
    .from(legalHold)
    .where(
      and(
        eq(legalHold.subjectKind, "reporter"),
        sql`${legalHold.subjectId} in (select r.id from report r where r.reporter_ref = ${reporterRef})`,
      ),
    );
  return rows.map((row) => `reporter:${row.id}`);
}

/** A report that she filed about somebody else: no longer hers. */
export type Unsigned = {
  readonly id: string;
  readonly reporter_ref: string;
  readonly about: string;
  /** Sealed anew, hex; null when there were no words, or they were about her. */
  readonly description: string | null;
};
/** A decision about others, its words sealed anew without those about her; hex. */
export type Rewritten = { readonly id: string; readonly reasoning: string };

/** Empties what rows that otherwise never change say of an account. */
export const blankAccount = (tx: Tx, erasureId: string, filed: readonly Unsigned[], carried: readonly Rewritten[]) =>
  tx.execute(
    sql`select privacy_blank(${erasureId}::uuid, ${JSON.stringify(filed)}::text, ${JSON.stringify(carried)}::text)`,
  );

/** The same, of a group. */
export const blankGroup = (tx: Tx, erasureId: string) =>
  tx.execute(sql`select privacy_blank_group(${erasureId}::uuid)`);

/** Takes a reporter out of her reports, all of which are given. */
export const blankReporter = (tx: Tx, erasureId: string, filed: readonly Unsigned[]) =>
  tx.execute(sql`select privacy_blank_reporter(${erasureId}::uuid, ${JSON.stringify(filed)}::text)`);

/** Deletes salts and sealed values of these private fields of the log. */
export const eraseFields = (
  tx: Tx,
  erasureId: string,
  eventId: string,
  fields: readonly { readonly eventId: string; readonly name: string }[],
) =>
  tx.execute(
    sql`select audit_erase(${erasureId}::uuid, ${eventId}::uuid,
      ${JSON.stringify(fields.map((field) => ({ event_id: field.eventId, name: field.name })))}::text)`,
  );

/** Empties copies of a subject's name, and deletes drafts about it. */
async function blankCopies(tx: Tx, { kind, id }: Pick<Kept, "kind" | "id">): Promise<void> {
  const ofIt = and(eq(caseRow.subjectKind, kind), eq(caseRow.subjectId, id));
  await tx.delete(caseDraft).where(inArray(caseDraft.caseId, tx.select({ id: caseRow.id }).from(caseRow).where(ofIt)));
  await tx.update(caseRow).set({ subjectName: "", grams: [] }).where(ofIt);
  // What the platform wrote of an order that it did not carry out.
  await tx.update(outgoing).set({ receiptReason: null }).where(eq(outgoing.subjectId, id));
}

/** Empties what may be changed anyway of an account: her row, copies of her name, drafts about her, her places in groups. */
export async function emptyAccount(tx: Tx, id: string, externalId: string, now: Date): Promise<void> {
  await blankCopies(tx, { kind: "account", id });
  await tx.delete(membership).where(eq(membership.accountId, id));
  await tx
    .update(account)
    .set({
      externalId,
      nickname: "",
      grams: [],
      verification: "unverified",
      verificationMethod: null,
      verificationToken: null,
      verifiedAt: null,
      minor: false,
      phone: null,
      registeredAt: null,
      sourceUpdatedAt: null,
      erasedAt: now,
      version: sql`${account.version} + 1`,
    })
    .where(eq(account.id, id));
}

/** The same of a group. Who was in it the platform tells anew, of a new group, if there is still one. */
export async function emptyGroup(tx: Tx, id: string, externalId: string, now: Date): Promise<void> {
  await blankCopies(tx, { kind: "group", id });
  await tx.delete(membership).where(eq(membership.groupId, id));
  await tx
    .update(group)
    .set({
      externalId,
      name: "",
      grams: [],
      memberCount: 0,
      messagesPerDay: 0,
      sourceUpdatedAt: null,
      erasedAt: now,
      version: sql`${group.version} + 1`,
    })
    .where(eq(group.id, id));
}

/**
 * Destroys keys. The subject's and those of payloads leave a mark, so that nothing is ever sealed under them again; the
 * key of a reporter's pseudonym goes with its row, because the same person may report again.
 */
export async function destroyKeys(
  tx: Tx,
  abouts: readonly string[],
  reporterRef: string | null,
  now: Date,
): Promise<void> {
  for (const about of abouts)
    await tx
      .insert(privacyKey)
      .values({ about, wrapped: null, createdAt: now, erasedAt: now })
      .onConflictDoUpdate({ target: privacyKey.about, set: { wrapped: null, erasedAt: now } });
  if (reporterRef !== null) await tx.delete(privacyKey).where(eq(privacyKey.about, `reporter:${reporterRef}`));
}

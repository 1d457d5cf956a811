import { and, asc, eq, inArray, isNotNull, or, sql } from "drizzle-orm";
import type { Reader, Tx } from "../../db/client";
import {
  account,
  auditPrivateField,
  caseDraft,
  caseRow,
  decision,
  evidence,
  membership,
  outgoing,
  privacyKey,
  report,
} from "../../db/schema";
import type { Her } from "./store";

/** Private fields of the log about an account, in the order of their names. */
export const privateFieldsAbout = (tx: Reader, accountId: string) =>
  tx
    .select({ eventId: auditPrivateField.eventId, name: auditPrivateField.name })
    .from(auditPrivateField)
    .where(eq(auditPrivateField.about, `account:${accountId}`))
    .orderBy(asc(auditPrivateField.eventId), asc(auditPrivateField.name));

/** Reports that she filed, under her pseudonym. */
export const filedBy = (tx: Reader, reporterRef: string) =>
  tx
    .select({
      id: report.id,
      about: report.about,
      description: report.description,
      subjectKind: report.subjectKind,
      subjectId: report.subjectId,
    })
    .from(report)
    .where(eq(report.reporterRef, reporterRef))
    .orderBy(asc(report.id));

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

/** Keys of the payloads out of which reports about her, by her or with words of hers were taken. */
export async function payloadKeys(tx: Reader, accountId: string, reporterRef: string): Promise<string[]> {
  const rows = await tx
    .selectDistinct({ id: report.payloadId })
    .from(report)
    .where(
      and(
        isNotNull(report.payloadId),
        or(
          and(eq(report.subjectKind, "account"), eq(report.subjectId, accountId)),
          eq(report.reporterRef, reporterRef),
          sql`${report.id} in (select ${evidence.reportId} from ${evidence} where ${evidence.about} = ${`account:${accountId}`})`,
        ),
      ),
    );
  return rows.map((row) => `payload:${row.id}`);
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

/** Empties what rows that otherwise never change say of her. */
export const blankKept = (tx: Tx, erasureId: string, filed: readonly Unsigned[], carried: readonly Rewritten[]) =>
  tx.execute(
    sql`select privacy_blank(${erasureId}::uuid, ${JSON.stringify(filed)}::text, ${JSON.stringify(carried)}::text)`,
  );

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

/** Empties what may be changed anyway: her row, copies of her name, drafts about her, her places in groups. */
export async function blankOpen(tx: Tx, her: Her, externalId: string, now: Date): Promise<void> {
  const cases = tx
    .select({ id: caseRow.id })
    .from(caseRow)
    .where(and(eq(caseRow.subjectKind, "account"), eq(caseRow.subjectId, her.id)));
  await tx.delete(caseDraft).where(inArray(caseDraft.caseId, cases));
  await tx
    .update(caseRow)
    .set({ subjectName: "", grams: [] })
    .where(and(eq(caseRow.subjectKind, "account"), eq(caseRow.subjectId, her.id)));
  // What the platform wrote of an order that it did not carry out.
  await tx.update(outgoing).set({ receiptReason: null }).where(eq(outgoing.subjectId, her.id));
  await tx.delete(membership).where(eq(membership.accountId, her.id));
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
    .where(eq(account.id, her.id));
}

/**
 * Destroys keys. Hers and those of payloads leave a mark, so that nothing is ever sealed under them again; the key of
 * her reporter's pseudonym goes with its row, because the platform may name the same person again.
 */
export async function destroyKeys(tx: Tx, abouts: readonly string[], reporterRef: string, now: Date): Promise<void> {
  for (const about of abouts)
    await tx
      .insert(privacyKey)
      .values({ about, wrapped: null, createdAt: now, erasedAt: now })
      .onConflictDoUpdate({ target: privacyKey.about, set: { wrapped: null, erasedAt: now } });
  await tx.delete(privacyKey).where(eq(privacyKey.about, `reporter:${reporterRef}`));
}

import { and, eq, sql } from "drizzle-orm";
import type { Reader, Tx } from "../../../db/client";
import { account, creditEntry, group } from "../../../db/schema";
import { assert } from "../../kernel/assert";
import { newId } from "../../kernel/id";
import type { CreditLevel, SubjectKind } from "../../policy/contract";
import { currentPolicy } from "../../policy/service";
import type { CreditReason, MeasureStatus, MemberRole, Subject } from "../contract";
import { byExternalIds, byId, lockByIds, makeStubs, managers } from "../store-subjects";

export type { Subject } from "../contract";

/** How a caller names a subject: by the platform's id. A name is for the stub that may have to be made. */
export type SubjectRef = { readonly kind: SubjectKind; readonly externalId: string; readonly name?: string };
/** Key of the map that `ensureSubjects` gives. */
export const refKey = (ref: SubjectRef) => `${ref.kind}:${ref.externalId}`;

/**
 * Finds the subjects that a report names, and makes unconfirmed stubs of those that nobody named before, each with a
 * code of its own. Safe beside others who name the same ones: there is one row in the end. Locks nothing that was
 * there; `lockSubjects` does. At most a few statements, however many references.
 *
 * @returns every reference asked, by `kind:externalId`.
 */
export async function ensureSubjects(tx: Tx, refs: readonly SubjectRef[], now: Date): Promise<Map<string, Subject>> {
  const found = new Map<string, Subject>();
  for (const kind of ["group", "account"] as const) {
    const wanted = [...new Set(refs.filter((ref) => ref.kind === kind).map((ref) => ref.externalId))];
    if (wanted.length === 0) continue;
    let known = await byExternalIds(tx, kind, wanted);
    if (known.length < wanted.length) {
      const seen = new Set(known.map((subject) => subject.externalId));
      const names = new Map(refs.map((ref) => [refKey(ref), ref.name]));
      const stubs = wanted
        .filter((externalId) => !seen.has(externalId))
        .map((externalId) => ({ externalId, name: names.get(refKey({ kind, externalId })) }));
      const { document } = await currentPolicy();
      await makeStubs(tx, kind, stubs, document.credit.initial, now);
      known = await byExternalIds(tx, kind, wanted);
    }
    for (const subject of known) found.set(refKey(subject), subject);
    assert(known.length === wanted.length, "a stub was made and is not there");
  }
  return found;
}

/** Locks one subject until the transaction ends. A bug when there is none: callers have its id from a row. */
export async function lockSubject(tx: Tx, kind: SubjectKind, id: string): Promise<Subject> {
  const [found] = await lockByIds(tx, kind, [id]);
  assert(found, `there is no ${kind} with this id`);
  return found;
}

/** Locks several subjects: groups before accounts, each kind in the order of ids, so that nobody deadlocks. */
export async function lockSubjects(
  tx: Tx,
  subjects: readonly { readonly kind: SubjectKind; readonly id: string }[],
): Promise<Map<string, Subject>> {
  const idsOf = (kind: SubjectKind) => [
    ...new Set(subjects.filter((subject) => subject.kind === kind).map((subject) => subject.id)),
  ];
  const locked = await Promise.all([
    lockByIds(tx, "group", idsOf("group")),
    lockByIds(tx, "account", idsOf("account")),
  ]);
  return new Map(locked.flat().map((subject) => [`${subject.kind}:${subject.id}`, subject]));
}

/** A subject by id, not locked; null when there is none. */
export const subjectById = (tx: Reader, kind: SubjectKind, id: string): Promise<Subject | null> => byId(tx, kind, id);

/** A subject by the platform's id, not locked; null when there is none. */
export const subjectByExternalId = async (tx: Reader, kind: SubjectKind, externalId: string): Promise<Subject | null> =>
  (await byExternalIds(tx, kind, [externalId]))[0] ?? null;

/** Founder first, then managers, at most 50, present ones only. */
export const managersOf = (tx: Reader, groupId: string): Promise<(Subject & { readonly role: MemberRole })[]> =>
  managers(tx, groupId);

/** Sets what the measures in force make of a group. The caller's entry about the measure explains it. */
export async function setGroupStatus(tx: Tx, groupId: string, status: MeasureStatus): Promise<void> {
  await tx.update(group).set({ measureStatus: status }).where(eq(group.id, groupId));
}

/** Sets the names of the restrictions in force on an account. The caller's entry about the measure explains it. */
export async function setAccountRestrictions(
  tx: Tx,
  accountId: string,
  restrictions: readonly string[],
): Promise<void> {
  await tx
    .update(account)
    .set({ restrictions: [...new Set(restrictions)].sort() })
    .where(eq(account.id, accountId));
}

export type CreditChange = {
  readonly accountId: string;
  readonly from: CreditLevel;
  readonly to: CreditLevel;
  readonly reason: CreditReason;
  readonly measureId: string | null;
  readonly at: Date;
  /** Of the entry `account.credit_changed`, whose subject version is the account's `version + 1`. */
  readonly eventId: string;
};

/**
 * Changes a level of credit through its ledger, the only way there is, and counts the entry in the account's version.
 * The caller holds the account's lock; a level that is not `from` is a bug.
 */
export async function changeCredit(tx: Tx, change: CreditChange): Promise<void> {
  const { accountId, from, to, reason, measureId, at, eventId } = change;
  const changed = await tx
    .update(account)
    .set({ credit: to, version: sql`${account.version} + 1` })
    .where(and(eq(account.id, accountId), eq(account.credit, from)))
    .returning({ id: account.id });
  assert(changed.length === 1, "the credit of this account is not what the caller locked");
  await tx.insert(creditEntry).values({ id: newId(at), accountId, from, to, reason, measureId, at, eventId });
}

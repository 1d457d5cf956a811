import { and, asc, eq, inArray, sql } from "drizzle-orm";
import type { Reader, Tx } from "../../db/client";
import { account, group, report, staffSubject } from "../../db/schema";
import { reporterRefOf } from "../cases/service/receive";
import type { KeptInput } from "./contract";
import type { Kept } from "./rules";

/** Whose data are kept, with what leads to all of it. */
export type Subject = Kept & {
  /** The platform's id of an account or a group. */
  readonly externalId: string | null;
  /** How people write it; null for a reporter. */
  readonly code: string | null;
  /** The pseudonym of the reports that she filed; null for a group. */
  readonly reporterRef: string | null;
};

/** The key of this kind of words: sealed under it are the reasons of holds, and all there is of accounts and groups. */
export const keyOf = (subject: Pick<Kept, "kind" | "id">) => `${subject.kind}:${subject.id}`;

const ofReporter = (ref: string) => `reporter:${ref}`;

async function accountOf(tx: Reader, id: string, isLocked: boolean): Promise<Subject | null> {
  const { externalId, code, version, erasedAt } = account;
  const query = tx.select({ externalId, code, version, erasedAt }).from(account).where(eq(account.id, id));
  const [row] = isLocked ? await query.for("update") : await query;
  if (!row) return null;
  const { erasedAt: at, ...rest } = row;
  const reporterRef = reporterRefOf({ externalId: row.externalId });
  return { kind: "account", id, ...rest, isErased: at !== null, reporterRef };
}

async function groupOf(tx: Reader, id: string, isLocked: boolean): Promise<Subject | null> {
  const { externalId, code, version, erasedAt } = group;
  const query = tx.select({ externalId, code, version, erasedAt }).from(group).where(eq(group.id, id));
  const [row] = isLocked ? await query.for("update") : await query;
  if (!row) return null;
  const { erasedAt: at, ...rest } = row;
  return { kind: "group", id, ...rest, isErased: at !== null, reporterRef: null };
}

const firstOf = (tx: Reader, ref: string) =>
  tx
    .select({ id: report.id, about: report.about })
    .from(report)
    .where(eq(report.reporterRef, ref))
    .orderBy(asc(report.id))
    .limit(1);

/** Who filed a report, by any of hers: her first one stands for her. Her words are under her key until she is erased. */
async function reporterOf(tx: Reader, reportId: string, isLocked: boolean): Promise<Subject | "nobody" | null> {
  const [named] = await tx.select({ ref: report.reporterRef }).from(report).where(eq(report.id, reportId));
  if (!named) return null;
  if (!named.ref) return "nobody";
  const [first] = isLocked ? await firstOf(tx, named.ref).for("update") : await firstOf(tx, named.ref);
  // Erased between the two statements: there is one pseudonym for all of hers again.
  if (!first) return reporterOf(tx, reportId, isLocked);
  return {
    kind: "reporter",
    id: first.id,
    externalId: null,
    code: null,
    version: null,
    isErased: first.about !== ofReporter(named.ref),
    reporterRef: named.ref,
  };
}

const find = (tx: Reader, { kind, id }: KeptInput, isLocked: boolean) =>
  ({ account: accountOf, group: groupOf, reporter: reporterOf })[kind](tx, id, isLocked);

/** A subject, not locked; null when there is none, `nobody` for a report that names no reporter. */
export const subjectOf = (tx: Reader, input: KeptInput) => find(tx, input, false);
/** The same, locked until the transaction ends. */
export const lockSubject = (tx: Tx, input: KeptInput) => find(tx, input, true);

/** Counts an entry about an account or a group. */
export async function countEntry(tx: Tx, { kind, id }: Pick<Kept, "kind" | "id">): Promise<void> {
  if (kind === "account")
    await tx
      .update(account)
      .set({ version: sql`${account.version} + 1` })
      .where(eq(account.id, id));
  if (kind === "group")
    await tx
      .update(group)
      .set({ version: sql`${group.version} + 1` })
      .where(eq(group.id, id));
}

/**
 * The ids under which holds and proposals about a subject stand: its own; of a reporter, those of all her reports,
 * because whichever was first then stands for her.
 */
export const namesOf = ({ kind, id, reporterRef }: Subject) =>
  kind === "reporter"
    ? sql`(select r.id from report r where r.reporter_ref = ${reporterRef})`
    : sql`(select ${id}::uuid)`;

/** Is it the person's own: her account, a group that she registered as hers, or reports that she filed herself? */
export async function isOwn(tx: Reader, staffId: string, subject: Subject): Promise<boolean> {
  if (subject.kind !== "reporter") {
    const rows = await tx
      .select({ id: staffSubject.subjectId })
      .from(staffSubject)
      .where(
        and(
          eq(staffSubject.staffId, staffId),
          eq(staffSubject.subjectKind, subject.kind),
          eq(staffSubject.subjectId, subject.id),
        ),
      );
    return rows.length > 0;
  }
  const hers = await tx
    .select({ externalId: account.externalId })
    .from(staffSubject)
    .innerJoin(account, eq(account.id, staffSubject.subjectId))
    .where(and(eq(staffSubject.staffId, staffId), eq(staffSubject.subjectKind, "account")));
  return hers.some((own) => reporterRefOf(own) === subject.reporterRef);
}

/** Accounts and groups by id, for a list: how people write them. */
export async function codesOf(
  tx: Reader,
  subjects: readonly Pick<Kept, "kind" | "id">[],
): Promise<Map<string, string>> {
  const ids = (kind: Kept["kind"]) => subjects.filter((each) => each.kind === kind).map(({ id }) => id);
  const [accounts, groups] = [ids("account"), ids("group")];
  const rows = await Promise.all([
    accounts.length > 0 &&
      tx.select({ id: account.id, code: account.code }).from(account).where(inArray(account.id, accounts)),
    groups.length > 0 && tx.select({ id: group.id, code: group.code }).from(group).where(inArray(group.id, groups)),
  ]);
  return new Map(rows.flatMap((found) => found || []).map(({ id, code }) => [id, code]));
}

import { and, asc, desc, eq, inArray, type SQL, sql } from "drizzle-orm";
import type { Reader, Tx } from "../../db/client";
import { caseRow, referral, referralPart, referralPerson, staff, staffSubject } from "../../db/schema";
import type { ReferralFilter, ReferralPart, ReferralState } from "./contract";
import type { Referral } from "./rules";

export type ReferralRow = typeof referral.$inferSelect;

/** A row as the rules see it. */
export const factsOf = (row: ReferralRow): Referral => ({
  id: row.id,
  number: row.number,
  state: row.state as ReferralState,
  case: { id: row.caseId, number: row.caseNumber },
  subject: { kind: row.subjectKind as "group" | "account", id: row.subjectId },
  danger: row.danger,
  office: row.office,
  parts: row.parts as ReferralPart[],
  evidence: row.evidence,
  draftedBy: row.draftedBy,
  proposedBy: row.proposedBy,
  sealedAt: row.sealedAt,
  handedOverAt: row.handedOverAt,
  version: row.version,
});

export async function referralByNumber(tx: Reader, number: string): Promise<ReferralRow | null> {
  const [row] = await tx.select().from(referral).where(eq(referral.number, number));
  return row ?? null;
}

export async function lockReferral(tx: Tx, number: string): Promise<ReferralRow | null> {
  const [row] = await tx.select().from(referral).where(eq(referral.number, number)).for("update");
  return row ?? null;
}

export async function insertReferral(tx: Tx, row: typeof referral.$inferInsert): Promise<void> {
  await tx.insert(referral).values(row);
}

export async function saveReferral(
  tx: Tx,
  id: string,
  change: { state: ReferralState; version: number } & Partial<typeof referral.$inferInsert>,
): Promise<void> {
  await tx.update(referral).set(change).where(eq(referral.id, id));
}

/** `R-2026-0001`: the next number of a year. Serialised by a lock on the year's name. */
export async function nextNumber(tx: Tx, year: number): Promise<string> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext(${`referral:${year}`}))`);
  const [row] = await tx
    .select({ last: sql<number>`coalesce(max(substring(${referral.number} from 8)::integer), 0)` })
    .from(referral)
    .where(sql`${referral.number} like ${`R-${year}-%`}`);
  return `R-${year}-${String((row?.last ?? 0) + 1).padStart(4, "0")}`;
}

export async function caseById(tx: Reader, id: string) {
  const [row] = await tx.select().from(caseRow).where(eq(caseRow.id, id));
  return row ?? null;
}

/** Locks the subject against being erased meanwhile: an erasure takes the same row. */
export async function lockSubjectRow(tx: Tx, kind: string, id: string): Promise<void> {
  const table = kind === "group" ? sql`chat_group` : sql`account`;
  await tx.execute(sql`select id from ${table} where id = ${id}::uuid for share`);
}

/** The same for the keys of those whose words are about to be packed. */
export async function lockKeys(tx: Tx, abouts: readonly string[]): Promise<void> {
  await tx.execute(sql`select about from privacy_key
    where about in (select json_array_elements_text(${JSON.stringify(abouts)}::json)) order by about for share`);
}

/** Is this subject the person's own? */
export async function isOwn(tx: Reader, staffId: string, subjectId: string): Promise<boolean> {
  const rows = await tx
    .select({ id: staffSubject.subjectId })
    .from(staffSubject)
    .where(and(eq(staffSubject.staffId, staffId), eq(staffSubject.subjectId, subjectId)))
    .limit(1);
  return rows.length > 0;
}

/** Puts a package beside the referral that is about to be sealed, with those whose words are in it. */
export async function insertPackage(
  tx: Tx,
  referralId: string,
  parts: readonly Buffer[],
  people: readonly string[],
): Promise<void> {
  // One after the other: a statement holds one part in hex.
  for (const [ordinal, bytes] of parts.entries()) await tx.insert(referralPart).values({ referralId, ordinal, bytes });
  if (people.length > 0) await tx.insert(referralPerson).values(people.map((about) => ({ referralId, about })));
}

export const partsOf = (tx: Reader, referralId: string) =>
  tx
    .select({ ordinal: referralPart.ordinal, bytes: referralPart.bytes })
    .from(referralPart)
    .where(eq(referralPart.referralId, referralId))
    .orderBy(asc(referralPart.ordinal));

export type Place = { readonly at: Date; readonly id: string };
const isOpen: SQL = sql`${referral.state} not in ('acknowledged', 'abandoned')`;

/** Not about this person's own account or group: nobody reads what is handed over about herself. */
const notOwn = (staffId: string): SQL => sql`not exists (
  select from ${staffSubject} where ${staffSubject.staffId} = ${staffId}::uuid and ${staffSubject.subjectId} = ${referral.subjectId})`;

/** Referrals, newest first, after a place in that order. */
export const referralsPage = (
  tx: Reader,
  { show, staffId }: { readonly show: ReferralFilter; readonly staffId: string },
  after: Place | null,
  limit: number,
) =>
  tx
    .select({ referral, subjectName: caseRow.subjectName, subjectCode: caseRow.subjectCode })
    .from(referral)
    .innerJoin(caseRow, eq(caseRow.id, referral.caseId))
    .where(
      and(
        notOwn(staffId),
        show === "open" ? isOpen : undefined,
        after
          ? sql`(${referral.draftedAt}, ${referral.id}) < (${after.at.toISOString()}::timestamptz, ${after.id}::uuid)`
          : undefined,
      ),
    )
    .orderBy(desc(referral.draftedAt), desc(referral.id))
    .limit(limit);

/** Referrals of one case, newest first. */
export const referralsOfCase = (tx: Reader, caseId: string, staffId: string, limit: number) =>
  tx
    .select({ number: referral.number, state: referral.state, office: referral.office, draftedAt: referral.draftedAt })
    .from(referral)
    .where(and(eq(referral.caseId, caseId), notOwn(staffId)))
    .orderBy(desc(referral.id))
    .limit(limit);

/** Names of colleagues, by id. */
export const namesOf = async (tx: Reader, ids: readonly string[]): Promise<Map<string, string>> => {
  if (ids.length === 0) return new Map();
  const rows = await tx
    .select({ id: staff.id, name: staff.name })
    .from(staff)
    .where(inArray(staff.id, [...new Set(ids)]));
  return new Map(rows.map(({ id, name }) => [id, name]));
};

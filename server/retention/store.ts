import { and, desc, eq, isNull, sql } from "drizzle-orm";
import type { Reader, Tx } from "../../db/client";
import { account, erasure, legalHold, staff, staffSubject } from "../../db/schema";
import { caseNumber } from "../cases/contract";
import type { ErasureGround } from "./contract";
import type { Facts, Proposal } from "./rules";

/** Waits for reports that are coming in, and lets none in until the transaction ends. Shared by `privacy_alive`. */
export async function stopIntake(tx: Tx): Promise<void> {
  // Everybody waits behind this transaction: neither for a long import nor for a row may it wait longer.
  await tx.execute(sql`set local lock_timeout = '5s'`);
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(current_schema() || '.privacy_erase', 0))`);
}

const columns = {
  id: account.id,
  externalId: account.externalId,
  version: account.version,
  erasedAt: account.erasedAt,
};
export type Her = { id: string; externalId: string; version: number; erasedAt: Date | null };

/** An account, not locked. */
export async function accountOf(tx: Reader, id: string): Promise<Her | null> {
  const [row] = await tx.select(columns).from(account).where(eq(account.id, id));
  return row ?? null;
}

/** An account, locked until the transaction ends. */
export async function lockAccount(tx: Tx, id: string): Promise<Her | null> {
  const [row] = await tx.select(columns).from(account).where(eq(account.id, id)).for("update");
  return row ?? null;
}

/** Counts an entry about the account. */
export const countEntry = (tx: Tx, id: string) =>
  tx
    .update(account)
    .set({ version: sql`${account.version} + 1` })
    .where(eq(account.id, id));

const openStates = sql`('open', 'escalated', 'reopened', 'snoozed', 'awaiting_approval')`;

type Found = {
  holds: number;
  own: boolean;
  in_force: number;
  open_case: number | null;
  open_filing: string | null;
  undelivered: number;
  last_record: string | null;
};

/** Everything that bears on erasing an account but the policy. Read after the account's lock, when it decides an act. */
export async function bearingOn(
  tx: Reader,
  her: Her,
  staffId: string,
): Promise<Omit<Facts, "recordMonths" | "pending">> {
  const key = `account:${her.id}`;
  const named = JSON.stringify([{ subject: { kind: "account", id: her.id } }]);
  const [row] = await tx.execute<Found>(sql`
    with hers as (select id from docket_case where subject_kind = 'account' and subject_id = ${her.id}::uuid),
    wrote as (select distinct case_id from evidence where about = ${key}),
    concerned as (
      select c.number, c.state, c.decided_at from docket_case c where c.id in (select id from hers union select case_id from wrote)
      union all
      select c.number, c.state, c.decided_at from decision d join docket_case c on c.id = d.case_id
      where d.state = 'proposed' and d.proposed @> ${named}::jsonb
    )
    select
      (select count(*)::int from legal_hold where subject_kind = 'account' and subject_id = ${her.id}::uuid and lifted_at is null) as holds,
      exists (select from staff_subject where staff_id = ${staffId}::uuid and subject_kind = 'account' and subject_id = ${her.id}::uuid) as own,
      (select count(*)::int from measure where subject_kind = 'account' and subject_id = ${her.id}::uuid and state in ('pending', 'in_force')) as in_force,
      (select min(number)::int from concerned where state in ${openStates}) as open_case,
      (select min(f.number) from filing f join account a on a.id = ${her.id}::uuid
        where f.state in ('draft', 'checked', 'returned') and position(convert_to(a.code, 'UTF8') in f.canonical) > 0) as open_filing,
      (select count(*)::int from webhook_delivery w join outgoing o on o.id = w.message_id
        where o.subject_id = ${her.id}::uuid and w.state = 'queued') as undelivered,
      (select max(at) from (
        select max(decided_at) from concerned
        union all select max(coalesce(ended_at, entered_at)) from measure where subject_kind = 'account' and subject_id = ${her.id}::uuid
        union all select max(issued_at) from notice where subject_kind = 'account' and subject_id = ${her.id}::uuid
      ) as record (at)) as last_record`);
  const found = row as Found;
  return {
    id: her.id,
    version: her.version,
    erasedAt: her.erasedAt,
    isOwn: found.own,
    holds: found.holds,
    measuresInForce: found.in_force,
    openCase: found.open_case === null ? null : caseNumber(found.open_case),
    openFiling: found.open_filing,
    undelivered: found.undelivered,
    lastRecordAt: found.last_record === null ? null : new Date(found.last_record),
  };
}

const proposalColumns = {
  id: erasure.id,
  subjectId: erasure.subjectId,
  ground: erasure.ground,
  state: erasure.state,
  proposedBy: erasure.proposedBy,
  proposedAt: erasure.proposedAt,
};
export type ProposalRow = Proposal & { readonly subjectId: string };
const toProposal = (row: Omit<ProposalRow, "ground"> & { readonly ground: string }): ProposalRow => ({
  ...row,
  ground: row.ground as ErasureGround,
});

/** One proposal, whatever became of it. */
export async function proposalById(tx: Reader, id: string): Promise<ProposalRow | null> {
  const [row] = await tx.select(proposalColumns).from(erasure).where(eq(erasure.id, id));
  return row ? toProposal(row) : null;
}

/** The proposal about an account that waits, and who made it. */
export async function pendingOf(tx: Reader, accountId: string) {
  const [row] = await tx
    .select({ ...proposalColumns, proposerName: staff.name })
    .from(erasure)
    .leftJoin(staff, eq(staff.id, erasure.proposedBy))
    .where(and(eq(erasure.subjectKind, "account"), eq(erasure.subjectId, accountId), eq(erasure.state, "pending")));
  return row ? { ...toProposal(row), proposerName: row.proposerName ?? "" } : null;
}

export const insertProposal = (tx: Tx, accountId: string, proposal: Proposal, eventId: string) =>
  tx.insert(erasure).values({ ...proposal, subjectKind: "account", subjectId: accountId, eventId });

/** Answers a proposal; `settledBy` is null for one that time answered. */
export const settleProposal = (
  tx: Tx,
  id: string,
  state: "confirmed" | "returned" | "lapsed",
  settledBy: string | null,
  at: Date,
) => tx.update(erasure).set({ state, settledBy, settledAt: at }).where(eq(erasure.id, id));

/** Holds that stand on an account, oldest first. */
export const holdsOn = (tx: Reader, accountId: string) =>
  tx
    .select({ id: legalHold.id, placedAt: legalHold.placedAt, placedByName: staff.name })
    .from(legalHold)
    .leftJoin(staff, eq(staff.id, legalHold.placedBy))
    .where(and(eq(legalHold.subjectKind, "account"), eq(legalHold.subjectId, accountId), isNull(legalHold.liftedAt)))
    .orderBy(legalHold.placedAt, legalHold.id);

export async function holdById(tx: Reader, id: string) {
  const [row] = await tx
    .select({
      id: legalHold.id,
      subjectId: legalHold.subjectId,
      liftedAt: legalHold.liftedAt,
      reason: legalHold.reason,
    })
    .from(legalHold)
    .where(eq(legalHold.id, id));
  return row ?? null;
}

export const insertHold = (
  tx: Tx,
  row: Pick<typeof legalHold.$inferInsert, "id" | "subjectId" | "reason" | "placedBy" | "placedAt" | "eventId">,
) => tx.insert(legalHold).values({ ...row, subjectKind: "account" });

export const liftHoldRow = (tx: Tx, id: string, liftedBy: string, liftedAt: Date) =>
  tx.update(legalHold).set({ liftedBy, liftedAt }).where(eq(legalHold.id, id));

/** Who confirmed that an account was erased, and for what; null when it was not. */
export async function confirmedOf(tx: Reader, accountId: string) {
  const [row] = await tx
    .select({ ground: erasure.ground, at: erasure.settledAt, byName: staff.name })
    .from(erasure)
    .leftJoin(staff, eq(staff.id, erasure.settledBy))
    .where(and(eq(erasure.subjectKind, "account"), eq(erasure.subjectId, accountId), eq(erasure.state, "confirmed")))
    .orderBy(desc(erasure.settledAt))
    .limit(1);
  return row ?? null;
}

/** Is this one of the person's own accounts on the platform? */
export async function isOwnAccount(tx: Reader, staffId: string, accountId: string): Promise<boolean> {
  const rows = await tx
    .select({ id: staffSubject.subjectId })
    .from(staffSubject)
    .where(and(eq(staffSubject.staffId, staffId), eq(staffSubject.subjectId, accountId)));
  return rows.length > 0;
}

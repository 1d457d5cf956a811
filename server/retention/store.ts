import { and, asc, count, desc, eq, gt, isNull, sql } from "drizzle-orm";
import type { Reader, Tx } from "../../db/client";
import { erasure, legalHold, staff } from "../../db/schema";
import type { ErasureGround, KeptKind } from "./contract";
import type { Kept, Proposal } from "./rules";
import { namesOf, type Subject } from "./store-subject";

/** Waits for reports that are coming in, and lets none in until the transaction ends. Shared by `privacy_alive`. */
export async function stopIntake(tx: Tx): Promise<void> {
  // Everybody waits behind this transaction: neither for a long import nor for a row may it wait longer.
  await tx.execute(sql`set local lock_timeout = '5s'`);
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(current_schema() || '.privacy_erase', 0))`);
}

const proposalColumns = {
  id: erasure.id,
  subjectKind: erasure.subjectKind,
  subjectId: erasure.subjectId,
  ground: erasure.ground,
  state: erasure.state,
  proposedBy: erasure.proposedBy,
  proposedAt: erasure.proposedAt,
};
export type ProposalRow = Proposal & { readonly subjectKind: KeptKind; readonly subjectId: string };
type StoredProposal = Omit<ProposalRow, "ground" | "subjectKind"> & {
  readonly ground: string;
  readonly subjectKind: string;
};
const toProposal = <Row extends StoredProposal>(row: Row) => ({
  ...row,
  ground: row.ground as ErasureGround,
  subjectKind: row.subjectKind as KeptKind,
});

/** One proposal, whatever became of it. */
export async function proposalById(tx: Reader, id: string): Promise<ProposalRow | null> {
  const [row] = await tx.select(proposalColumns).from(erasure).where(eq(erasure.id, id));
  return row ? toProposal(row) : null;
}

const about = (table: typeof erasure | typeof legalHold, subject: Subject) =>
  and(eq(table.subjectKind, subject.kind), sql`${table.subjectId} in ${namesOf(subject)}`);

/** The proposal about a subject that waits, and who made it. */
export async function pendingOf(tx: Reader, subject: Subject) {
  const [row] = await tx
    .select({ ...proposalColumns, proposerName: staff.name })
    .from(erasure)
    .leftJoin(staff, eq(staff.id, erasure.proposedBy))
    .where(and(about(erasure, subject), eq(erasure.state, "pending")))
    .orderBy(desc(erasure.proposedAt))
    .limit(1);
  return row ? { ...toProposal(row), proposerName: row.proposerName ?? "" } : null;
}

/** Proposals that wait since after a moment, oldest first. */
export async function pendingSince(tx: Reader, since: Date, limit: number) {
  const rows = await tx
    .select({ ...proposalColumns, proposerName: staff.name })
    .from(erasure)
    .leftJoin(staff, eq(staff.id, erasure.proposedBy))
    .where(and(eq(erasure.state, "pending"), gt(erasure.proposedAt, since)))
    .orderBy(asc(erasure.proposedAt), asc(erasure.id))
    .limit(limit);
  return rows.map((row) => ({ ...toProposal(row), proposerName: row.proposerName ?? "" }));
}

export const insertProposal = (
  tx: Tx,
  { kind, id }: Pick<Kept, "kind" | "id">,
  { id: erasureId, ground, state, proposedBy, proposedAt }: Proposal,
  eventId: string,
) =>
  tx
    .insert(erasure)
    .values({ id: erasureId, ground, state, proposedBy, proposedAt, subjectKind: kind, subjectId: id, eventId });

/** Answers a proposal; `settledBy` is null for one that time answered. */
export const settleProposal = (
  tx: Tx,
  id: string,
  state: "confirmed" | "returned" | "lapsed",
  settledBy: string | null,
  at: Date,
) => tx.update(erasure).set({ state, settledBy, settledAt: at }).where(eq(erasure.id, id));

/** Holds that stand on a subject, oldest first. */
export const holdsOn = (tx: Reader, subject: Subject) =>
  tx
    .select({ id: legalHold.id, placedAt: legalHold.placedAt, placedByName: staff.name })
    .from(legalHold)
    .leftJoin(staff, eq(staff.id, legalHold.placedBy))
    .where(and(about(legalHold, subject), isNull(legalHold.liftedAt)))
    .orderBy(legalHold.placedAt, legalHold.id);

/** How many holds stand on an account or a group. */
export async function holdsCount(tx: Reader, kind: KeptKind, id: string): Promise<number> {
  const [row] = await tx
    .select({ n: count() })
    .from(legalHold)
    .where(and(eq(legalHold.subjectKind, kind), eq(legalHold.subjectId, id), isNull(legalHold.liftedAt)));
  return row?.n ?? 0;
}

export async function holdById(tx: Reader, id: string) {
  const [row] = await tx
    .select({
      id: legalHold.id,
      subjectKind: legalHold.subjectKind,
      subjectId: legalHold.subjectId,
      liftedAt: legalHold.liftedAt,
      reason: legalHold.reason,
    })
    .from(legalHold)
    .where(eq(legalHold.id, id));
  return row ? { ...row, subjectKind: row.subjectKind as KeptKind } : null;
}

export const insertHold = (
  tx: Tx,
  row: Pick<
    typeof legalHold.$inferInsert,
    "id" | "subjectKind" | "subjectId" | "reason" | "placedBy" | "placedAt" | "eventId"
  >,
) => tx.insert(legalHold).values(row);

export const liftHoldRow = (tx: Tx, id: string, liftedBy: string, liftedAt: Date) =>
  tx.update(legalHold).set({ liftedBy, liftedAt }).where(eq(legalHold.id, id));

/** Who confirmed that a subject was erased, and for what; null when nobody did. */
export async function confirmedOf(tx: Reader, subject: Subject) {
  const [row] = await tx
    .select({ ground: erasure.ground, at: erasure.settledAt, byName: staff.name })
    .from(erasure)
    .leftJoin(staff, eq(staff.id, erasure.settledBy))
    .where(and(about(erasure, subject), eq(erasure.state, "confirmed")))
    .orderBy(desc(erasure.settledAt))
    .limit(1);
  return row ?? null;
}

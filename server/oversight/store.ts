import { aliasedTable, and, desc, eq, gt, inArray, ne, or, sql } from "drizzle-orm";
import type { Reader, Tx } from "../../db/client";
import { staff, staffRole, staffView } from "../../db/schema";
import { deskRows } from "./contract";
import type { Asker, View } from "./rules";

const columns = {
  id: staffView.id,
  askedBy: staffView.askedBy,
  staffId: staffView.staffId,
  state: staffView.state,
  askedAt: staffView.askedAt,
  answeredBy: staffView.answeredBy,
  answeredAt: staffView.answeredAt,
  viewedAt: staffView.viewedAt,
};

/** A person's row, locked: what she asks for comes one after another. */
export async function lockAsker(tx: Tx, id: string): Promise<void> {
  await tx.select({ id: staff.id }).from(staff).where(eq(staff.id, id)).for("no key update");
}

export async function isStaff(tx: Reader, id: string): Promise<boolean> {
  const rows = await tx.select({ id: staff.id }).from(staff).where(eq(staff.id, id));
  return rows.length > 0;
}

/** Her last request about each of these colleagues; those she never asked about are missing. */
export const lastAbout = (tx: Reader, askedBy: string, staffIds: readonly string[]): Promise<View[]> =>
  tx
    .selectDistinctOn([staffView.staffId], columns)
    .from(staffView)
    .where(and(eq(staffView.askedBy, askedBy), inArray(staffView.staffId, [...staffIds])))
    .orderBy(staffView.staffId, desc(staffView.askedAt), desc(staffView.id));

/** How many of her requests made after `since` wait. */
export async function waitingOf(tx: Reader, askedBy: string, since: Date): Promise<number> {
  const rows = await tx
    .select({ id: staffView.id })
    .from(staffView)
    .where(and(eq(staffView.askedBy, askedBy), eq(staffView.state, "pending"), gt(staffView.askedAt, since)));
  return rows.length;
}

/** A request, locked until the transaction ends. */
export async function lockView(tx: Tx, id: string): Promise<View | null> {
  const [row] = await tx.select(columns).from(staffView).where(eq(staffView.id, id)).for("update");
  return row ?? null;
}

/** Requests, locked in the order of their ids. */
export const lockViews = (tx: Tx, ids: readonly string[]): Promise<View[]> =>
  tx
    .select(columns)
    .from(staffView)
    .where(inArray(staffView.id, [...ids]))
    .orderBy(staffView.id)
    .for("update");

/** Whoever asked, as she is now. */
export async function askerOf(tx: Reader, id: string): Promise<Asker> {
  const [rows, roles] = await Promise.all([
    tx.select({ active: staff.active }).from(staff).where(eq(staff.id, id)),
    tx.select({ role: staffRole.role }).from(staffRole).where(eq(staffRole.staffId, id)),
  ]);
  return { active: rows[0]?.active ?? false, roles: roles.map(({ role }) => role) };
}

export const insertView = (tx: Tx, view: View, reason: Buffer, eventId: string) =>
  tx.insert(staffView).values({ ...view, reason, eventId });

/** A request of hers that time answered makes room for the next. */
export const lapseView = (tx: Tx, id: string, now: Date) =>
  tx.update(staffView).set({ state: "lapsed", endedAt: now }).where(eq(staffView.id, id));

export const saveAnswer = (tx: Tx, { id, state, answeredBy, answeredAt }: View) =>
  tx.update(staffView).set({ state, answeredBy, answeredAt }).where(eq(staffView.id, id));

export const saveEnd = (tx: Tx, { id, state }: View, endedBy: string, now: Date) =>
  tx.update(staffView).set({ state, endedBy, endedAt: now }).where(eq(staffView.id, id));

export const saveOpening = (tx: Tx, ids: readonly string[], now: Date) =>
  tx
    .update(staffView)
    .set({ viewedAt: now })
    .where(inArray(staffView.id, [...ids]));

const asker = aliasedTable(staff, "asker");
const colleague = aliasedTable(staff, "colleague");
const answerer = aliasedTable(staff, "answerer");

const named = (tx: Reader) =>
  tx
    .select({
      ...columns,
      reason: staffView.reason,
      askerName: asker.name,
      askerActive: asker.active,
      askerRoles: sql<
        Asker["roles"]
      >`coalesce((select array_agg(r.role order by r.role) from staff_role r where r.staff_id = ${staffView.askedBy}), '{}')`,
      name: colleague.name,
      answererName: answerer.name,
    })
    .from(staffView)
    .innerJoin(asker, eq(asker.id, staffView.askedBy))
    .innerJoin(colleague, eq(colleague.id, staffView.staffId))
    .leftJoin(answerer, eq(answerer.id, staffView.answeredBy));

/** A request with the names of its people. */
export type NamedView = View & {
  readonly reason: Buffer;
  readonly askerName: string;
  readonly askerActive: boolean;
  readonly askerRoles: Asker["roles"];
  readonly name: string;
  readonly answererName: string | null;
};

/** Requests made after `since` that wait, oldest first, without those about this person. */
export const waitingViews = (tx: Reader, notAbout: string, since: Date): Promise<NamedView[]> =>
  named(tx)
    .where(and(eq(staffView.state, "pending"), gt(staffView.askedAt, since), ne(staffView.staffId, notAbout)))
    .orderBy(staffView.askedAt, staffView.id)
    .limit(deskRows);

/** Grants answered after `since` that this person asked for or gave, newest first. */
export const grantsOf = (tx: Reader, staffId: string, since: Date): Promise<NamedView[]> =>
  named(tx)
    .where(
      and(
        eq(staffView.state, "approved"),
        gt(staffView.answeredAt, since),
        or(eq(staffView.askedBy, staffId), eq(staffView.answeredBy, staffId)),
      ),
    )
    .orderBy(desc(staffView.answeredAt), desc(staffView.id))
    .limit(deskRows);

/** Names of these people. */
export const namesOf = (tx: Reader, ids: readonly string[]) =>
  tx
    .select({ id: staff.id, name: staff.name })
    .from(staff)
    .where(inArray(staff.id, [...ids]));

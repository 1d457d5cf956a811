import { and, asc, desc, eq, gt, isNull, lt, ne, or, sql } from "drizzle-orm";
import type { Reader, Tx } from "../../db/client";
import { staff, staffAttempt, staffGrant, staffRole, staffSession } from "../../db/schema";
import type { Role } from "../kernel/actor";
import type { Person } from "./rules";

export type StaffRow = typeof staff.$inferSelect;

export async function staffByEmail(tx: Reader, email: string): Promise<StaffRow | null> {
  const [row] = await tx.select().from(staff).where(eq(staff.email, email));
  return row ?? null;
}

export async function staffById(tx: Reader, id: string): Promise<StaffRow | null> {
  const [row] = await tx.select().from(staff).where(eq(staff.id, id));
  return row ?? null;
}

// In a statement on one table the driver writes columns without their table: inside a subquery it must be said.
const rolesOfRow = sql<
  Role[]
>`coalesce((select array_agg(r.role order by r.role) from staff_role r where r.staff_id = staff.id), '{}')`;
const proposedOfRow = (since: Date) =>
  sql<
    Role[]
  >`coalesce((select array_agg(g.role order by g.role) from staff_grant g where g.staff_id = staff.id and g.state = 'pending' and g.proposed_at >= ${since.toISOString()}::timestamptz), '{}')`;

/** A session with its person and roles, in one statement. */
export async function sessionById(tx: Reader, id: string) {
  const [row] = await tx
    .select({
      session: staffSession,
      staff: {
        id: staff.id,
        name: staff.name,
        email: staff.email,
        language: staff.language,
        active: staff.active,
        demo: staff.demo,
        passwordIsTemporary: staff.passwordIsTemporary,
      },
      roles: rolesOfRow,
    })
    .from(staffSession)
    .innerJoin(staff, eq(staff.id, staffSession.staffId))
    .where(eq(staffSession.id, id));
  return row ?? null;
}

export const insertSession = (tx: Tx, row: typeof staffSession.$inferInsert) => tx.insert(staffSession).values(row);

export const seeSession = (tx: Tx, id: string, now: Date) =>
  tx
    .update(staffSession)
    .set({ seenAt: now })
    .where(and(eq(staffSession.id, id), isNull(staffSession.revokedAt)));

type SessionsOf = { sessionId: string } | { staffId: string; except?: string };

/** Ends one session, or all of a person's but one; gives the number ended. */
export async function revoke(tx: Tx, of: SessionsOf, now: Date): Promise<number> {
  const ended = await tx
    .update(staffSession)
    .set({ revokedAt: now })
    .where(
      and(
        isNull(staffSession.revokedAt),
        "sessionId" in of ? eq(staffSession.id, of.sessionId) : eq(staffSession.staffId, of.staffId),
        "except" in of && of.except ? ne(staffSession.id, of.except) : undefined,
      ),
    )
    .returning({ id: staffSession.id });
  return ended.length;
}

/** Takes the turn of one more attempt at this address: attempts at one address are counted one after another. */
export async function lockAttempts(tx: Tx, addressHash: string, now: Date) {
  await tx.insert(staffAttempt).values({ addressHash, failures: 0, lastAt: now }).onConflictDoNothing();
  const [row] = await tx.select().from(staffAttempt).where(eq(staffAttempt.addressHash, addressHash)).for("update");
  return row as typeof staffAttempt.$inferSelect;
}

export const saveAttempts = (tx: Tx, row: typeof staffAttempt.$inferSelect) =>
  tx.update(staffAttempt).set(row).where(eq(staffAttempt.addressHash, row.addressHash));

/** Forgets the attempts at one address, and all that are older than `before`. */
export const dropAttempts = (tx: Tx, addressHash: string, before: Date) =>
  tx.delete(staffAttempt).where(or(eq(staffAttempt.addressHash, addressHash), lt(staffAttempt.lastAt, before)));

export const insertStaff = (tx: Tx, row: typeof staff.$inferInsert) => tx.insert(staff).values(row);
export async function insertRoles(tx: Tx, staffId: string, granted: readonly Role[], now: Date) {
  if (granted.length > 0) await tx.insert(staffRole).values(granted.map((role) => ({ staffId, role, grantedAt: now })));
}

export const deleteRole = (tx: Tx, staffId: string, role: Role | null) =>
  tx.delete(staffRole).where(and(eq(staffRole.staffId, staffId), role ? eq(staffRole.role, role) : undefined));

export const saveStaff = (tx: Tx, id: string, changed: Partial<StaffRow> & { version: number }) =>
  tx.update(staff).set(changed).where(eq(staff.id, id));

/** The person as rules see her, locked; proposals made before `since` have lapsed. */
export async function lockPerson(tx: Tx, id: string, since: Date): Promise<Person | null> {
  const [locked] = await tx.select({ id: staff.id }).from(staff).where(eq(staff.id, id)).for("update");
  if (!locked) return null;
  // A second statement, so that roles which a transaction before us changed are seen.
  const [row] = await tx
    .select({
      id: staff.id,
      active: staff.active,
      version: staff.version,
      roles: rolesOfRow,
      proposed: proposedOfRow(since),
    })
    .from(staff)
    .where(eq(staff.id, id));
  return row ?? null;
}

/** Ids of all administrators who can sign in. */
export const adminIds = async (tx: Reader, isDemoMode: boolean): Promise<string[]> =>
  (
    await tx
      .select({ id: staff.id })
      .from(staffRole)
      .innerJoin(staff, eq(staff.id, staffRole.staffId))
      .where(and(eq(staffRole.role, "admin"), eq(staff.active, true), isDemoMode ? undefined : eq(staff.demo, false)))
  ).map((row) => row.id);

export const insertGrant = (tx: Tx, row: typeof staffGrant.$inferInsert) => tx.insert(staffGrant).values(row);

export async function grantById(tx: Reader, id: string) {
  const [row] = await tx.select().from(staffGrant).where(eq(staffGrant.id, id));
  return row ?? null;
}

type Settled = Pick<typeof staffGrant.$inferInsert, "state" | "settledBy" | "settledAt">;

export const settleGrant = (tx: Tx, id: string, settled: Settled) =>
  tx
    .update(staffGrant)
    .set(settled)
    .where(and(eq(staffGrant.id, id), eq(staffGrant.state, "pending")));

type Cancelled = { readonly staffId?: string; readonly role?: Role; readonly proposedBy?: string };

/** Cancels proposals that wait: for a person, for one role of hers, or by a person. */
export const cancelGrants = (tx: Tx, { staffId, role, proposedBy }: Cancelled, now: Date) =>
  tx
    .update(staffGrant)
    .set({ state: "cancelled", settledAt: now })
    .where(
      and(
        eq(staffGrant.state, "pending"),
        staffId ? eq(staffGrant.staffId, staffId) : undefined,
        role ? eq(staffGrant.role, role) : undefined,
        proposedBy ? eq(staffGrant.proposedBy, proposedBy) : undefined,
      ),
    );

/** Proposals that waited too long make room for new ones. */
export const lapseGrants = (tx: Tx, staffId: string, before: Date, now: Date) =>
  tx
    .update(staffGrant)
    .set({ state: "cancelled", settledAt: now })
    .where(and(eq(staffGrant.state, "pending"), eq(staffGrant.staffId, staffId), lt(staffGrant.proposedAt, before)));

/** A page of people by email, with the sessions that are open at `now`. */
export const peoplePage = (tx: Reader, from: string | null, limit: number, seenAfter: Date, now: Date) =>
  tx
    .select({
      id: staff.id,
      name: staff.name,
      email: staff.email,
      active: staff.active,
      demo: staff.demo,
      createdAt: staff.createdAt,
      roles: rolesOfRow,
      sessions: sql<number>`(select count(*)::int from staff_session s where s.staff_id = staff.id and s.revoked_at is null and s.expires_at > ${now.toISOString()}::timestamptz and s.seen_at > ${seenAfter.toISOString()}::timestamptz)`,
      seenAt: sql<string | null>`(select max(s.seen_at) from staff_session s where s.staff_id = staff.id)`,
    })
    .from(staff)
    .where(from === null ? undefined : gt(staff.email, from))
    .orderBy(asc(staff.email))
    .limit(limit);

const pendingLimit = 200;

/** Proposals that wait, newest first. */
export const pendingGrants = (tx: Reader, since: Date) =>
  tx
    .select({
      id: staffGrant.id,
      staffId: staffGrant.staffId,
      name: staff.name,
      email: staff.email,
      role: staffGrant.role,
      proposedBy: staffGrant.proposedBy,
      proposerName: sql<string>`(select p.name from staff p where p.id = ${staffGrant.proposedBy})`,
      proposedAt: staffGrant.proposedAt,
    })
    .from(staffGrant)
    .innerJoin(staff, eq(staff.id, staffGrant.staffId))
    .where(and(eq(staffGrant.state, "pending"), gt(staffGrant.proposedAt, since)))
    .orderBy(desc(staffGrant.proposedAt), desc(staffGrant.id))
    .limit(pendingLimit);

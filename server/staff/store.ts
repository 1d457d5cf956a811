import { and, eq, isNull, sql } from "drizzle-orm";
import type { Reader, Tx } from "../../db/client";
import { staff, staffAttempt, staffRole, staffSession } from "../../db/schema";
import type { Role } from "../kernel/actor";

export type StaffRow = typeof staff.$inferSelect;

export async function staffByEmail(tx: Reader, email: string): Promise<StaffRow | null> {
  const [row] = await tx.select().from(staff).where(eq(staff.email, email));
  return row ?? null;
}

export const rolesOf = async (tx: Reader, staffId: string): Promise<Role[]> =>
  (
    await tx
      .select({ role: staffRole.role })
      .from(staffRole)
      .where(eq(staffRole.staffId, staffId))
      .orderBy(staffRole.role)
  ).map((row) => row.role);

/** A session with its person and roles, in one statement. */
export async function sessionById(tx: Reader, id: string) {
  const [row] = await tx
    .select({
      session: staffSession,
      staff: { id: staff.id, name: staff.name, email: staff.email, language: staff.language, active: staff.active },
      roles: sql<
        Role[]
      >`coalesce((select array_agg(r.role order by r.role) from staff_role r where r.staff_id = ${staff.id}), '{}')`,
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

/** Ends one session, or all of a person's; gives the number ended. */
export async function revoke(tx: Tx, of: { sessionId: string } | { staffId: string }, now: Date): Promise<number> {
  const ended = await tx
    .update(staffSession)
    .set({ revokedAt: now })
    .where(
      and(
        isNull(staffSession.revokedAt),
        "sessionId" in of ? eq(staffSession.id, of.sessionId) : eq(staffSession.staffId, of.staffId),
      ),
    )
    .returning({ id: staffSession.id });
  return ended.length;
}

export async function attemptsOf(tx: Reader, addressHash: string) {
  const [row] = await tx.select().from(staffAttempt).where(eq(staffAttempt.addressHash, addressHash));
  return row ?? null;
}

/** Takes the turn of one more attempt at this address: attempts at one address are counted one after another. */
export async function lockAttempts(tx: Tx, addressHash: string, now: Date) {
  await tx.insert(staffAttempt).values({ addressHash, failures: 0, lastAt: now }).onConflictDoNothing();
  const [row] = await tx.select().from(staffAttempt).where(eq(staffAttempt.addressHash, addressHash)).for("update");
  return row as typeof staffAttempt.$inferSelect;
}

export const saveAttempts = (tx: Tx, row: typeof staffAttempt.$inferSelect) =>
  tx.update(staffAttempt).set(row).where(eq(staffAttempt.addressHash, row.addressHash));

export const insertStaff = (tx: Tx, row: typeof staff.$inferInsert) => tx.insert(staff).values(row);
export async function insertRoles(tx: Tx, staffId: string, granted: readonly Role[], now: Date) {
  if (granted.length > 0) await tx.insert(staffRole).values(granted.map((role) => ({ staffId, role, grantedAt: now })));
}

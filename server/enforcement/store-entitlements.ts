import { and, eq, inArray, sql } from "drizzle-orm";
import type { Reader } from "../../db/client";
import { account, decision, group, membership } from "../../db/schema";
import type { CreditLevel } from "../policy/contract";

/** The first clause and the policy behind each decision. */
export async function clausesBehind(tx: Reader, decisionIds: readonly string[]) {
  if (decisionIds.length === 0) return new Map<string, { key: string | null; policyNumber: number }>();
  const rows = await tx
    .select({ id: decision.id, clauses: decision.clauses, policyNumber: decision.policyNumber })
    .from(decision)
    .where(inArray(decision.id, [...decisionIds]));
  return new Map(rows.map((row) => [row.id, { key: row.clauses[0] ?? null, policyNumber: row.policyNumber }]));
}

/** How many groups an account founded that are still there, and how many it is in. */
export async function membershipCounts(tx: Reader, accountId: string): Promise<{ founded: number; joined: number }> {
  const [row] = await tx
    .select({
      founded: sql<number>`count(*) filter (where ${membership.role} = 'founder')::int`,
      joined: sql<number>`count(*)::int`,
    })
    .from(membership)
    .innerJoin(group, eq(group.id, membership.groupId))
    .where(
      and(
        eq(membership.accountId, accountId),
        sql`${membership.leftAt} is null`,
        sql`${group.status} not in ('closed', 'dissolved')`,
      ),
    );
  return row ?? { founded: 0, joined: 0 };
}

/** A group's founder with the registry's level, and whether measures are entered on her; null while nobody named one. */
export async function founderOf(
  tx: Reader,
  groupId: string,
): Promise<{ readonly id: string; readonly credit: CreditLevel; readonly isHeld: boolean } | null> {
  const [row] = await tx
    .select({
      id: account.id,
      credit: account.credit,
      isHeld: sql<boolean>`exists (select from measure m
        where m.subject_kind = 'account' and m.subject_id = ${account.id} and m.state = 'in_force')`,
    })
    .from(group)
    .innerJoin(account, eq(account.id, group.founderId))
    .where(eq(group.id, groupId));
  return row ? { ...row, credit: row.credit as CreditLevel } : null;
}

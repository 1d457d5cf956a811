import { and, asc, eq, gt, sql } from "drizzle-orm";
import type { Reader } from "../../db/client";
import { staff } from "../../db/schema";
import type { Role } from "../kernel/actor";

/** Somebody who may be given work. */
export type ServingPerson = {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly roles: readonly Role[];
  /** Keys of queues; empty: she serves all of them. */
  readonly queues: readonly string[];
};

/** Active people with one of the roles, by email, after the one whose email is `from`. */
export const servingPage = (
  tx: Reader,
  roles: readonly Role[],
  from: string | null,
  limit: number,
): Promise<ServingPerson[]> =>
  tx
    .select({
      id: staff.id,
      name: staff.name,
      email: staff.email,
      // In a statement on one table the driver writes columns without their table: inside a subquery it must be said.
      roles: sql<Role[]>`(select array_agg(r.role order by r.role) from staff_role r where r.staff_id = staff.id)`,
      queues: sql<
        string[]
      >`coalesce((select array_agg(q.queue order by q.queue) from queue_member q where q.staff_id = staff.id), '{}')`,
    })
    .from(staff)
    .where(
      and(
        eq(staff.active, true),
        sql`exists (select from staff_role r where r.staff_id = staff.id and r.role = any(${sql.param([...roles])}::text[]))`,
        from === null ? undefined : gt(staff.email, from),
      ),
    )
    .orderBy(asc(staff.email))
    .limit(limit);

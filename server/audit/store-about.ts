import { desc, type SQL, sql } from "drizzle-orm";
import type { Reader } from "../../db/client";
import { auditEvent, auditLeaf } from "../../db/schema";
import { leafOfEvent, shown } from "./store-list";

/** A group or an account, as `measure` and `docket_case` name it. */
export type About = { readonly kind: "group" | "account"; readonly id: string };

/**
 * Entries about a group or an account: its own, those of its cases, and those of measures on it, whichever case
 * carried them. Newest first; each arm is cut before they are joined, so that a page reads three pages at most.
 *
 * @param casesOnly only what belongs to a case.
 * @param before only entries before this id, in the order of ids.
 */
export function aboutQuery(tx: Reader, { kind, id }: About, casesOnly: boolean, before: string | null, limit: number) {
  const place = before ? sql` and e.id < ${before}::uuid` : sql``;
  const belongs = casesOnly ? sql` and e.case_id is not null` : sql``;
  const arm = (condition: SQL) =>
    sql`(select e.id from audit_event e where ${condition}${place}${belongs} order by e.id desc limit ${limit})`;
  const own = arm(sql`e.subject_kind = ${kind} and e.subject_id = ${id}`);
  const ofCases = arm(
    sql`e.case_id = any(array(select c.id from docket_case c where c.subject_kind = ${kind} and c.subject_id = ${id}::uuid))`,
  );
  const ofMeasures = arm(
    sql`e.subject_kind = 'measure' and e.subject_id = any(array(select m.id::text from measure m where m.subject_kind = ${kind} and m.subject_id = ${id}::uuid))`,
  );
  return tx
    .select({ ...shown, pub: sql<Record<string, unknown>>`${auditEvent.bodyJson} -> 'pub'` })
    .from(auditEvent)
    .leftJoin(auditLeaf, leafOfEvent)
    .where(sql`${auditEvent.id} = any(array(${own} union ${ofCases} union ${ofMeasures}))`)
    .orderBy(desc(auditEvent.id))
    .limit(limit);
}

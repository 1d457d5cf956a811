import { and, eq, type SQL, sql } from "drizzle-orm";
import type { Tx } from "../../db/client";
import { claim } from "../../db/schema";

/** Whom the next case is for, and when. Times are instants; `skippedSince` is inclusive. */
export type Asking = {
  readonly staffId: string;
  /** Null: every queue. */
  readonly queues: readonly string[] | null;
  readonly mayTakeEscalated: boolean;
  readonly skippedSince: Date;
  readonly now: Date;
};

/** Read without locks: enough that everybody who asks in the same moment finds one that nobody has locked. */
const candidateLimit = 48;

/** What keeps a waiting case from being handed to this person now, as a condition on `c`. */
const takeable = (asking: Asking): SQL => sql`c.waiting
  ${asking.mayTakeEscalated ? sql`` : sql`and c.state <> 'escalated'`}
  and not exists (select 1 from claim l where l.case_id = c.id and l.expires_at > ${asking.now.toISOString()}::timestamptz)
  and not exists (
    select 1 from case_skip k
    where k.staff_id = ${asking.staffId}::uuid and k.case_id = c.id and k.at >= ${asking.skippedSince.toISOString()}::timestamptz
  )
  and not exists (
    select 1 from staff_subject s
    where s.staff_id = ${asking.staffId}::uuid and s.subject_kind = c.subject_kind and s.subject_id = c.subject_id
  )`;

/** The cases that this person could be handed, best first: one index scan for each queue. */
const candidates = (asking: Asking, limit: number): SQL =>
  asking.queues
    ? sql`select c.id, c.priority from unnest(${sql.param(asking.queues)}::text[]) as q (queue)
        cross join lateral (
          select c.id, c.priority from docket_case c
          where c.queue = q.queue and ${takeable(asking)}
          order by c.priority desc, c.id desc limit ${limit}
        ) c
        order by c.priority desc, c.id desc limit ${limit}`
    : sql`select c.id, c.priority from docket_case c
        where c.round > 0 and ${takeable(asking)}
        order by c.priority desc, c.id desc limit ${limit}`;

export type NextClaim =
  /** Handed out. */
  | { readonly kind: "claimed"; readonly caseId: string }
  /** Somebody else took it in the same moment: ask again. */
  | { readonly kind: "raced" }
  | { readonly kind: "none" };

/**
 * Hands out the best waiting case in one statement. The row lock makes others step over it (`skip locked`); a lease
 * that was put between our snapshot and our lock makes the upsert do nothing, and the caller asks again.
 */
export async function takeNext(tx: Tx, asking: Asking, lease: { token: string; expiresAt: Date }): Promise<NextClaim> {
  const rows = await tx.execute<{ found: boolean; case_id: string | null }>(sql`
    with candidate as materialized (${candidates(asking, candidateLimit)}),
    picked as (
      select c.id from docket_case c join candidate on candidate.id = c.id
      where c.waiting
      order by c.priority desc, c.id desc limit 1
      for update of c skip locked
    ),
    taken as (
      insert into claim (case_id, staff_id, token, claimed_at, expires_at, viewed_at)
      select id, ${asking.staffId}::uuid, ${lease.token}::uuid, ${asking.now.toISOString()}::timestamptz,
        ${lease.expiresAt.toISOString()}::timestamptz, null
      from picked
      on conflict (case_id) do update set staff_id = excluded.staff_id, token = excluded.token,
        claimed_at = excluded.claimed_at, expires_at = excluded.expires_at, viewed_at = null
      where claim.expires_at <= ${asking.now.toISOString()}::timestamptz
      returning case_id
    )
    select exists (select 1 from candidate) as found, (select case_id from taken) as case_id`);
  const [row] = rows;
  if (row?.case_id) return { kind: "claimed", caseId: row.case_id };
  return row?.found ? { kind: "raced" } : { kind: "none" };
}

/** The best case that could be handed out now, without handing it out. */
export async function peekNext(tx: Pick<Tx, "execute">, asking: Asking): Promise<string | null> {
  const [row] = await tx.execute<{ id: string }>(candidates(asking, 1));
  return row?.id ?? null;
}

const held = (caseId: string, staffId: string, token: string) =>
  and(eq(claim.caseId, caseId), eq(claim.staffId, staffId), eq(claim.token, token));

/** Lengthens a lease that nobody has taken over. False when it is no longer this person's. */
export async function renew(tx: Tx, caseId: string, staffId: string, token: string, expiresAt: Date): Promise<boolean> {
  const renewed = await tx
    .update(claim)
    .set({ expiresAt })
    .where(held(caseId, staffId, token))
    .returning({ caseId: claim.caseId });
  return renewed.length > 0;
}

/** Ends a lease. False when it was not this person's. */
export async function giveBack(tx: Tx, caseId: string, staffId: string, token: string): Promise<boolean> {
  const gone = await tx
    .delete(claim)
    .where(held(caseId, staffId, token))
    .returning({ caseId: claim.caseId });
  return gone.length > 0;
}

/** Notes that the holder has opened the evidence. */
export async function markViewed(tx: Tx, caseId: string, token: string, now: Date): Promise<void> {
  await tx
    .update(claim)
    .set({ viewedAt: now })
    .where(and(eq(claim.caseId, caseId), eq(claim.token, token)));
}

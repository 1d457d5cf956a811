import { and, eq, sql } from "drizzle-orm";
import type { Reader, Tx } from "../../db/client";
import { report } from "../../db/schema";

/** A report by the hash of its receipt, as far as taking it back is concerned. */
export async function withdrawableByHash(tx: Reader, receiptHash: string) {
  const [row] = await tx
    .select({
      id: report.id,
      state: report.state,
      about: report.about,
      caseId: report.caseId,
      round: report.round,
      origin: report.origin,
      externalId: report.externalId,
    })
    .from(report)
    .where(eq(report.receiptHash, receiptHash));
  return row ?? null;
}

/** How many reports of a round wait for their outcome but this one, and the pseudonyms of those who filed them. */
export async function reportersLeft(
  tx: Tx,
  caseId: string,
  round: number,
  except: string,
): Promise<{ left: number; refs: string[] }> {
  const [row] = await tx.execute<{ left: number; refs: string[] | null }>(sql`
    select count(*)::integer as left, array_agg(distinct reporter_ref) filter (where reporter_ref is not null) as refs
    from report
    where case_id = ${caseId}::uuid and round = ${round}::integer and state = 'attached' and id <> ${except}::uuid`);
  return { left: row?.left ?? 0, refs: row?.refs ?? [] };
}

export async function markWithdrawn(tx: Tx, id: string, withdrawal: Buffer | null, now: Date): Promise<void> {
  await tx
    .update(report)
    .set({ state: "withdrawn", closedAt: now, withdrawal, version: sql`${report.version} + 1` })
    .where(and(eq(report.id, id), eq(report.state, "attached")));
}

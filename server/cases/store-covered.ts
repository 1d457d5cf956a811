import { sql } from "drizzle-orm";
import type { Reader } from "../../db/client";
import { appeal, appealView, approval, decision } from "../../db/schema";

/**
 * Waits an appeal against a decision on this case for a view that this officer has not noted, though she may rule on it:
 * she had no hand in the decision?
 */
export async function isUnviewedBy(tx: Reader, caseId: string, staffId: string): Promise<boolean> {
  const [row] = await tx.execute<{ found: boolean }>(sql`
    select exists (
      select from ${appeal} join ${decision} on ${decision.id} = ${appeal.decisionId}
      where ${appeal.caseId} = ${caseId} and ${appeal.ruledAt} is null and ${decision.proposedBy} <> ${staffId}
        and not exists (select from ${approval} where ${approval.decisionId} = ${decision.id} and ${approval.by} = ${staffId})
        and not exists (select from ${appealView} where ${appealView.appealId} = ${appeal.id} and ${appealView.staffId} = ${staffId})
    ) as found`);
  return row?.found === true;
}

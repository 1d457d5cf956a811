import { and, desc, eq, gt, gte, inArray, lt, lte, ne, type SQL, sql } from "drizzle-orm";
import type { Reader } from "../../db/client";
import { caseRow, decision, measure, outgoing, webhookDelivery } from "../../db/schema";
import { after, second } from "../kernel/calendar";
import type { MeasureKey } from "../policy/contract";
import { type DeliveryState, longestUndoSeconds, type MeasureState } from "./contract";

/** Which rows of the ledger, as the database is asked. */
export type LedgerRows = {
  /** States are those of this instant: what a decision that can still be undone has entered is pending. */
  readonly asOf: Date;
  readonly key?: MeasureKey | undefined;
  readonly state?: MeasureState | undefined;
  readonly subjectKind?: "group" | "account" | undefined;
  /** A code, exactly. */
  readonly code?: string | undefined;
  readonly delivery?: DeliveryState | undefined;
  readonly decisionId?: string | undefined;
  /** Entered at this instant or later. */
  readonly enteredFrom?: Date | undefined;
  /** Entered before this instant. */
  readonly enteredBefore?: Date | undefined;
};

/**
 * How far an order without a receipt got. An aggregate, so that it is asked row by row: an `exists` the planner turns
 * into a table of all deliveries that there are. In a statement on one table the driver writes columns without their
 * table: inside a subquery it must be said.
 */
const reached: SQL = sql`(
  select case when bool_or(d.state = 'failed') then 'failed' when bool_or(d.state = 'delivered') then 'delivered'
    else 'queued' end
  from ${outgoing} o join ${webhookDelivery} d on d.message_id = o.id
  where o.measure_id = measure.id and o.type = 'measure.ordered'
)`;

/** How far an order got: what the receipt says, else what the deliveries say; that of a cancelled measure nowhere. */
const deliveryOf = sql<DeliveryState>`case when ${measure.state} = 'cancelled' then 'cancelled' when ${measure.delivery} <> 'queued' then ${measure.delivery} else ${reached} end`;

const byDelivery = (wanted: DeliveryState): SQL | undefined => {
  switch (wanted) {
    case "executed":
      return eq(measure.delivery, "executed");
    case "failed":
      return and(inArray(measure.delivery, ["failed", "queued"]), sql`${deliveryOf} = 'failed'`);
    case "delivered":
    case "queued":
      return and(eq(measure.delivery, "queued"), ne(measure.state, "cancelled"), sql`${reached} = ${wanted}`);
    case "cancelled":
      return eq(measure.state, "cancelled");
  }
};

const byState = (wanted: MeasureState, asOf: Date): SQL | undefined => {
  if (wanted === "pending")
    // No window is longer: without the bound the whole ledger is searched for a row that is not there.
    return and(
      eq(measure.state, "in_force"),
      gt(measure.from, asOf),
      gt(measure.enteredAt, after(asOf, -longestUndoSeconds * second)),
    );
  return and(eq(measure.state, wanted), wanted === "in_force" ? lte(measure.from, asOf) : undefined);
};

/** A page of the ledger, newest first. `before` are the sort values of the last row seen. */
export const ledgerPage = (
  tx: Reader,
  filter: LedgerRows,
  before: { enteredAt: Date; id: string } | null,
  limit: number,
) =>
  tx
    .select({
      measure,
      caseNumber: sql<number>`(select d.case_number from ${decision} d where d.id = measure.decision_id)`,
      delivery: deliveryOf,
    })
    .from(measure)
    .where(
      and(
        filter.key ? eq(measure.key, filter.key) : undefined,
        filter.state ? byState(filter.state, filter.asOf) : undefined,
        filter.subjectKind ? eq(measure.subjectKind, filter.subjectKind) : undefined,
        filter.code ? eq(measure.subjectCode, filter.code) : undefined,
        filter.decisionId ? eq(measure.decisionId, filter.decisionId) : undefined,
        filter.delivery ? byDelivery(filter.delivery) : undefined,
        filter.enteredFrom ? gte(measure.enteredAt, filter.enteredFrom) : undefined,
        filter.enteredBefore ? lt(measure.enteredAt, filter.enteredBefore) : undefined,
        before
          ? sql`(${measure.enteredAt}, ${measure.id}) < (${before.enteredAt.toISOString()}::timestamptz, ${before.id}::uuid)`
          : undefined,
      ),
    )
    .orderBy(desc(measure.enteredAt), desc(measure.id))
    .limit(limit);

/** What of decisions and their cases stands beside their measures in an export, by the decision's id. */
export async function behindMeasures(tx: Reader, decisionIds: readonly string[]) {
  const rows = await tx
    .select({
      id: decision.id,
      clauses: decision.clauses,
      policyNumber: decision.policyNumber,
      evidence: decision.evidence,
      source: caseRow.source,
    })
    .from(decision)
    .innerJoin(caseRow, eq(caseRow.id, decision.caseId))
    .where(inArray(decision.id, [...new Set(decisionIds)]));
  return new Map(rows.map((row) => [row.id, row]));
}

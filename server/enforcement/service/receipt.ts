import type { Tx } from "../../../db/client";
import { refuse as refuseDelivery } from "../../delivery/contract";
import { findOrder, lockOrder, type OrderRow, saveOrderReceipt } from "../../delivery/service/order";
import type { KeyActor } from "../../kernel/actor";
import { instant } from "../../kernel/calendar";
import { Refused } from "../../kernel/refusal";
import { read } from "../../read";
import { transact } from "../../transact";
import { receive } from "../rules-receipt";
import { lockMeasure, measureById, saveMeasure } from "../store";
import { heldOf } from "../store-ground";

export type Receipt = { readonly result: "executed" | "failed"; readonly reason: string | null; readonly at: Date };
export type ReceiptView = { readonly orderId: string; readonly receipt: "executed" | "failed"; readonly at: string };

const viewOf = (id: string, receipt: "executed" | "failed", at: Date): ReceiptView => ({
  orderId: id,
  receipt,
  at: instant(at),
});

/** Nobody can have heard of an order before its decision took effect, nor of one that was undone. */
const hasLeft = (order: OrderRow, now: Date) => order.cancelledAt === null && order.at <= now;

const repeated = (order: OrderRow, given: Receipt) => order.receipt === given.result && order.receiptAt !== null;

/**
 * The platform says what became of an order. Saying it again changes nothing and gets the same answer.
 * Refuses: missing_order, receipt_conflict, receipt_time.
 *
 * @param remember keeps the answer under the request's Idempotency-Key, in the same transaction.
 */
export async function receiveReceipt(
  by: KeyActor,
  orderId: string,
  given: Receipt,
  now: Date,
  remember: (tx: Tx, body: unknown) => Promise<void>,
): Promise<ReceiptView> {
  const before = await read((tx) => findOrder(tx, orderId));
  if (!before || !hasLeft(before, now)) throw new Refused(refuseDelivery("missing_order"));
  if (repeated(before, given)) return viewOf(orderId, given.result, before.receiptAt as Date);
  const behind = before.measureId ? await read((tx) => measureById(tx, before.measureId as string)) : null;
  try {
    return await transact(by, now, async (tx, settle) => {
      const order = await lockOrder(tx, orderId);
      if (!order || !hasLeft(order, now)) throw new Refused(refuseDelivery("missing_order"));
      const row = behind && (await lockMeasure(tx, behind.measure.id));
      const measure = row && behind ? heldOf(row, behind.decision.caseNumber) : null;
      const about = row ? `${row.subjectKind}:${row.subjectId}` : `order:${orderId}`;
      // The platform's remark may be about somebody who has been erased since: what it did still counts.
      const reason = row?.subjectName === "" ? null : given.reason;
      const { next } = settle(
        receive(
          { ...order, receipt: order.receipt as Receipt["result"] | null },
          measure,
          { ...given, reason },
          about,
          now,
        ),
      );
      await saveOrderReceipt(tx, orderId, {
        receipt: next.receipt,
        receiptReason: reason,
        receiptAt: given.at,
        version: next.version,
      });
      if (row && next.measureVersion !== null)
        await saveMeasure(tx, row.id, {
          delivery: next.receipt,
          executedAt: next.receipt === "executed" ? given.at : null,
          version: next.measureVersion,
        });
      const view = viewOf(orderId, next.receipt, given.at);
      await remember(tx, view);
      return view;
    });
  } catch (error) {
    // The same receipt came twice at once; the other one has been written.
    if (!(error instanceof Refused) || error.refusal.code !== "enforcement.nothing_due") throw error;
    const after = await read((tx) => findOrder(tx, orderId));
    return viewOf(orderId, given.result, after?.receiptAt ?? given.at);
  }
}

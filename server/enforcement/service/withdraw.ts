import type { WithdrawReport } from "../../cases/receive-contract";
import { takeBack } from "../../cases/service/withdraw";
import { queueOrders } from "../../delivery/service/order";
import type { PublicActor } from "../../kernel/actor";
import { newId } from "../../kernel/id";
import { transact } from "../../transact";
import { reportOutcome } from "../rules-effect";

const by: PublicActor = { kind: "public", via: "receipt" };

/**
 * Whoever holds the receipt of a report takes it back, once, before it has its outcome. The case goes on, for a person to
 * conclude; the system that sent the report hears of the outcome `withdrawn`.
 * Refuses: missing, withdrawn, concluded, document_number.
 */
export const withdrawReport = (receipt: string, { reason }: WithdrawReport, now: Date): Promise<{ at: Date }> =>
  transact(by, now, async (tx, settle) => {
    const { order, eventId } = await takeBack(
      tx,
      settle,
      { receipt, reason: reason?.trim() ?? "" },
      (report) =>
        /^(key|connection):/.test(report.origin)
          ? reportOutcome(newId(now), report.subjectId, report, "withdrawn")
          : null,
      now,
    );
    if (order) await queueOrders(tx, [order], eventId, now);
    return { at: now };
  });

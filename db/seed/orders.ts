import { and, asc, isNotNull, isNull, lte } from "drizzle-orm";
import { receiveReceipt } from "../../server/enforcement/service/receipt";
import type { KeyActor } from "../../server/kernel/actor";
import { read } from "../../server/read";
import { outgoing } from "../schema";
import type { Chance } from "./random";

/** The platform's answers to the orders it has: nearly all carried out, some failed, a few not answered yet. */
export async function answerOrders(by: KeyActor, chance: Chance, now: Date): Promise<void> {
  const waiting = await read((tx) =>
    tx
      .select({ id: outgoing.id })
      .from(outgoing)
      .where(and(isNull(outgoing.receipt), isNotNull(outgoing.measureId), lte(outgoing.at, now)))
      .orderBy(asc(outgoing.at), asc(outgoing.id))
      .limit(200),
  );
  for (const { id } of waiting) {
    if (chance.is(0.25)) continue;
    const result = chance.is(0.015) ? "failed" : "executed";
    const reason = result === "failed" ? "平台侧对象已注销" : null;
    await receiveReceipt(by, id, { result, reason, at: now }, now, async () => undefined);
  }
}

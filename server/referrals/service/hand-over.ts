import type { StaffActor } from "../../kernel/actor";
import { transact } from "../../transact";
import type { AcknowledgeReferral, HandOver } from "../contract";
import { acknowledge, handOver } from "../rules";
import { saveReferral } from "../store";
import { locked } from "./draft";
import { sealWords } from "./terms";

/** Records that the package was handed over. Refuses: missing, own_subject, transition, stale, not_yet, before_seal, document_number. */
export const recordHandover = (by: StaffActor, input: HandOver, now: Date): Promise<{ version: number }> =>
  transact(by, now, async (tx, settle) => {
    const { row, found, officer } = await locked(tx, by, input.number);
    const { next } = settle(handOver(found, officer, input, now));
    const { at, ...moved } = next;
    const handover = await sealWords(tx, now, row.id, "handover", { way: input.way, to: input.to });
    await saveReferral(tx, row.id, { ...moved, handover, handedOverAt: at, handedOverBy: by.id });
    return { version: next.version };
  });

/** Records the office's receipt. Refuses: missing, own_subject, transition, stale, not_yet, before_handover, document_number. */
export const recordReceipt = (by: StaffActor, input: AcknowledgeReferral, now: Date): Promise<{ version: number }> =>
  transact(by, now, async (tx, settle) => {
    const { row, found, officer } = await locked(tx, by, input.number);
    const { next } = settle(acknowledge(found, officer, input, now));
    const { at, ...moved } = next;
    const receipt = await sealWords(tx, now, row.id, "receipt", { number: input.receipt, by: input.by });
    await saveReferral(tx, row.id, { ...moved, receipt, receivedAt: at, acknowledgedBy: by.id });
    return { version: next.version };
  });

import { createHash } from "node:crypto";
import type { Tx } from "../../../db/client";
import { config } from "../../config";
import { instant } from "../../kernel/calendar";
import type { Json } from "../../kernel/json";
import { keyed } from "../../privacy/keyring";
import type { OutgoingType } from "../contract";
import {
  cancelOutgoing,
  dropEffects,
  insertOutgoing,
  lockOutgoing,
  type OutgoingRow,
  outgoingById,
  outgoingOf,
  saveReceipt,
} from "../store";

/** A message on its way out. Its id is the `orderId` and the webhook's id. */
export type NewOrder = {
  readonly id: string;
  readonly type: OutgoingType;
  readonly measureId: string | null;
  readonly subjectId: string;
  /** Without type, orderId and at, which the sending adds; `noticeId` becomes the notice's address, `appealOf` that of an appeal against it. */
  readonly payload: Readonly<Record<string, Json>>;
};

/**
 * Writes orders in the transaction of the act that they carry out. They leave after commit: the act's verdict has the
 * effect `deliver` for each.
 *
 * @param at not before then, which is when the effects run.
 */
export const queueOrders = (tx: Tx, orders: readonly NewOrder[], eventId: string, at: Date): Promise<void> =>
  insertOutgoing(
    tx,
    orders.map((order) => ({ ...order, at, version: 1, eventId })),
  );

/**
 * Takes back what an act was to send: all of it, or nothing when any has left. A relay that is moving it is waited for.
 *
 * @param eventId of the act's entry; `subjectIds` whom its messages are about.
 * @returns the messages, and of them those that were still held.
 */
export async function cancelOrders(
  tx: Tx,
  eventId: string,
  subjectIds: readonly string[],
  now: Date,
): Promise<{ readonly all: number; readonly held: number }> {
  const ids = await outgoingOf(tx, eventId, subjectIds);
  const held = await dropEffects(tx, "deliver", ids);
  if (held === ids.length) await cancelOutgoing(tx, ids, now);
  return { all: ids.length, held };
}

/** The secret part of a notice's address: derived, so that no copy of the database opens a notice. */
export const noticeToken = (noticeId: string): string => keyed("notice", noticeId).toString("base64url");
export const noticeTokenHash = (token: string): string => createHash("sha256").update(token).digest("hex");
export const noticeUrl = (noticeId: string): string => `${config().url}/notice/${noticeToken(noticeId)}`;
/** Where the reader of a notice appeals, and later reads what became of it. */
export const appealUrl = (noticeId: string): string => `${config().url}/appeal/${noticeToken(noticeId)}`;

/** The bytes that leave. The same for every attempt: the row never changes, and the address is derived from it. */
export function bodyOf(row: Pick<OutgoingRow, "id" | "type" | "at" | "payload">): string {
  const { noticeId, appealOf, ...payload } = row.payload as Record<string, Json>;
  return JSON.stringify({
    type: row.type,
    orderId: row.id,
    at: instant(row.at),
    ...payload,
    ...(typeof noticeId === "string" ? { noticeUrl: noticeUrl(noticeId) } : {}),
    ...(typeof appealOf === "string" ? { appealUrl: appealUrl(appealOf) } : {}),
  });
}

export type OrderRow = OutgoingRow;
export const findOrder = outgoingById;
/** Locks an order, for its receipt. */
export const lockOrder = lockOutgoing;
export const saveOrderReceipt = saveReceipt;

import { and, asc, eq, lte } from "drizzle-orm";
import type { Reader, Tx } from "../../db/client";
import { appeal, appealMessage } from "../../db/schema";

export type MessageRow = typeof appealMessage.$inferSelect;

/** What was said about an appeal, oldest first. */
export const messagesOf = (tx: Reader, appealId: string): Promise<MessageRow[]> =>
  tx.select().from(appealMessage).where(eq(appealMessage.appealId, appealId)).orderBy(asc(appealMessage.nth));

export async function insertMessage(tx: Tx, row: typeof appealMessage.$inferInsert): Promise<void> {
  await tx.insert(appealMessage).values(row);
}

const unanswered = (now: Date) => and(eq(appeal.state, "awaiting_appellant"), lte(appeal.answerBy, now));

export const isAnyUnanswered = async (tx: Reader, now: Date): Promise<boolean> =>
  (await tx.select({ id: appeal.id }).from(appeal).where(unanswered(now)).limit(1)).length > 0;

/** Questions whose time is over, but for those that another worker has. */
export const lockUnanswered = (tx: Tx, now: Date, limit: number) =>
  tx
    .select()
    .from(appeal)
    .where(unanswered(now))
    .orderBy(asc(appeal.answerBy))
    .limit(limit)
    .for("update", { skipLocked: true });

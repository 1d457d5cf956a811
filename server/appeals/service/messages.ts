import type { Reader } from "../../../db/client";
import { openMany } from "../../privacy/seal";
import type { Message } from "../contract";
import type { AppealRow } from "../store";
import { messagesOf } from "../store-dialogue";

/** What a message is sealed for: it opens for nothing else. */
export const purposeOf = (messageId: string) => `appeal_message:${messageId}:text`;

/** What an officer and whoever appealed said to each other, oldest first, opened for one of the two. */
export async function dialogueOf(tx: Reader, row: Pick<AppealRow, "id" | "about">): Promise<Message[]> {
  const rows = await messagesOf(tx, row.id);
  const kept = rows.filter(({ text }) => text.length > 0);
  const opened = await openMany(
    tx,
    kept.map(({ id, text }) => ({ about: row.about, purpose: purposeOf(id), sealed: text })),
  );
  return rows.map((each) => ({ side: each.side, at: each.at, text: opened[kept.indexOf(each)] ?? null }));
}

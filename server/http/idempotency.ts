import { and, eq, lt } from "drizzle-orm";
import type { Tx } from "../../db/client";
import { idempotencyKey } from "../../db/schema";
import { after, hour } from "../kernel/calendar";
import { Refused } from "../kernel/refusal";
import { read } from "../read";
import { touch } from "../touch";
import { refuse } from "./contract";

export type Answer = { readonly status: number; readonly body: unknown };
export type Kept = Answer & { readonly isReplay: boolean };
type Remember = (tx: Tx, body: unknown) => Promise<void>;

/** Answers are kept this long. */
const keptHours = 48;

/** Another request with the same Idempotency-Key committed first: ours is rolled back and its answer is read. */
class Overtaken extends Error {}

async function keptAnswer(keyId: string, key: string, requestSha256: string): Promise<Kept | null> {
  const [row] = await read((tx) =>
    tx
      .select()
      .from(idempotencyKey)
      .where(and(eq(idempotencyKey.keyId, keyId), eq(idempotencyKey.key, key))),
  );
  if (!row) return null;
  if (row.requestSha256 !== requestSha256)
    throw new Refused(
      refuse("replayed", {}, [
        { pointer: "/headers/Idempotency-Key", reason: { zh: "已用于另一请求", en: "was used for another request" } },
      ]),
    );
  return { status: row.status, body: JSON.parse(row.answer), isReplay: true };
}

/**
 * Runs an act at most once for a key and an Idempotency-Key, across processes: the answer's row and the facts commit
 * in one transaction when the act calls `remember`, and the second of two concurrent acts is rolled back.
 *
 * @param requestSha256 of method, path and body: the same key with another request is refused with 409.
 * @param status with which a remembered answer is kept.
 */
export async function once(
  keyId: string,
  key: string,
  requestSha256: string,
  now: Date,
  status: number,
  act: (remember: Remember) => Promise<Answer>,
): Promise<Kept> {
  if (!/^[!-~]{1,255}$/.test(key)) throw new Refused(refuse("idempotency_key"));
  const before = await keptAnswer(keyId, key, requestSha256);
  if (before) return before;
  const insert = (tx: Tx, answer: Answer) =>
    tx
      .insert(idempotencyKey)
      .values({ keyId, key, requestSha256, status: answer.status, answer: JSON.stringify(answer.body), at: now })
      .onConflictDoNothing()
      .returning({ key: idempotencyKey.key });
  let isRemembered = false;
  try {
    const answer = await act(async (tx, body) => {
      const rows = await insert(tx, { status, body });
      if (rows.length === 0) throw new Overtaken("this Idempotency-Key was answered meanwhile");
      isRemembered = true;
    });
    if (!isRemembered && answer.status < 300) await touch((tx) => insert(tx, answer));
    return { ...answer, isReplay: false };
  } catch (error) {
    if (!(error instanceof Overtaken)) throw error;
    const kept = await keptAnswer(keyId, key, requestSha256);
    if (!kept) throw error;
    return kept;
  }
}

/** Forgets answers that were kept for two days. */
export const forgetAnswers = (now: Date): Promise<unknown> =>
  touch((tx) => tx.delete(idempotencyKey).where(lt(idempotencyKey.at, after(now, -keptHours * hour))));

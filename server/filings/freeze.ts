import { signCheckpoint } from "../audit/sign";
import { Refused } from "../kernel/refusal";
import { read } from "../read";
import { refuse } from "./contract";
import { closePeriod, type Period } from "./period";
import { headOfLog, sequencedAt } from "./store";
import { lastCheckpoint } from "./store-bundle";

/** On a machine without the key the worker signs within seconds, and what it signed last is good enough. */
const harmless = ["audit.signing_key_missing", "audit.signing_busy"];

/** Signs the log as it stands, if this machine can. Refuses: a log that stands still. */
export async function signIfAble(now: Date): Promise<void> {
  try {
    await signCheckpoint(now);
  } catch (error) {
    if (!(error instanceof Refused && harmless.includes(error.refusal.code))) throw error;
  }
}

/**
 * The checkpoint from which a report on a period is drawn: everything that had been appended by now is in it, and it
 * holds a leaf from after the period, which shows that nothing of its end is cut off.
 * Refuses: unsequenced, log-behind, never-signed, and what `signCheckpoint` refuses.
 */
export async function frozenHead(
  period: Period,
  now: Date,
): Promise<{ readonly log: number; readonly size: number; readonly root: string }> {
  const { pending, size } = await read(headOfLog);
  // Where the log stands still, this says so: entries would wait for their leaves for long.
  await signIfAble(now);
  if (pending > 0) throw new Refused(refuse("unsequenced"));
  const head = await read(lastCheckpoint);
  if (!head) throw new Refused(refuse("never-signed"));
  if (head.size < size) throw new Refused(refuse("unsequenced"));
  const last = await read((tx) => sequencedAt(tx, head.log, head.size - 1));
  if (!last || last < period.end) {
    await closePeriod(period, now);
    throw new Refused(refuse("log-behind"));
  }
  return head;
}

import { clock } from "../config";
import { Refused } from "../kernel/refusal";
import { log } from "../log";
import { every, type Loop } from "../loop";
import { read } from "../read";
import { ensureKey } from "./keys";
import { checkpointDue, signEverySeconds } from "./rules";
import { signCheckpoint } from "./sign";
import { headNow } from "./store";
import { lastPublished, openStop } from "./store-checkpoint";

const pollMs = 1_000;

/** Whether the open log may be signed and is due. */
async function isDue(now: Date): Promise<boolean> {
  const head = await read(headNow);
  if (!head || (await read((tx) => openStop(tx, head.origin)))) return false;
  return checkpointDue(await read((tx) => lastPublished(tx, head.origin)), head.size, now);
}

/**
 * Signs the log at most every ten seconds while it grows, and once a day while it does not. There may be one in every
 * worker; those without a key say so once and leave it to the others.
 */
export function startSigner(): Loop {
  let mayTryAt = 0;
  let said: string | null = null;
  return every("signer", pollMs, async () => {
    // By a clock that only goes forward, whatever happens to the time of day.
    if (performance.now() < mayTryAt) return false;
    const now = clock();
    if (!(await isDue(now))) return false;
    await ensureKey(now);
    mayTryAt = performance.now() + signEverySeconds * 1_000;
    try {
      await signCheckpoint(now, { renew: true });
      said = null;
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      const { code, sentence } = error.refusal;
      if (code !== said) log().warn({ code }, `the audit log was not signed: ${sentence.en}`);
      said = code;
    }
    return false;
  });
}

import { clock } from "../config";
import { log } from "../log";
import { every, type Loop } from "../loop";
import { LogBroken } from "./failure";
import { batchLimit, sequence } from "./sequence";

const pollMs = 250;

/**
 * Drains the queue every 250 ms, and at once again while batches come back full. There may be one in every worker.
 * When the log is not what was written, it stops for good and says so: the log is never repaired, and cases and
 * measures go on without it.
 */
export function startSequencer(): Loop {
  let isBroken = false;
  return every("sequencer", pollMs, async () => {
    if (isBroken) return false;
    try {
      return (await sequence(clock())) === batchLimit;
    } catch (error) {
      if (!(error instanceof LogBroken)) throw error;
      isBroken = true;
      log().fatal({ failure: error.failure, at: error.at }, "the audit log is broken: the sequencer has stopped");
      return false;
    }
  });
}

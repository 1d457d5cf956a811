import { clock } from "../config";
import { every, type Loop } from "../loop";
import { LogBroken } from "./failure";
import { batchLimit, sequence } from "./sequence";
import { checkStore } from "./sign";
import { stopLog } from "./stop";

const pollMs = 250;

/**
 * Drains the queue every 250 ms, and at once again while batches come back full. There may be one in every worker.
 * Before its first leaf it looks whether the database is the one that was signed last: an older one that was restored
 * must not grow. When the log is not what was written, it stops for everybody and says so: the log is never repaired,
 * and cases and measures go on without it.
 */
export function startSequencer(): Loop {
  let isChecked = false;
  return every("sequencer", pollMs, async () => {
    try {
      if (!isChecked) await checkStore();
      isChecked = true;
      return (await sequence(clock())) === batchLimit;
    } catch (error) {
      if (!(error instanceof LogBroken)) throw error;
      await stopLog({ kind: "system", name: "sequencer" }, error, clock());
      // The stop itself now holds every sequencer back, and whoever ends it has looked at the store.
      isChecked = true;
      return false;
    }
  });
}

import { isMigrated } from "../db/migration-state";
import type { LogFailure } from "./audit/failure";
import { logStatus } from "./audit/status";
import { read } from "./read";

/** An event that has waited longer than this says that no sequencer is at work. */
const sequencerLimitSeconds = 30;

export type Readiness = {
  readonly database: boolean;
  readonly migrations: boolean;
  /** Whether the log keeps up: the oldest event that waits for its leaf is younger than thirty seconds. */
  readonly sequencer: boolean;
  /** Why the log was stopped; absent while it goes on. */
  readonly logStopped?: LogFailure;
};

/**
 * What a load balancer asks before it sends requests here. A log that was stopped is told and alerts, and takes nobody
 * out of service: cases and measures go on without it.
 */
export async function readinessAt(now: Date): Promise<Readiness & { readonly isReady: boolean }> {
  try {
    const migrations = await read(isMigrated);
    if (!migrations) return { database: true, migrations, sequencer: false, isReady: false };
    const log = await logStatus(now);
    const sequencer = (log?.pendingAgeSeconds ?? 0) < sequencerLimitSeconds;
    if (log?.stop) return { database: true, migrations, sequencer, logStopped: log.stop.failure, isReady: true };
    return { database: true, migrations, sequencer, isReady: sequencer };
  } catch {
    return { database: false, migrations: false, sequencer: false, isReady: false };
  }
}

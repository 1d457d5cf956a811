import { asc, eq } from "drizzle-orm";
import { isMigrated } from "../db/migration-state";
import { auditEvent, auditPending } from "../db/schema";
import { second } from "./kernel/calendar";
import { read } from "./read";

/** An event that has waited longer than this says that no sequencer is at work. */
const sequencerLimitMs = 30 * second;

export type Readiness = {
  readonly database: boolean;
  readonly migrations: boolean;
  /** Whether the log keeps up: the oldest event that waits for its leaf is younger than thirty seconds. */
  readonly sequencer: boolean;
};

/** What a load balancer asks before it sends requests here. */
export async function readinessAt(now: Date): Promise<Readiness> {
  try {
    const migrations = await read(isMigrated);
    if (!migrations) return { database: true, migrations, sequencer: false };
    const [oldest] = await read((tx) =>
      tx
        .select({ appendedAt: auditEvent.appendedAt })
        .from(auditPending)
        .innerJoin(auditEvent, eq(auditEvent.id, auditPending.eventId))
        .orderBy(asc(auditPending.seq))
        .limit(1),
    );
    const sequencer = !oldest || now.getTime() - oldest.appendedAt.getTime() < sequencerLimitMs;
    return { database: true, migrations, sequencer };
  } catch {
    return { database: false, migrations: false, sequencer: false };
  }
}

import { sql } from "drizzle-orm";
import { read } from "../read";
import { headNow } from "./store";

/** Where the log stands, for the header, the sign-in page and health. */
export type LogStatus = {
  readonly origin: string;
  /** Leaves. */
  readonly size: number;
  /** Hexadecimal. */
  readonly root: string;
  readonly lastSequencedAt: Date | null;
  /** Events without a leaf yet; counted up to 10,000. */
  readonly pending: number;
  /** Seconds since the oldest of these was appended; 0 when none waits. */
  readonly pendingAgeSeconds: number;
};

const countLimit = 10_000;

/** @returns null when there is no open log. */
export const logStatus = (now: Date): Promise<LogStatus | null> =>
  read(async (tx) => {
    const head = await headNow(tx);
    if (!head) return null;
    const [queue] = await tx.execute<{ waiting: number; oldest: string | null }>(sql`
      select (select count(*)::int from (select from audit_pending limit ${countLimit}) q) as waiting,
        (select e.appended_at::text from audit_pending p join audit_event e on e.id = p.event_id order by p.seq limit 1) as oldest`);
    const oldest = queue?.oldest ? new Date(queue.oldest) : null;
    return {
      origin: head.origin,
      size: Number(head.size),
      root: head.root.toString("hex"),
      lastSequencedAt: head.lastSequencedAt,
      pending: queue?.waiting ?? 0,
      pendingAgeSeconds: oldest ? Math.max(0, Math.round((now.getTime() - oldest.getTime()) / 1000)) : 0,
    };
  });

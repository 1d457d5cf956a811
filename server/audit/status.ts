import { sql } from "drizzle-orm";
import { read } from "../read";
import { headNow } from "./store";
import { lastPublished, openStop, type Stop } from "./store-checkpoint";

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
  /**
   * Seconds since the oldest of these was appended; 0 when none waits. What is older than its log is carried over by a
   * successor, however many there are: while that lasts, seconds since leaves were last made.
   */
  readonly pendingAgeSeconds: number;
  /** What was signed and published last. */
  readonly checkpoint: { readonly size: number; readonly signedAt: Date; readonly ageSeconds: number } | null;
  /** Age of the oldest leaf that no checkpoint covers yet; 0 when all are covered. */
  readonly unsignedSeconds: number;
  /** Why the log stands still, when it does. */
  readonly stop: Stop | null;
};

const countLimit = 10_000;
const secondsBetween = (from: Date, to: Date) => Math.max(0, Math.round((to.getTime() - from.getTime()) / 1000));

/** @param opened when a successor was opened; null of the first log. */
function waitingSince(appended: Date, opened: string | null, lastSequenced: Date | null): Date {
  if (opened === null || appended >= new Date(opened)) return appended;
  return lastSequenced ?? new Date(opened);
}

/** @returns null when there is no open log. */
export const logStatus = (now: Date): Promise<LogStatus | null> =>
  read(async (tx) => {
    const head = await headNow(tx);
    if (!head) return null;
    const [queue] = await tx.execute<{ waiting: number; oldest: string | null; opened: string | null }>(sql`
      select (select opened_at::text from audit_log where number = ${head.log}::integer and opened_by is not null) as opened,
        (select count(*)::int from (select from audit_pending limit ${countLimit}) q) as waiting,
        (select e.appended_at::text from audit_pending p join audit_event e on e.id = p.event_id order by p.seq limit 1) as oldest`);
    const [checkpoint, stop] = await Promise.all([lastPublished(tx, head.origin), openStop(tx, head.origin)]);
    const [unsigned] = await tx.execute<{ since: string }>(
      sql`select sequenced_at::text as since from audit_leaf where log = ${head.log}::integer and index = ${String(checkpoint?.size ?? 0)}::bigint`,
    );
    const oldest = queue?.oldest ? waitingSince(new Date(queue.oldest), queue.opened, head.lastSequencedAt) : null;
    return {
      origin: head.origin,
      size: Number(head.size),
      root: head.root.toString("hex"),
      lastSequencedAt: head.lastSequencedAt,
      pending: queue?.waiting ?? 0,
      pendingAgeSeconds: oldest ? secondsBetween(oldest, now) : 0,
      checkpoint: checkpoint
        ? {
            size: Number(checkpoint.size),
            signedAt: checkpoint.signedAt,
            ageSeconds: secondsBetween(checkpoint.signedAt, now),
          }
        : null,
      unsignedSeconds: unsigned ? secondsBetween(new Date(unsigned.since), now) : 0,
      stop: stop ?? null,
    };
  });

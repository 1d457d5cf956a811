import { after, hour, minute, second } from "../kernel/calendar";
import { freeFailures, idleMinutes, longestWaitSeconds, seenSeconds, sessionHours } from "./contract";

/** How long the next attempt has to wait after this many failures in a row, in seconds; 0: not at all. */
export const waitSeconds = (failures: number) =>
  failures < freeFailures ? 0 : Math.min(2 ** (failures - freeFailures + 1), longestWaitSeconds);

/** Failures older than this are forgotten. */
export const forgetAfterMs = 24 * hour;

export type SessionTimes = {
  readonly createdAt: Date;
  readonly seenAt: Date;
  readonly expiresAt: Date;
  readonly revokedAt: Date | null;
};

/** When a session that begins now ends. */
export const sessionEnd = (now: Date) => after(now, sessionHours * hour);

/** Is this session still good? Bounds are exclusive. */
export const isLive = (session: SessionTimes, now: Date) =>
  session.revokedAt === null && now < session.expiresAt && now < after(session.seenAt, idleMinutes * minute);

/** Should its last use be written down? Not at every request. */
export const isDue = (session: SessionTimes, now: Date) => now >= after(session.seenAt, seenSeconds * second);

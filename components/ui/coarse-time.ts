const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** How long is left, as coarsely as a person plans. */
export type CoarseTime =
  | { kind: "late"; unit: "minutes" | "hours" | "days"; count: number }
  | { kind: "minutes"; minutes: number }
  | { kind: "hours"; hours: number; minutes: number }
  | { kind: "day" };

/**
 * Minutes under an hour, five-minute steps under four hours, whole hours up to twelve, then the day and time of the
 * due date itself. Never seconds, and it does not tick. Source: `mock/README.md`, "Time left".
 *
 * @param now when the list was read; the same value for all its rows.
 */
export function coarseTimeLeft(dueAt: Date, now: Date): CoarseTime {
  const leftMs = dueAt.getTime() - now.getTime();
  if (leftMs < 0) {
    const lateMs = -leftMs;
    if (lateMs < hourMs) return { kind: "late", unit: "minutes", count: Math.max(1, Math.floor(lateMs / minuteMs)) };
    if (lateMs < 48 * hourMs) return { kind: "late", unit: "hours", count: Math.floor(lateMs / hourMs) };
    return { kind: "late", unit: "days", count: Math.floor(lateMs / (24 * hourMs)) };
  }
  if (leftMs < hourMs) return { kind: "minutes", minutes: Math.floor(leftMs / minuteMs) };
  if (leftMs < 4 * hourMs) {
    const minutes = Math.floor(leftMs / minuteMs / 5) * 5;
    return { kind: "hours", hours: Math.floor(minutes / 60), minutes: minutes % 60 };
  }
  if (leftMs < 12 * hourMs) return { kind: "hours", hours: Math.floor(leftMs / hourMs), minutes: 0 };
  return { kind: "day" };
}

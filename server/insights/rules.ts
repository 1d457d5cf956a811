import { after, day, dayStart, fromIsoDay, isoDay, plusDays } from "../kernel/calendar";
import { denied } from "../kernel/verdict";
import { type Board, periodLimitDays, refuse } from "./contract";

/** A stretch of whole days of the installation's zone, `end` exclusive; today's ends with `now`, inclusive. */
export type Period = { readonly start: Date; readonly end: Date; readonly days: readonly string[] };

/** The period that a board asks for, and the one of the same length before it. */
export function periodsOf(input: Pick<Board, "from" | "to">, now: Date) {
  const last = input.to ? fromIsoDay(input.to) : dayStart(now);
  const start = input.from ? fromIsoDay(input.from) : plusDays(last, -13);
  const end = plusDays(last, 1);
  const count = Math.round((end.getTime() - start.getTime()) / day);
  if (count < 1 || count > periodLimitDays)
    return denied(
      refuse("period", { days: periodLimitDays }, [
        { pointer: "/to", reason: refuse("period", { days: periodLimitDays }).sentence },
      ]),
    );
  // What can still be undone takes effect later, and counts from then on.
  const cut = (until: Date) => (until <= now ? until : after(now, 1));
  const days = Array.from({ length: count }, (_, at) => isoDay(plusDays(start, at)));
  return {
    ok: true as const,
    period: { start, end: cut(end), days } satisfies Period,
    before: { start: plusDays(start, -count), end: cut(start), days: [] } satisfies Period,
  };
}

/** Until when a day counts: its end, or now while it lasts. */
export const endOfDay = (isoText: string, now: Date) => {
  const end = plusDays(fromIsoDay(isoText), 1);
  return end < now ? end : now;
};

/** The whole period, or one day of it; null when the day lies outside. */
export function narrowed(period: Period, dayAsked: string | undefined): { start: Date; end: Date } | null {
  if (!dayAsked) return period;
  if (!period.days.includes(dayAsked)) return null;
  const start = fromIsoDay(dayAsked);
  const end = plusDays(start, 1);
  return { start, end: end < period.end ? end : period.end };
}

/** Violations this far back make a subject a repeated one, and how many it takes. */
export const repeatWindowDays = 90;
export const repeatedFrom = 2;
export const repeatSince = (now: Date) => after(now, -repeatWindowDays * day);

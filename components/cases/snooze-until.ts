export const snoozeChoices = ["hour", "four_hours", "tomorrow", "three_days"] as const;
export type SnoozeChoice = (typeof snoozeChoices)[number];

const hourMs = 3_600_000;
const morningHour = 9;

/**
 * The instant that a choice means. `tomorrow` is nine in the morning by the installation's clock.
 *
 * @param zone the installation's time zone: it has no summer time to mind.
 */
export function untilOf(choice: SnoozeChoice, now: Date, zone: string): Date {
  const after = (ms: number) => new Date(now.getTime() + ms);
  if (choice === "hour") return after(hourMs);
  if (choice === "four_hours") return after(4 * hourMs);
  if (choice === "three_days") return after(72 * hourMs);
  const clock = new Intl.DateTimeFormat("en", {
    timeZone: zone,
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
    hourCycle: "h23",
  }).formatToParts(now);
  const part = (type: string) => Number(clock.find((each) => each.type === type)?.value ?? 0);
  const sinceMidnightMs = ((part("hour") * 60 + part("minute")) * 60 + part("second")) * 1_000 + now.getMilliseconds();
  return after((24 + morningHour) * hourMs - sinceMidnightMs);
}

import { TZDate } from "@date-fns/tz";
import { addDays, addMonths, startOfDay } from "date-fns";

/** The installation's time zone: named once, in the header of every page. */
export const zone = "Asia/Shanghai";

export const second = 1_000;
export const minute = 60 * second;
export const hour = 60 * minute;
export const day = 24 * hour;

/** `date` moved by a length in milliseconds. */
export const after = (date: Date, lengthMs: number) => new Date(date.getTime() + lengthMs);

/** The first instant of the installation's day that holds `date`. */
export const dayStart = (date: Date) => new Date(startOfDay(new TZDate(date, zone)).getTime());

/** The first instant of the day `days` later, by the installation's calendar. */
export const plusDays = (date: Date, days: number) => new Date(addDays(new TZDate(date, zone), days).getTime());

/** The same moment `months` later, by the installation's calendar; the last day of a shorter month. */
export const plusMonths = (date: Date, months: number) => new Date(addMonths(new TZDate(date, zone), months).getTime());

/** `2026-11-22` in the installation's zone. */
export const isoDay = (date: Date) => {
  const local = new TZDate(date, zone);
  const two = (n: number) => String(n).padStart(2, "0");
  return `${local.getFullYear()}-${two(local.getMonth() + 1)}-${two(local.getDate())}`;
};

/** The first instant of an ISO day (`2026-11-22`) in the installation's zone. */
export const fromIsoDay = (text: string) => {
  const [year, month, date] = text.split("-").map(Number) as [number, number, number];
  return new Date(new TZDate(year, month - 1, date, zone).getTime());
};

/** RFC 3339 in UTC with milliseconds, the only form of a time in the log. */
export const instant = (date: Date) => date.toISOString();

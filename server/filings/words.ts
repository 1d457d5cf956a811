import { TZDate } from "@date-fns/tz";
import { zone } from "../kernel/calendar";

const two = (value: number) => String(value).padStart(2, "0");

/** `2026年1月5日`, in the installation's zone: no leading zeros (GB/T 9704). */
export function longDay(at: Date): string {
  const local = new TZDate(at, zone);
  return `${local.getFullYear()}年${local.getMonth() + 1}月${local.getDate()}日`;
}

/** `2026-01-05 14:30`, in the installation's zone; empty for nothing. */
export function stamp(at: string | null): string {
  if (at === null) return "";
  const local = new TZDate(new Date(at), zone);
  return `${local.getFullYear()}-${two(local.getMonth() + 1)}-${two(local.getDate())} ${two(local.getHours())}:${two(local.getMinutes())}`;
}

/** `2026年10月` when the half-open period is one calendar month of the zone, otherwise both days named. */
export function periodName(start: Date, end: Date): string {
  const from = new TZDate(start, zone);
  const next = new TZDate(from.getFullYear(), from.getMonth() + 1, 1, zone);
  if (from.getDate() === 1 && next.getTime() === end.getTime())
    return `${from.getFullYear()}年${from.getMonth() + 1}月`;
  const last = new TZDate(new Date(end.getTime() - 1), zone);
  const year = last.getFullYear() === from.getFullYear() ? "" : `${last.getFullYear()}年`;
  return `${longDay(start)}至${year}${last.getMonth() + 1}月${last.getDate()}日`;
}

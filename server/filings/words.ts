import { TZDate, tzOffset } from "@date-fns/tz";
import { zone } from "../kernel/calendar";

/** `2026年1月5日`, in the installation's zone: no leading zeros (GB/T 9704). */
export function longDay(at: Date): string {
  const local = new TZDate(at, zone);
  return `${local.getFullYear()}年${local.getMonth() + 1}月${local.getDate()}日`;
}

const minuteMs = 60_000;
/** Zones change their offset at quarters of an hour at the most often. */
const quarterMs = 15 * minuteMs;
const offsets = new Map<number, number>();
const offsetLimit = 10_000;

/** Milliseconds to add to UTC in the installation's zone. Asking for it is slow, and a ledger has five times in a row. */
function offsetAt(ms: number): number {
  const quarter = Math.floor(ms / quarterMs);
  const known = offsets.get(quarter);
  if (known !== undefined) return known;
  if (offsets.size >= offsetLimit) offsets.clear();
  const offset = tzOffset(zone, new Date(quarter * quarterMs)) * minuteMs;
  offsets.set(quarter, offset);
  return offset;
}

/** `2026-01-05 14:30`, in the installation's zone; empty for nothing. */
export function stamp(at: string | null): string {
  if (at === null) return "";
  const ms = new Date(at).getTime();
  return new Date(ms + offsetAt(ms)).toISOString().slice(0, 16).replace("T", " ");
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

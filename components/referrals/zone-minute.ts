import { after, fromIsoDay, hour, isoDay, minute } from "@/server/kernel/calendar";

/** `2026-11-22T14:30` in the installation's zone, as a field for times wants it, whatever zone the browser is in. */
export function minuteIn(at: Date): string {
  const day = isoDay(at);
  const minutes = Math.floor((at.getTime() - fromIsoDay(day).getTime()) / minute);
  const two = (n: number) => String(n).padStart(2, "0");
  return `${day}T${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/** The instant that such a field states, RFC 3339; the empty text for what is none. */
export function instantIn(text: string): string {
  const found = /^(\d{4}-\d\d-\d\d)T(\d\d):(\d\d)/.exec(text);
  if (!found) return "";
  const [, day = "", hours, minutes] = found;
  return after(fromIsoDay(day), Number(hours) * hour + Number(minutes) * minute).toISOString();
}

import { minute } from "../kernel/calendar";
import { type AlertWord, lateMinutes, silentMessages } from "./contract";

/** How an endpoint fares. Each number is that of the rows in the view that it names. */
export type Health = {
  /** Wait for their turn or for their next attempt: view `queued`. */
  readonly queued: number;
  /** Not taken in three days: view `failed`. */
  readonly failed: number;
  /** Overtaken before they arrived: view `moot`. */
  readonly moot: number;
  readonly oldestQueuedAt: Date | null;
  readonly lastDeliveredAt: Date | null;
  readonly hour: Span;
  readonly day: Span;
};

/** Messages whose last attempt was since then (inclusive), and those among them that were not taken at it. */
export type Span = { readonly since: Date; readonly tried: number; readonly missed: number };

/** What people are told about an endpoint. One that was switched off is as somebody wanted it. */
export function alertsOf(isOn: boolean, health: Health, now: Date): AlertWord[] {
  if (!isOn) return [];
  const { hour, oldestQueuedAt, failed } = health;
  const alerts: AlertWord[] = [];
  if (hour.tried >= silentMessages && hour.missed === hour.tried) alerts.push("silent");
  if (oldestQueuedAt && now.getTime() - oldestQueuedAt.getTime() > lateMinutes * minute) alerts.push("late");
  if (failed > 0) alerts.push("lost");
  return alerts;
}

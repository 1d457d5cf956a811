import { expect, it } from "vitest";
import { hour, after as later, minute } from "../kernel/calendar";
import { testNow } from "../testing/cases";
import { lateMinutes, silentMessages } from "./contract";
import { alertsOf, type Health } from "./rules-health";

const now = testNow();
const span = { since: later(now, -hour), tried: 0, missed: 0 };
const well: Health = {
  queued: 0,
  failed: 0,
  moot: 0,
  oldestQueuedAt: null,
  lastDeliveredAt: now,
  hour: span,
  day: span,
};
const lateBy = (ms: number) => ({ queued: 1, oldestQueuedAt: later(now, -lateMinutes * minute - ms) });

it.each([
  ["nothing was sent", {}, []],
  ["something waits, exactly as long as it may", lateBy(0), []],
  ["something waits longer", lateBy(1), ["late"]],
  ["nothing was taken, of a few", { hour: { ...span, tried: 2, missed: 2 } }, []],
  ["nothing was taken", { hour: { ...span, tried: silentMessages, missed: silentMessages } }, ["silent"]],
  ["one of many was taken", { hour: { ...span, tried: 100, missed: 99 } }, []],
  ["messages failed for good", { failed: 1 }, ["lost"]],
  ["all at once", { ...lateBy(hour), failed: 2, hour: { ...span, tried: 9, missed: 9 } }, ["silent", "late", "lost"]],
  ["messages were overtaken", { moot: 3 }, []],
])("says of an endpoint, when %s, what people must know", (_, given, alerts) => {
  expect(alertsOf(true, { ...well, ...given }, now)).toEqual(alerts);
  expect(alertsOf(false, { ...well, ...given }, now)).toEqual([]);
});

import { describe, expect, it } from "vitest";
import { hour, after as later, minute } from "../kernel/calendar";
import { newId } from "../kernel/id";
import { testNow } from "../testing/cases";
import { useDatabase } from "../testing/database";
import { makeMessage, switchTo, useReceiver } from "../testing/delivery";
import { refusalOf } from "../testing/refusal";
import type { DeliveryView } from "./contract";
import { listDeliveries, listEndpoints } from "./service/health";

const receiver = useReceiver(useDatabase(), testNow());
const now = testNow();
const at = (minutes: number) => later(now, minutes * minute);

const healthAt = async (endpointId: string, when: Date) => {
  const found = (await listEndpoints(when)).find(({ id }) => id === endpointId);
  if (!found) throw new Error("no such endpoint in this test");
  return found;
};

/** All rows of a view, page by page. */
async function rowsOf(endpointId: string, view: DeliveryView, when: Date, since?: Date, limit = 3) {
  const rows: Awaited<ReturnType<typeof listDeliveries>>["rows"][number][] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof listDeliveries>> = await listDeliveries(
      { endpointId, view, cursor, limit, ...(since && { since: since.toISOString() }) },
      when,
    );
    expect(page.rows.length).toBeLessThanOrEqual(limit);
    rows.push(...page.rows);
    cursor = page.next;
  } while (cursor);
  expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
  return rows;
}

/** Each figure is the number of the rows that open behind it (invariant 12). */
async function expectFigures(endpointId: string, when: Date) {
  const health = await healthAt(endpointId, when);
  const count = async (view: DeliveryView, since?: Date) => (await rowsOf(endpointId, view, when, since)).length;
  for (const view of ["queued", "failed", "moot"] as const)
    expect([view, await count(view)]).toEqual([view, health[view]]);
  for (const span of [health.hour, health.day]) {
    expect(await count("tried", span.since)).toBe(span.tried);
    expect(await count("missed", span.since)).toBe(span.missed);
    expect(await count("arrived", span.since)).toBe(span.tried - span.missed);
  }
  return health;
}

describe("the health of an endpoint", () => {
  it("is what its rows say, in each state", async () => {
    const { id } = await receiver.endpoint();
    expect(await expectFigures(id, now)).toMatchObject({ queued: 0, failed: 0, lastDeliveredAt: null, alerts: [] });
    for (let each = 0; each < 4; each++) await makeMessage(newId(now), { at: now });
    await receiver.work(now);
    expect(await expectFigures(id, at(1))).toMatchObject({
      queued: 0,
      hour: { tried: 4, missed: 0 },
      lastDeliveredAt: now,
      alerts: [],
    });
    receiver.answerWith = () => 500;
    for (let each = 0; each < 5; each++) await makeMessage(newId(now), { at: at(70) });
    await receiver.work(at(70));
    expect(await expectFigures(id, at(75))).toMatchObject({
      queued: 5,
      oldestQueuedAt: at(70),
      hour: { tried: 5, missed: 5 },
      day: { tried: 9, missed: 5 },
      lastDeliveredAt: now,
      alerts: ["silent"],
    });
    expect((await healthAt(id, at(101))).alerts).toEqual(["silent", "late"]);
    await receiver.work(later(now, 80 * hour));
    expect(await expectFigures(id, later(now, 80 * hour))).toMatchObject({
      queued: 0,
      failed: 5,
      alerts: ["silent", "lost"],
    });
    await switchTo(id, false, later(now, 80 * hour));
    expect((await healthAt(id, later(now, 80 * hour))).alerts).toEqual([]);
  });

  it("counts what has been overtaken apart", async () => {
    const { id } = await receiver.endpoint();
    const [subject, measureId] = [newId(now), newId(now)];
    receiver.answerWith = () => 500;
    await makeMessage(subject, { measureId, at: at(0) });
    await receiver.work(at(0));
    await switchTo(id, false, at(1));
    await makeMessage(subject, { type: "measure.ended", measureId, at: at(2) });
    await receiver.work(at(2));
    await switchTo(id, true, at(3));
    expect(await expectFigures(id, at(3))).toMatchObject({ queued: 1, moot: 1, hour: { tried: 0, missed: 0 } });
  });

  it("refuses a place in another list, and words that are none", async () => {
    const { id: endpointId } = await receiver.endpoint();
    for (let each = 0; each < 3; each++) await makeMessage(newId(now), { at: now });
    await receiver.work(now);
    const since = at(-60).toISOString();
    const { next } = await listDeliveries({ endpointId, view: "arrived", since, limit: 2 }, now);
    for (const [view, cursor] of [
      ["queued", next],
      ["arrived", "bm9uc2Vuc2U"],
      ["arrived", Buffer.from('[1e99,"x"]').toString("base64url")],
      ["failed", Buffer.from('["\' or 1=1"]').toString("base64url")],
    ] as const)
      expect(await refusalOf(listDeliveries({ endpointId, view, cursor, limit: 2 }, now))).toMatchObject({
        code: "delivery.bad_cursor",
      });
  });
});

import { beforeAll, describe, expect, it } from "vitest";
import { useDatabase } from "../testing/database";
import { costOf, fillTables } from "../testing/plan";
import type { DeliveryView } from "./contract";
import { byAttempt, byState } from "./store-health";

const urls = useDatabase();
const rows = 100_000;
const limit = 51;
const uuid = (n: number) => `00000000-0000-7000-8000-${n.toString(16).padStart(12, "0")}`;
const id = (of: string) => `('00000000-0000-7000-8000-' || lpad(to_hex(${of}), 12, '0'))::uuid`;
const startMs = Date.UTC(2026, 0, 1);
const tried = (n: number) => new Date(startMs + n * 1_000);

/** 100,000 messages of four endpoints, tried a second apart: one in a hundred failed, one in two hundred waits. */
beforeAll(async () => {
  await fillTables(
    urls().superUrl,
    ["webhook_delivery"],
    `
    insert into webhook_delivery (id, endpoint_id, message_id, subject_id, type, state, queued_at, attempts, attempted_at)
    select ${id("n")}, ${id("n % 4")}, ${id("n")}, ${id("n % 20000")}, 'measure.ordered',
      case when n % 200 = 1 then 'queued' when n % 100 = 1 then 'failed' when n % 4000 = 5 then 'moot' else 'delivered' end,
      timestamptz '2026-01-01' + n * interval '1 second', 1, timestamptz '2026-01-01' + n * interval '1 second'
    from generate_series(1, ${rows}) n;`,
  );
}, 120_000);

const places = [rows + 1, rows / 2, 10];
const bound = (perRow: number) =>
  expect.objectContaining({ scanned: [], read: expect.toSatisfy((read: number) => read <= perRow * limit) });

describe("the messages of an endpoint", () => {
  it.each(["queued", "failed", "moot"] as const)("that are %s: a page reads little more than itself", async (view) => {
    for (const place of places)
      expect([place, await costOf((tx) => byState(tx, uuid(1), view, { messageId: uuid(place) }, limit))]).toEqual([
        place,
        bound(2),
      ]);
  });

  it.each<[DeliveryView, number]>([
    ["tried", 2],
    ["arrived", 2],
    // One in fifty of an endpoint's: those between are passed in the index.
    ["missed", 2],
  ])("that were %s lately: a page reads little more than itself", async (view, perRow) => {
    for (const place of places)
      for (const since of [tried(0), tried(rows - 3_600)]) {
        const after = { attemptedAt: tried(place), id: uuid(place) };
        expect([place, await costOf((tx) => byAttempt(tx, uuid(1), view, since, after, limit))]).toEqual([
          place,
          bound(perRow),
        ]);
      }
  });
});

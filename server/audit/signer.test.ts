import { statSync } from "node:fs";
import postgres from "postgres";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { clock, config } from "../config";
import type { Loop } from "../loop";
import { read } from "../read";
import { useDatabase } from "../testing/database";
import { listKeys } from "./keys";
import { checkpointDue } from "./rules";
import { startSequencer } from "./sequencer";
import { signCheckpoint } from "./sign";
import { startSigner } from "./signer";
import { logStatus } from "./status";
import { headNow } from "./store";
import { grow, keepLog } from "./testing/log";

const urls = useDatabase();
const patience = { timeout: 10_000, interval: 20 };
let superuser: postgres.Sql;
beforeAll(() => {
  superuser = postgres(urls().superUrl, { max: 1, onnotice: () => undefined });
});
afterAll(() => superuser.end());

/** Runs loops of the worker until something holds. */
async function whileRunning(loops: readonly Loop[], holds: () => Promise<void>): Promise<void> {
  try {
    await vi.waitFor(holds, patience);
  } finally {
    await Promise.all(loops.map((loop) => loop.stop()));
  }
}
const append = (many: number) => grow(many, clock());

test.each<[string, { size: bigint; secondsAgo: number } | null, bigint, boolean]>([
  ["there was none", null, 0n, true],
  ["it grew a moment ago", { size: 5n, secondsAgo: 9 }, 6n, false],
  ["it grew and ten seconds are over", { size: 5n, secondsAgo: 10 }, 6n, true],
  ["it did not grow for an hour", { size: 5n, secondsAgo: 3_600 }, 5n, false],
  ["it did not grow for a day", { size: 5n, secondsAgo: 86_400 }, 5n, true],
  ["it grew, and the clock stepped back by an hour", { size: 5n, secondsAgo: -3_600 }, 6n, true],
  ["it did not grow, and the clock stepped back by an hour", { size: 5n, secondsAgo: -3_600 }, 5n, false],
  ["it did not grow, and the clock stepped back by two days", { size: 5n, secondsAgo: -172_800 }, 5n, false],
])("a checkpoint is due or not when %s", (_what, last, size, due) => {
  const now = new Date("2026-11-22T08:00:00.000Z");
  const at = (secondsAgo: number) => new Date(now.getTime() - secondsAgo * 1_000);
  expect(checkpointDue(last ? { size: last.size, signedAt: at(last.secondsAgo) } : undefined, size, now)).toBe(due);
});

test("the worker of a new installation makes its key and signs by itself; two of them do no harm", async () => {
  await append(3);
  await whileRunning([startSequencer(), startSigner(), startSigner()], async () => {
    // The third of them, or the fourth, is that the key was added.
    expect((await logStatus(clock()))?.checkpoint?.size).toBeGreaterThanOrEqual(3);
  });
  expect(statSync(config().signingKeyFile).mode & 0o777).toBe(0o600);
  const keys = await listKeys();
  expect(keys.length).toBe(1);
  expect(keys[0]?.isHeld).toBe(true);
  const dump = await superuser<{ held: number }[]>`
    select count(*)::int as held from audit_log_key k where k::text like '%PRIVATE%'`;
  expect(dump[0]?.held).toBe(0);
  const said = await superuser`select id from audit_event where action = 'log.key_added'`;
  expect(said).toHaveLength(1);
});

test("a worker that starts on an older backup adds not one leaf, and says why", async () => {
  await append(1);
  const putBack = await keepLog(superuser);
  const size = (await read(headNow))?.size;
  await append(5);
  await signCheckpoint(clock());
  await putBack();
  // Appended by a web process while no worker was at work.
  const { transact } = await import("../transact");
  await transact({ kind: "operator", command: "test" }, clock(), async (_tx, settle) => {
    const entry = {
      kind: "case",
      action: "case.tried",
      subject: { kind: "case", id: "x", version: null },
      pub: {},
    } as const;
    settle({ ok: true, next: null, entry, effects: [] });
  });
  await whileRunning([startSequencer(), startSigner()], async () => {
    expect((await logStatus(clock()))?.stop).toMatchObject({ failure: "store_ahead" });
  });
  await whileRunning([startSequencer(), startSigner()], async () => {
    expect(await logStatus(clock())).toMatchObject({ stop: { failure: "store_ahead" }, pending: 2 });
  });
  expect((await read(headNow))?.size).toBe(size);
});

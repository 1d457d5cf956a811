import { afterAll, beforeAll, expect, test } from "vitest";
import type { OperatorActor } from "../kernel/actor";
import { Refused } from "../kernel/refusal";
import { read } from "../read";
import { useDatabase } from "../testing/database";
import { type CheckpointStore, checkpointStore } from "./checkpoint-store";
import { LogBroken } from "./failure";
import { createKey, openHead } from "./keys";
import { sequence } from "./sequence";
import { checkStore, signCheckpoint } from "./sign";
import { logStatus } from "./status";
import { resumeLog, stopLog } from "./stop";
import { logs } from "./store-checkpoint";
import { openSuccessor } from "./successor";
import { grow } from "./testing/log";
import { verifyLog } from "./verify";

useDatabase();
const now = new Date("2026-11-22T08:00:00.000Z");
const later = (seconds: number) => new Date(now.getTime() + seconds * 1_000);
const by: OperatorActor = { kind: "operator", command: "audit succeed" };
const stop = (at: Date) => stopLog(by, new LogBroken("store_ahead", "9999"), at);
const drain = async (at: Date) => {
  while ((await sequence(at)) > 0);
};

/** A store in which something happens elsewhere while somebody looks into it for the first time. */
async function meanwhile(act: () => Promise<unknown>): Promise<CheckpointStore> {
  const store = checkpointStore((await openHead()).origin);
  let isFirst = true;
  return {
    replace: (expected, note) => store.replace(expected, note),
    read: async () => {
      const found = await store.read();
      if (isFirst) {
        isFirst = false;
        await act();
      }
      return found;
    },
  };
}

const refusalOf = (act: Promise<unknown>) =>
  act.then(
    () => null,
    (error: unknown) => {
      if (error instanceof Refused) return error.refusal.code;
      throw error;
    },
  );

beforeAll(async () => {
  await createKey(by, now);
  await grow(20, now);
  await signCheckpoint(now);
});
afterAll(async () => {
  for (const { number } of await read(logs)) expect(await verifyLog({ log: number })).toMatchObject({ ok: true });
});

test("a log that went on between its verification and its end gets no opening that would not name all of it", async () => {
  await stop(later(10));
  const store = await meanwhile(async () => {
    await resumeLog(by, later(11));
    await grow(3, later(11));
    await stop(later(12));
  });
  expect(await refusalOf(openSuccessor(by, "restored", later(13), { store }))).toBe("audit.not_stopped");
  expect(await read(logs)).toHaveLength(1);
  await openSuccessor(by, "restored", later(14));
  await drain(later(15));
  expect(await verifyLog()).toMatchObject({ ok: true });
});

test("of two operators at once, one opens it", async () => {
  await stop(later(20));
  const asked = await Promise.all([1, 2].map(() => refusalOf(openSuccessor(by, "restored", later(21)))));
  expect(asked.sort()).toEqual(["audit.not_stopped", null]);
  expect(await read(logs)).toHaveLength(3);
  await drain(later(22));
});

test("a signer that was at work while the successor opened does not hold this against what was signed of the old log", async () => {
  await signCheckpoint(later(30));
  const store = await meanwhile(async () => {
    await stop(later(31));
    await openSuccessor(by, "restored", later(32));
  });
  expect(await refusalOf(signCheckpoint(later(33), { store }))).toBe("audit.stopped");
  expect(await logStatus(later(34))).toMatchObject({ size: 0, stop: null });
  await drain(later(34));
  await signCheckpoint(later(35));
  await checkStore();
});

import postgres from "postgres";
import { Webhook } from "standardwebhooks";
import { describe, expect, it } from "vitest";
import { outbox } from "../../db/schema";
import { day, hour, after as later, minute } from "../kernel/calendar";
import { newId } from "../kernel/id";
import { read } from "../read";
import { testNow } from "../testing/cases";
import { useDatabase } from "../testing/database";
import { deliveriesOf, type Heard, makeMessage, operator, useReceiver } from "../testing/delivery";
import { refusalOf } from "../testing/refusal";
import { touch } from "../touch";
import { transact } from "../transact";
import { replayFailed, setEndpoint } from "./service/endpoint";
import { listDeliveries, listEndpoints } from "./service/health";
import { freeStuck, relay } from "./service/relay";
import { addJobs } from "./store";
import { tasks } from "./worker";

const urls = useDatabase();
const now = testNow();
const receiver = useReceiver(urls, now);

describe("an order", () => {
  it("leaves signed, under its own id, with the very bytes that were signed", async () => {
    const { secret } = await receiver.endpoint();
    const id = await makeMessage(newId(now), { at: now });
    await receiver.work();
    expect(receiver.heard).toHaveLength(1);
    const { headers, body } = receiver.heard[0] as Heard;
    expect(headers["webhook-id"]).toBe(id);
    expect(headers["webhook-timestamp"]).toBe(String(now.getTime() / 1000));
    const signature = new Webhook(secret).sign(id, now, body);
    expect(headers["webhook-signature"]).toBe(signature);
    expect(JSON.parse(body)).toMatchObject({ type: "measure.ordered", orderId: id, at: now.toISOString() });
    expect(await deliveriesOf(id)).toMatchObject([{ state: "delivered", attempts: 1, lastStatus: 204 }]);
  });

  it("goes to those endpoints only that want its type", async () => {
    await receiver.endpoint(["measure.ended"]);
    const id = await makeMessage(newId(now), { at: now });
    await receiver.work();
    expect(await deliveriesOf(id)).toEqual([]);
    const ended = await makeMessage(newId(now), { type: "measure.ended", at: now });
    await receiver.work();
    expect(await deliveriesOf(ended)).toHaveLength(1);
  });

  it("is sent once however often its job runs, and several relays move it once", async () => {
    await receiver.endpoint();
    const ids = await Promise.all(Array.from({ length: 20 }, () => makeMessage(newId(now), { at: now })));
    const moved = await Promise.all(Array.from({ length: 4 }, () => relay(now)));
    expect(moved.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(20);
    await receiver.work();
    await transact(operator, now, async (_, settle) => {
      const entry = {
        kind: "order",
        action: "order.executed",
        subject: { kind: "test", id: "twice", version: null },
        pub: {},
      } as const;
      settle({ ok: true, next: null, entry, effects: ids.map((key) => ({ topic: "deliver", key })) });
    });
    await receiver.work();
    expect(receiver.ids().sort()).toEqual([...ids].sort());
  });

  it("keeps its turn: what happened to a subject first arrives first, also when it had to be tried again", async () => {
    await receiver.endpoint();
    const subject = newId(now);
    const first = await makeMessage(subject, { at: now });
    const second = await makeMessage(subject, { type: "measure.ended", at: now });
    receiver.answerWith = (at) => (at === 1 ? 500 : 204);
    await receiver.work();
    expect(receiver.ids()).toEqual([first]);
    expect(await deliveriesOf(first)).toMatchObject([
      { state: "queued", attempts: 1, lastStatus: 500, lastFailure: "http" },
    ]);
    await receiver.work(later(now, minute));
    expect(receiver.ids()).toEqual([first, first, second]);
    expect(receiver.heard[0]?.body).toBe(receiver.heard[1]?.body);
  });

  it("does not wait for another subject's", async () => {
    await receiver.endpoint();
    const stuck = await makeMessage(newId(now), { at: now });
    receiver.answerWith = () => 503;
    await receiver.work();
    receiver.answerWith = () => 204;
    const free = await makeMessage(newId(now), { at: now });
    await receiver.work();
    expect(await deliveriesOf(stuck)).toMatchObject([{ state: "queued" }]);
    expect(await deliveriesOf(free)).toMatchObject([{ state: "delivered" }]);
  });

  it("is failed after three days, visible, and can be tried again by hand", async () => {
    const { id: endpointId } = await receiver.endpoint();
    const id = await makeMessage(newId(now), { at: now });
    receiver.answerWith = () => 500;
    await receiver.work();
    await receiver.work(later(now, 2 * day));
    expect(await deliveriesOf(id)).toMatchObject([{ state: "queued", attempts: 2 }]);
    await receiver.work(later(now, 3 * day));
    expect(await deliveriesOf(id)).toMatchObject([{ state: "failed", attempts: 3 }]);
    expect((await listEndpoints(now)).find((each) => each.id === endpointId)).toMatchObject({ failed: 1, queued: 0 });
    expect((await listDeliveries({ endpointId, view: "failed", limit: 10 }, now)).rows).toMatchObject([
      { messageId: id, lastFailure: "http" },
    ]);
    receiver.answerWith = () => 204;
    expect(await replayFailed(operator, { endpointId }, later(now, 4 * day))).toEqual({ replayed: 1, moot: 0 });
    await receiver.work(later(now, 4 * day));
    expect(await deliveriesOf(id)).toMatchObject([{ state: "delivered" }]);
    expect(await refusalOf(replayFailed(operator, { endpointId }, now))).toMatchObject({
      code: "delivery.nothing_failed",
    });
  });

  it("waits while its endpoint is off, and goes on when it is on again", async () => {
    const { id: endpointId } = await receiver.endpoint();
    const id = await makeMessage(newId(now), { at: now });
    while ((await relay(now)) > 0);
    await setEndpoint(operator, { endpointId, version: 1 }, false, now);
    await receiver.work();
    expect(receiver.heard).toEqual([]);
    await setEndpoint(operator, { endpointId, version: 2 }, true, later(now, hour));
    await receiver.work(later(now, hour));
    expect(await deliveriesOf(id)).toMatchObject([{ state: "delivered" }]);
  });

  it("arrives when the version before left it with the job runner and nowhere else", async () => {
    await receiver.endpoint();
    const id = await makeMessage(newId(now), { at: now });
    await touch(async (tx) => {
      await tx.delete(outbox);
      await addJobs(tx, [{ identifier: "deliver", key: id, queueName: "deliver", jobKey: newId(now) }]);
    });
    await receiver.work();
    await receiver.work();
    expect(receiver.ids()).toEqual([id]);
  });

  it("goes on after a worker was killed in the middle of it", async () => {
    await receiver.endpoint();
    const id = await makeMessage(newId(now), { at: now });
    while ((await relay(now)) > 0);
    const client = postgres(urls().appUrl, { max: 1 });
    const taken =
      await client`update graphile_worker._private_jobs set locked_by = 'dead', locked_at = now() - interval '2 minutes', attempts = 1 returning id`;
    await client`update graphile_worker._private_job_queues set locked_by = 'dead', locked_at = now() - interval '2 minutes'`;
    await client.end();
    expect(taken.length).toBeGreaterThan(0);
    await receiver.work();
    expect(receiver.heard).toEqual([]);
    await freeStuck(now);
    await receiver.work();
    expect(await deliveriesOf(id)).toMatchObject([{ state: "delivered" }]);
  });
});

it("leaves an effect whose time has not come in the outbox", async () => {
  await transact(operator, now, async (_, settle) => {
    settle({
      ok: true,
      next: null,
      entry: {
        kind: "order",
        action: "order.executed",
        subject: { kind: "test", id: "later", version: null },
        pub: {},
      },
      effects: [{ topic: "deliver", key: newId(now), runAt: later(now, hour) }],
    });
  });
  expect(await relay(now)).toBe(0);
  expect(await relay(later(now, hour))).toBe(1);
  expect(Object.keys(tasks).sort()).toEqual(["deliver", "send"]);
  expect(await read((tx) => tx.$count(outbox))).toBe(0);
});

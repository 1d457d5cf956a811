import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { asc, eq, sql } from "drizzle-orm";
import { runOnce } from "graphile-worker";
import postgres from "postgres";
import { Webhook } from "standardwebhooks";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { outbox, webhookDelivery, webhookEndpoint } from "../../db/schema";
import { forgetConfig } from "../config";
import type { OperatorActor } from "../kernel/actor";
import { day, hour, after as later, minute } from "../kernel/calendar";
import { newId } from "../kernel/id";
import { read } from "../read";
import { testNow } from "../testing/cases";
import { useDatabase } from "../testing/database";
import { refusalOf } from "../testing/refusal";
import { touch } from "../touch";
import { transact } from "../transact";
import { post } from "./post";
import { createEndpoint, listEndpoints, listFailed, replayFailed, rotateSecret, setEndpoint } from "./service/endpoint";
import { queueOrders } from "./service/order";
import { freeStuck, relay, takeBack } from "./service/relay";
import { send } from "./service/send";
import { addJobs } from "./store";
import { runnerLogger, tasks } from "./worker";

const urls = useDatabase();
const now = testNow();
const operator: OperatorActor = { kind: "operator", command: "test" };

type Heard = { readonly headers: IncomingHttpHeaders; readonly body: string };
let heard: Heard[] = [];
let answerWith: (at: number) => number = () => 204;
let server: Server;
let address: string;

beforeAll(async () => {
  process.env.DOCKET_ALLOW_PRIVATE_WEBHOOKS = "on";
  forgetConfig();
  server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on("end", () => {
      heard.push({ headers: request.headers, body });
      const status = answerWith(heard.length);
      response.writeHead(status, status === 302 ? { location: "/elsewhere" } : {});
      response.end();
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks`;
});
afterAll(() => new Promise<void>((done) => server.close(() => done())));
beforeEach(() => {
  heard = [];
  answerWith = () => 204;
});

const endpoints: string[] = [];
const makeEndpoint = async (types: Parameters<typeof createEndpoint>[1]["types"] = [], url = address) => {
  const made = await createEndpoint(operator, { url, types }, now);
  endpoints.push(made.id);
  return made;
};
afterEach(async () => {
  for (const id of endpoints.splice(0)) {
    const [row] = await read((tx) => tx.select().from(webhookEndpoint).where(eq(webhookEndpoint.id, id)));
    if (row?.enabled) await setEndpoint(operator, { endpointId: id, version: row.version }, false, now);
  }
});

let order = 0;
/** An order as an act writes it; returns its id. */
const makeOrder = (subjectId: string, type: "measure.ordered" | "measure.ended" = "measure.ordered", at = now) =>
  transact(operator, at, async (tx, settle) => {
    const id = newId(later(at, ++order));
    const { eventId } = settle({
      ok: true,
      next: null,
      entry: { kind: "measure", action: "measure.entered", subject: { kind: "measure", id, version: 1 }, pub: {} },
      effects: [{ topic: "deliver", key: id }],
    });
    await queueOrders(tx, [{ id, type, measureId: null, subjectId, payload: { measure: { id } } }], eventId, at);
    return id;
  });

const runnable = () =>
  read((tx) =>
    tx.execute(sql`select 1 from graphile_worker.jobs where run_at <= now() and locked_by is null and attempts = 0`),
  );

/** Moves effects and runs every job that is due, as the worker does: a run may end while a line is being freed. */
const work = async (at = now) => {
  while ((await relay(at)) > 0);
  const run = () =>
    runOnce({
      connectionString: urls().appUrl,
      taskList: {
        deliver: (payload: unknown) => takeBack((payload as { key: string }).key, at),
        send: (payload: unknown) => send((payload as { key: string }).key, () => at),
      },
      logger: runnerLogger,
      noHandleSignals: true,
    });
  do await run();
  while ((await runnable()).length > 0);
};
const deliveries = (messageId: string) =>
  read((tx) =>
    tx.select().from(webhookDelivery).where(eq(webhookDelivery.messageId, messageId)).orderBy(asc(webhookDelivery.id)),
  );

describe("an order", () => {
  it("leaves signed, under its own id, with the very bytes that were signed", async () => {
    const { secret } = await makeEndpoint();
    const id = await makeOrder(newId(now));
    await work();
    expect(heard).toHaveLength(1);
    const { headers, body } = heard[0] as Heard;
    expect(headers["webhook-id"]).toBe(id);
    expect(headers["webhook-timestamp"]).toBe(String(now.getTime() / 1000));
    const signature = new Webhook(secret).sign(id, now, body);
    expect(headers["webhook-signature"]).toBe(signature);
    expect(JSON.parse(body)).toMatchObject({ type: "measure.ordered", orderId: id, at: now.toISOString() });
    expect(await deliveries(id)).toMatchObject([{ state: "delivered", attempts: 1, lastStatus: 204 }]);
  });

  it("goes to those endpoints only that want its type", async () => {
    await makeEndpoint(["measure.ended"]);
    const id = await makeOrder(newId(now));
    await work();
    expect(await deliveries(id)).toEqual([]);
    const ended = await makeOrder(newId(now), "measure.ended");
    await work();
    expect(await deliveries(ended)).toHaveLength(1);
  });

  it("is sent once however often its job runs, and several relays move it once", async () => {
    await makeEndpoint();
    const ids = await Promise.all(Array.from({ length: 20 }, () => makeOrder(newId(now))));
    const moved = await Promise.all(Array.from({ length: 4 }, () => relay(now)));
    expect(moved.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(20);
    await work();
    await transact(operator, now, async (_, settle) => {
      const entry = {
        kind: "order",
        action: "order.executed",
        subject: { kind: "test", id: "twice", version: null },
        pub: {},
      } as const;
      settle({ ok: true, next: null, entry, effects: ids.map((key) => ({ topic: "deliver", key })) });
    });
    await work();
    expect(heard.map(({ headers }) => headers["webhook-id"]).sort()).toEqual([...ids].sort());
  });

  it("keeps its turn: what happened to a subject first arrives first, also when it had to be tried again", async () => {
    await makeEndpoint();
    const subject = newId(now);
    const first = await makeOrder(subject);
    const second = await makeOrder(subject, "measure.ended");
    answerWith = (at) => (at === 1 ? 500 : 204);
    await work();
    expect(heard.map(({ headers }) => headers["webhook-id"])).toEqual([first]);
    expect(await deliveries(first)).toMatchObject([
      { state: "queued", attempts: 1, lastStatus: 500, lastFailure: "http" },
    ]);
    await work(later(now, minute));
    expect(heard.map(({ headers }) => headers["webhook-id"])).toEqual([first, first, second]);
    expect(heard[0]?.body).toBe(heard[1]?.body);
  });

  it("does not wait for another subject's", async () => {
    await makeEndpoint();
    const stuck = await makeOrder(newId(now));
    answerWith = () => 503;
    await work();
    answerWith = () => 204;
    const free = await makeOrder(newId(now));
    await work();
    expect(await deliveries(stuck)).toMatchObject([{ state: "queued" }]);
    expect(await deliveries(free)).toMatchObject([{ state: "delivered" }]);
  });

  it("is failed after three days, visible, and can be tried again by hand", async () => {
    const { id: endpointId } = await makeEndpoint();
    const id = await makeOrder(newId(now));
    answerWith = () => 500;
    await work();
    await work(later(now, 2 * day));
    expect(await deliveries(id)).toMatchObject([{ state: "queued", attempts: 2 }]);
    await work(later(now, 3 * day));
    expect(await deliveries(id)).toMatchObject([{ state: "failed", attempts: 3 }]);
    expect((await listEndpoints(now)).find((each) => each.id === endpointId)).toMatchObject({ failed: 1, queued: 0 });
    expect((await listFailed({ endpointId, limit: 10 })).rows).toMatchObject([{ messageId: id, lastFailure: "http" }]);
    answerWith = () => 204;
    expect(await replayFailed(operator, { endpointId }, later(now, 4 * day))).toEqual({ replayed: 1 });
    await work(later(now, 4 * day));
    expect(await deliveries(id)).toMatchObject([{ state: "delivered" }]);
    expect(await refusalOf(replayFailed(operator, { endpointId }, now))).toMatchObject({
      code: "delivery.nothing_failed",
    });
  });

  it("waits while its endpoint is off, and goes on when it is on again", async () => {
    const { id: endpointId } = await makeEndpoint();
    const id = await makeOrder(newId(now));
    while ((await relay(now)) > 0);
    await setEndpoint(operator, { endpointId, version: 1 }, false, now);
    await work();
    expect(heard).toEqual([]);
    await setEndpoint(operator, { endpointId, version: 2 }, true, later(now, hour));
    await work(later(now, hour));
    expect(await deliveries(id)).toMatchObject([{ state: "delivered" }]);
  });

  it("arrives when the version before left it with the job runner and nowhere else", async () => {
    await makeEndpoint();
    const id = await makeOrder(newId(now));
    await touch(async (tx) => {
      await tx.delete(outbox);
      await addJobs(tx, [{ identifier: "deliver", key: id, queueName: "deliver", jobKey: newId(now) }]);
    });
    await work();
    await work();
    expect(heard.map(({ headers }) => headers["webhook-id"])).toEqual([id]);
  });

  it("goes on after a worker was killed in the middle of it", async () => {
    await makeEndpoint();
    const id = await makeOrder(newId(now));
    while ((await relay(now)) > 0);
    const client = postgres(urls().appUrl, { max: 1 });
    const taken =
      await client`update graphile_worker._private_jobs set locked_by = 'dead', locked_at = now() - interval '2 minutes', attempts = 1 returning id`;
    await client`update graphile_worker._private_job_queues set locked_by = 'dead', locked_at = now() - interval '2 minutes'`;
    await client.end();
    expect(taken.length).toBeGreaterThan(0);
    await work();
    expect(heard).toEqual([]);
    await freeStuck(now);
    await work();
    expect(await deliveries(id)).toMatchObject([{ state: "delivered" }]);
  });
});

describe("a rotation", () => {
  it("signs with both secrets for a day, then with the new one only", async () => {
    const { id, secret: old } = await makeEndpoint();
    const { secret: fresh } = await rotateSecret(operator, { endpointId: id, version: 1 }, now);
    const first = await makeOrder(newId(now));
    await work();
    const signed = String(heard[0]?.headers["webhook-signature"]).split(" ");
    const body = heard[0]?.body as string;
    expect(signed).toEqual([new Webhook(fresh).sign(first, now, body), new Webhook(old).sign(first, now, body)]);
    const second = await makeOrder(newId(now));
    await work(later(now, day));
    expect(String(heard[1]?.headers["webhook-signature"]).split(" ")).toHaveLength(1);
    expect(heard[1]?.headers["webhook-id"]).toBe(second);
  });

  it("keeps the secret sealed: no row of the endpoint holds it", async () => {
    const { id, secret } = await makeEndpoint();
    const [row] = await read((tx) => tx.select().from(webhookEndpoint).where(eq(webhookEndpoint.id, id)));
    expect(row?.secret.toString("latin1")).not.toContain(secret.slice(6, 20));
    expect(JSON.stringify(await listEndpoints(now))).not.toContain(secret.slice(6));
  });
});

describe("posting", () => {
  it("refuses private addresses unless they are allowed, by name too", async () => {
    expect(await post(address, {}, "{}", false)).toEqual({ ok: false, status: null, failure: "private_address" });
    const byName = address.replace("127.0.0.1", "localhost");
    expect(await post(byName, {}, "{}", false)).toMatchObject({ failure: "private_address" });
    expect(heard).toEqual([]);
    expect(await post(address, {}, "{}", true)).toEqual({ ok: true, status: 204 });
  });

  it("follows no redirect", async () => {
    answerWith = () => 302;
    expect(await post(address, {}, "{}", true)).toEqual({ ok: false, status: 302, failure: "redirect" });
    expect(heard).toHaveLength(1);
  });

  it("says in a word of ours that nobody listens", async () => {
    const closed = createServer();
    await new Promise<void>((done) => closed.listen(0, "127.0.0.1", done));
    const { port } = closed.address() as AddressInfo;
    await new Promise<void>((done) => closed.close(() => done()));
    expect(await post(`http://127.0.0.1:${port}/`, {}, "{}", true)).toEqual({
      ok: false,
      status: null,
      failure: "refused",
    });
  });

  it("does not read an answer without end", async () => {
    const endless = createServer((_, response) => {
      response.writeHead(200);
      const pour = () => {
        while (response.write("x".repeat(65_536)));
        response.once("drain", pour);
      };
      response.on("error", () => undefined);
      pour();
    });
    await new Promise<void>((done) => endless.listen(0, "127.0.0.1", done));
    const { port } = endless.address() as AddressInfo;
    expect(await post(`http://127.0.0.1:${port}/`, {}, "{}", true)).toMatchObject({ ok: true, status: 200 });
    endless.closeAllConnections();
    await new Promise<void>((done) => endless.close(() => done()));
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

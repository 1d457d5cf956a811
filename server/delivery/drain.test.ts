import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it } from "vitest";
import { forgetConfig } from "../config";
import type { OperatorActor } from "../kernel/actor";
import { after as later } from "../kernel/calendar";
import { newId } from "../kernel/id";
import { useDatabase } from "../testing/database";
import { transact } from "../transact";
import { createEndpoint } from "./service/endpoint";
import { queueOrders } from "./service/order";
import { startDelivery, startRelay } from "./worker";

useDatabase();
const operator: OperatorActor = { kind: "operator", command: "test" };
const orderCount = 400;

it("keeps up: the loops of two workers send four hundred orders, each once and those of a subject in turn", async () => {
  process.env.DOCKET_ALLOW_PRIVATE_WEBHOOKS = "on";
  forgetConfig();
  const now = new Date();
  const heard: string[] = [];
  let tellAll: () => void = () => undefined;
  const all = new Promise<void>((tell) => {
    tellAll = tell;
  });
  const server = createServer((request, response) => {
    heard.push(String(request.headers["webhook-id"]));
    request.resume();
    response.writeHead(204).end();
    if (heard.length === orderCount) tellAll();
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  await createEndpoint(operator, { url: `http://127.0.0.1:${port}/`, types: [] }, now);
  const subjects = Array.from({ length: 40 }, () => newId(now));
  const orders = Array.from({ length: orderCount }, (_, at) => ({
    id: newId(later(now, at)),
    type: "measure.ordered" as const,
    measureId: null,
    subjectId: subjects[at % subjects.length] as string,
    payload: {},
  }));
  await transact(operator, now, async (tx, settle) => {
    const entry = {
      kind: "order",
      action: "order.executed",
      subject: { kind: "test", id: "many", version: null },
      pub: {},
    } as const;
    const { eventId } = settle({
      ok: true,
      next: null,
      entry,
      effects: orders.map((order) => ({ topic: "deliver", key: order.id })),
    });
    await queueOrders(tx, orders, eventId, now);
  });
  const loops = [startRelay(), startRelay(), startDelivery(), startDelivery()];
  await all;
  await Promise.all(loops.map((loop) => loop.stop()));
  await new Promise<void>((done) => server.close(() => done()));
  expect([...new Set(heard)]).toHaveLength(orderCount);
  for (const subject of subjects) {
    const mine = orders.filter(({ subjectId }) => subjectId === subject).map(({ id }) => id);
    expect(heard.filter((id) => mine.includes(id))).toEqual(mine);
  }
});

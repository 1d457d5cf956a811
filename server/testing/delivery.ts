import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { asc, eq, sql } from "drizzle-orm";
import { runOnce } from "graphile-worker";
import postgres from "postgres";
import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import { outbox, webhookDelivery, webhookEndpoint } from "../../db/schema";
import { forgetConfig } from "../config";
import type { OutgoingType } from "../delivery/contract";
import { createEndpoint, setEndpoint } from "../delivery/service/endpoint";
import { queueOrders } from "../delivery/service/order";
import { relay, takeBack } from "../delivery/service/relay";
import { send } from "../delivery/service/send";
import { runnerLogger } from "../delivery/worker";
import type { OperatorActor } from "../kernel/actor";
import { after } from "../kernel/calendar";
import { newId } from "../kernel/id";
import type { Json } from "../kernel/json";
import { read } from "../read";
import { touch } from "../touch";
import { transact } from "../transact";
import type { useDatabase } from "./database";

export const operator: OperatorActor = { kind: "operator", command: "test" };

export type Heard = { readonly headers: IncomingHttpHeaders; readonly body: string };

let made = 0;

type Given = { type?: OutgoingType; measureId?: string | null; payload?: Record<string, Json>; at: Date };

/** A message as an act writes it; its place is after those made before. Returns its id. */
export const makeMessage = (subjectId: string, { type = "measure.ordered", measureId = null, payload, at }: Given) =>
  transact(operator, at, async (tx, settle) => {
    const id = newId(after(at, ++made));
    const { eventId } = settle({
      ok: true,
      next: null,
      entry: { kind: "measure", action: "measure.entered", subject: { kind: "measure", id, version: 1 }, pub: {} },
      effects: [{ topic: "deliver", key: id }],
    });
    const message = { id, type, measureId, subjectId, payload: payload ?? { measure: { id } } };
    await queueOrders(tx, [message], eventId, at);
    return id;
  });

/** What became of a message, endpoint by endpoint. */
export const deliveriesOf = (messageId: string) =>
  read((tx) =>
    tx.select().from(webhookDelivery).where(eq(webhookDelivery.messageId, messageId)).orderBy(asc(webhookDelivery.id)),
  );

export const endpointRow = async (id: string) => {
  const [row] = await read((tx) => tx.select().from(webhookEndpoint).where(eq(webhookEndpoint.id, id)));
  if (!row) throw new Error("no such endpoint in this test");
  return row;
};

export const switchTo = async (endpointId: string, enabled: boolean, at: Date) =>
  setEndpoint(operator, { endpointId, version: (await endpointRow(endpointId)).version }, enabled, at);

const runnable = () =>
  read((tx) =>
    tx.execute(sql`select 1 from graphile_worker.jobs where run_at <= now() and locked_by is null and attempts = 0`),
  );

type Receiver = {
  heard: Heard[];
  /** The status of the answer to the n-th message, from 1. */
  answerWith: (at: number, message: Heard) => number;
  address: string;
  /** Ids of the messages heard, in order. */
  readonly ids: () => string[];
  /** Adds an endpoint at the receiver. */
  readonly endpoint: (types?: OutgoingType[], url?: string, at?: Date) => Promise<Added>;
  /** Moves effects and runs every job that is due, as the worker does: a run may end while a line is being freed. */
  readonly work: (at?: Date) => Promise<void>;
};

type Added = Awaited<ReturnType<typeof createEndpoint>>;

/**
 * A platform on this machine that keeps what it hears and answers as it is told, and a worker that works when it is
 * told. After each test its endpoints are off, and whatever was left is settled, so that the next one's are owed
 * nothing.
 */
export function useReceiver(urls: ReturnType<typeof useDatabase>, now: Date) {
  const receiver: Receiver = {
    heard: [],
    answerWith: () => 204,
    address: "",
    ids: (): string[] => receiver.heard.map(({ headers }) => String(headers["webhook-id"])),
    async endpoint(types: OutgoingType[] = [], url: string = receiver.address, at = now): Promise<Added> {
      const added = await createEndpoint(operator, { url, types }, at);
      endpoints.push(added.id);
      return added;
    },
    async work(at = now) {
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
    },
  };
  const endpoints: string[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on("end", () => {
      const message = { headers: request.headers, body };
      receiver.heard.push(message);
      const status = receiver.answerWith(receiver.heard.length, message);
      response.writeHead(status, status >= 300 && status < 400 ? { location: "/elsewhere" } : {});
      response.end();
    });
  });
  beforeAll(async () => {
    process.env.DOCKET_ALLOW_PRIVATE_WEBHOOKS = "on";
    forgetConfig();
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    receiver.address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks`;
  });
  afterAll(() => new Promise<void>((done) => server.close(() => done())));
  beforeEach(() => {
    receiver.heard = [];
    receiver.answerWith = () => 204;
  });
  afterEach(async () => {
    for (const id of endpoints.splice(0)) if ((await endpointRow(id)).enabled) await switchTo(id, false, now);
    await touch((tx) => tx.delete(outbox));
    const owner = postgres(urls().superUrl, { max: 1 });
    await owner`update outgoing set receipt = 'executed' where receipt is null`;
    await owner.end();
  });
  return receiver;
}

import { desc, eq } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { auditEvent, webhookDelivery } from "../../db/schema";
import { hour, after as later, minute } from "../kernel/calendar";
import { newId } from "../kernel/id";
import { read } from "../read";
import { testNow } from "../testing/cases";
import { useDatabase } from "../testing/database";
import { deliveriesOf, makeMessage, operator, switchTo, useReceiver } from "../testing/delivery";
import { transact } from "../transact";
import { createEndpoint } from "./service/endpoint";
import { saveOrderReceipt } from "./service/order";
import { startDelivery, startRelay } from "./worker";

const urls = useDatabase();
const now = testNow();
const receiver = useReceiver(urls, now);

const at = (minutes: number) => later(now, minutes * minute);
const ordered = (subject: string, measureId: string, when: Date) => makeMessage(subject, { measureId, at: when });
const ended = (subject: string, measureId: string, when: Date) =>
  makeMessage(subject, { type: "measure.ended", measureId, at: when });

/** The newest entry about an endpoint. */
const lastEntry = async (id: string) => {
  const [row] = await read((tx) =>
    tx
      .select({ action: auditEvent.action, body: auditEvent.bodyJson })
      .from(auditEvent)
      .where(eq(auditEvent.subjectId, id))
      .orderBy(desc(auditEvent.subjectVersion))
      .limit(1),
  );
  return { action: row?.action, body: JSON.stringify(row?.body) };
};

describe("what was made while no endpoint was on", () => {
  it("goes to the first one that is added, each once and a subject's in turn", async () => {
    const [one, two] = [newId(now), newId(now)];
    const ids = [
      await ordered(one, newId(now), at(-50)),
      await ordered(two, newId(now), at(-40)),
      await makeMessage(one, { type: "notice.issued", at: at(-40) }),
      await ordered(one, newId(now), at(-30)),
      await makeMessage(two, { type: "report.outcome", payload: { report: { id: newId(now) } }, at: at(-20) }),
    ] as const;
    await receiver.work();
    expect(receiver.heard).toEqual([]);
    const { id } = await receiver.endpoint();
    await receiver.work();
    expect(receiver.ids().toSorted()).toEqual([...ids].toSorted());
    expect(receiver.ids().filter((each) => each !== ids[1] && each !== ids[4])).toEqual([ids[0], ids[2], ids[3]]);
    expect(await lastEntry(id)).toMatchObject({ action: "configuration.endpoint_created" });
    expect((await lastEntry(id)).body).toContain('"owed":5');

    await switchTo(id, false, at(1));
    await switchTo(id, true, at(2));
    await receiver.work(at(2));
    expect(receiver.heard).toHaveLength(5);
  });

  it("goes to an endpoint only when it is of a type that it wants", async () => {
    await ordered(newId(now), newId(now), at(-10));
    const notice = await makeMessage(newId(now), { type: "notice.issued", at: at(-10) });
    await receiver.work();
    await receiver.endpoint(["notice.issued"]);
    await receiver.work();
    expect(receiver.ids()).toEqual([notice]);
  });

  it("goes nowhere when the measure has ended meanwhile: neither its order nor its end", async () => {
    const [subject, over, still] = [newId(now), newId(now), newId(now)];
    await ordered(subject, over, at(-50));
    const holds = await ordered(subject, still, at(-40));
    await ended(subject, over, at(-30));
    await receiver.work();
    await receiver.endpoint();
    await receiver.work();
    expect(receiver.ids()).toEqual([holds]);
  });

  it("goes nowhere when the platform has answered it", async () => {
    const id = await ordered(newId(now), newId(now), at(-10));
    await receiver.work();
    await transact(operator, now, async (tx, settle) => {
      const entry = {
        kind: "order",
        action: "order.executed",
        subject: { kind: "test", id, version: null },
        pub: {},
      } as const;
      settle({ ok: true, next: null, entry, effects: [] });
      await saveOrderReceipt(tx, id, { receipt: "executed", receiptReason: null, receiptAt: now, version: 2 });
    });
    await receiver.endpoint();
    await receiver.work();
    expect(receiver.heard).toEqual([]);
  });

  it("is the last outcome of a report, when a reversal gave it another", async () => {
    const [subject, report] = [newId(now), newId(now)];
    const outcome = (when: Date) =>
      makeMessage(subject, { type: "report.outcome", payload: { report: { id: report } }, at: when });
    await outcome(at(-30));
    const last = await outcome(at(-20));
    await receiver.work();
    await receiver.endpoint();
    await receiver.work();
    expect(receiver.ids()).toEqual([last]);
  });
});

describe("an endpoint that was off", () => {
  it("gets what was made meanwhile, though another took it, and once", async () => {
    const { id } = await receiver.endpoint();
    await receiver.endpoint([], `${receiver.address}/other`);
    await switchTo(id, false, at(1));
    const [subject, measure] = [newId(now), newId(now)];
    const order = await ordered(subject, measure, at(2));
    await receiver.work(at(2));
    const end = await ended(subject, measure, at(3));
    await receiver.work(at(3));
    expect(receiver.ids()).toEqual([order, end]);
    await switchTo(id, true, at(4));
    await receiver.work(at(4));
    // The order is over, but somebody heard of it: so its end is told, and nothing else.
    expect(receiver.ids()).toEqual([order, end, end]);
  });

  it("is not sent an order that waited there and whose measure ended meanwhile, but its end when it may have arrived", async () => {
    const { id } = await receiver.endpoint();
    const [subject, tried, untried] = [newId(now), newId(now), newId(now)];
    receiver.answerWith = () => 500;
    const first = await ordered(subject, tried, at(0));
    const second = await ordered(subject, untried, at(1));
    await receiver.work(at(1));
    expect(receiver.ids()).toEqual([first]);
    await switchTo(id, false, at(2));
    const end = await ended(subject, tried, at(3));
    await ended(subject, untried, at(4));
    await receiver.work(at(4));
    receiver.answerWith = () => 204;
    await switchTo(id, true, at(5));
    await receiver.work(at(5));
    expect(receiver.ids()).toEqual([first, end]);
    expect(await deliveriesOf(first)).toMatchObject([{ state: "moot" }]);
    expect(await deliveriesOf(second)).toMatchObject([{ state: "moot" }]);
    expect((await lastEntry(id)).body).toContain('"moot":2');
  });

  it("added beside one that takes everything, is owed nothing of the past", async () => {
    await receiver.endpoint();
    await ordered(newId(now), newId(now), at(1));
    await receiver.work(at(1));
    await receiver.endpoint([], `${receiver.address}/other`, at(2));
    await receiver.work(at(2));
    expect(receiver.heard).toHaveLength(1);
  });
});

it("refuses to begin where nothing may be added, and then lines up nothing", async () => {
  const id = await ordered(newId(now), newId(now), at(-10));
  await receiver.work();
  const lead = { kind: "staff", id: newId(now), roles: ["lead"], sessionId: newId(now) } as const;
  await expect(createEndpoint(lead, { url: receiver.address, types: [] }, later(now, hour))).rejects.toThrow();
  expect(await deliveriesOf(id)).toEqual([]);
});

it("loses and doubles nothing while two workers are at work and an endpoint is switched all the time", async () => {
  const start = new Date();
  const subjects = Array.from({ length: 10 }, () => newId(start));
  const orders: { id: string; subject: string }[] = [];
  const make = async (count: number) => {
    for (let each = 0; each < count; each++) {
      const subject = subjects[each % subjects.length] as string;
      orders.push({ id: await ordered(subject, newId(start), start), subject });
    }
  };
  await make(30);
  const loops = [startRelay(), startRelay(), startDelivery(), startDelivery()];
  const { id } = await receiver.endpoint([], receiver.address, start);
  const switching = async () => {
    for (let turn = 0; turn < 6; turn++) {
      await switchTo(id, false, new Date());
      await switchTo(id, true, new Date());
    }
  };
  await Promise.all([make(60), switching()]);
  await expect
    .poll(
      async () => {
        const rows = await read((tx) =>
          tx.select({ state: webhookDelivery.state }).from(webhookDelivery).where(eq(webhookDelivery.endpointId, id)),
        );
        return rows.filter(({ state }) => state === "delivered").length;
      },
      { timeout: 20_000 },
    )
    .toBe(orders.length);
  await Promise.all(loops.map((loop) => loop.stop()));
  expect(receiver.ids().toSorted()).toEqual(orders.map((order) => order.id).toSorted());
  for (const subject of subjects) {
    const mine = orders.filter((order) => order.subject === subject).map((order) => order.id);
    expect(receiver.ids().filter((each) => mine.includes(each))).toEqual(mine);
  }
}, 30_000);

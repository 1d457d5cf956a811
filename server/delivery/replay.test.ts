import { desc, eq } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { auditEvent } from "../../db/schema";
import { day, after as later, minute } from "../kernel/calendar";
import { newId } from "../kernel/id";
import { read } from "../read";
import { testNow } from "../testing/cases";
import { useDatabase } from "../testing/database";
import { deliveriesOf, endpointRow, makeMessage, operator, useReceiver } from "../testing/delivery";
import { refusalOf } from "../testing/refusal";
import { replayFailed } from "./service/endpoint";
import { listDeliveries } from "./service/health";

const receiver = useReceiver(useDatabase(), testNow());
const now = testNow();
const at = (minutes: number) => later(now, minutes * minute);
const dayAt = (days: number) => later(now, days * day);

/** Lets messages fail for good. */
async function fail(...made: Promise<string>[]) {
  receiver.answerWith = () => 500;
  const ids: string[] = [];
  for (const each of made) ids.push(await each);
  await receiver.work(at(1));
  await receiver.work(dayAt(4));
  await receiver.work(dayAt(8));
  receiver.heard = [];
  receiver.answerWith = () => 204;
  return ids;
}
const failedAt = async (endpointId: string) =>
  (await listDeliveries({ endpointId, view: "failed", limit: 50 }, now)).rows;

describe("retries", () => {
  it("never let a later message of a subject overtake an earlier one, whatever fails at first", async () => {
    await receiver.endpoint();
    const subjects = Array.from({ length: 6 }, () => newId(now));
    const sent = new Set<string>();
    receiver.answerWith = (_, { headers }) => {
      const id = String(headers["webhook-id"]);
      if (sent.has(id)) return 204;
      sent.add(id);
      return 503;
    };
    const made: { id: string; subject: string }[] = [];
    for (let turn = 0; turn < 3; turn++)
      for (const subject of subjects) made.push({ id: await makeMessage(subject, { at: at(turn) }), subject });
    for (let turn = 3; turn < 12; turn++) await receiver.work(at(turn));
    const heard = receiver.ids();
    expect(heard).toHaveLength(2 * made.length);
    for (const subject of subjects) {
      const mine = made.filter((each) => each.subject === subject).map(({ id }) => id);
      expect(heard.filter((id) => mine.includes(id))).toEqual(mine.flatMap((id) => [id, id]));
    }
  });
});

describe("a replay by hand", () => {
  it("sends all that failed again, a subject's in turn, and says so in the log", async () => {
    const { id: endpointId } = await receiver.endpoint();
    const subject = newId(now);
    const [first, second, other] = await fail(
      makeMessage(subject, { at: at(0) }),
      makeMessage(newId(now), { at: at(0) }).then(() => makeMessage(subject, { type: "notice.issued", at: at(0) })),
      makeMessage(newId(now), { at: at(0) }),
    );
    expect(await replayFailed(operator, { endpointId }, dayAt(9))).toEqual({ replayed: 4, moot: 0 });
    await receiver.work(dayAt(9));
    expect(receiver.ids()).toHaveLength(4);
    expect(receiver.ids().filter((id) => id === first || id === second)).toEqual([first, second]);
    expect(receiver.ids()).toContain(other);
    expect(await failedAt(endpointId)).toEqual([]);
    const [entry] = await read((tx) =>
      tx
        .select({ action: auditEvent.action, body: auditEvent.bodyJson })
        .from(auditEvent)
        .where(eq(auditEvent.subjectId, endpointId))
        .orderBy(desc(auditEvent.subjectVersion))
        .limit(1),
    );
    expect(entry?.action).toBe("configuration.endpoint_replayed");
    expect(JSON.stringify(entry?.body)).toContain('"messages":4');
  });

  it("sends those again that were chosen, and no others", async () => {
    const { id: endpointId } = await receiver.endpoint();
    const ids = await fail(...[1, 2, 3].map(() => makeMessage(newId(now), { at: at(0) })));
    const [one] = await deliveriesOf(ids[1] as string);
    expect(await replayFailed(operator, { endpointId, deliveryIds: [one?.id as string] }, dayAt(9))).toEqual({
      replayed: 1,
      moot: 0,
    });
    await receiver.work(dayAt(9));
    expect(receiver.ids()).toEqual([ids[1]]);
    expect(await failedAt(endpointId)).toHaveLength(2);
    // It has arrived: there is nothing to replay about it.
    expect(
      await refusalOf(replayFailed(operator, { endpointId, deliveryIds: [one?.id as string] }, dayAt(9))),
    ).toMatchObject({ code: "delivery.nothing_failed" });
  });

  it("leaves out an order whose measure has ended meanwhile: it would hold for good", async () => {
    const { id: endpointId } = await receiver.endpoint();
    const [subject, measureId] = [newId(now), newId(now)];
    const [order, still] = await fail(
      makeMessage(subject, { measureId, at: at(0) }),
      makeMessage(newId(now), { measureId: newId(now), at: at(0) }),
    );
    const end = await makeMessage(subject, { type: "measure.ended", measureId, at: dayAt(8) });
    await receiver.work(dayAt(8));
    expect(receiver.ids()).toEqual([end]);
    const [overtaken] = await deliveriesOf(order as string);
    const { version } = await endpointRow(endpointId);
    expect(
      await refusalOf(replayFailed(operator, { endpointId, deliveryIds: [overtaken?.id as string] }, dayAt(9))),
    ).toMatchObject({ code: "delivery.moot", status: 409 });
    expect((await endpointRow(endpointId)).version).toBe(version);
    expect(await replayFailed(operator, { endpointId }, dayAt(9))).toEqual({ replayed: 1, moot: 1 });
    await receiver.work(dayAt(9));
    expect(receiver.ids()).toEqual([end, still]);
    expect(await deliveriesOf(order as string)).toMatchObject([{ state: "moot" }]);
  });

  it("is refused to a lead, and of another endpoint's message", async () => {
    const { id: endpointId } = await receiver.endpoint();
    const { id: elsewhere } = await receiver.endpoint([], `${receiver.address}/other`);
    await fail(makeMessage(newId(now), { at: at(0) }));
    const lead = { kind: "staff", id: newId(now), roles: ["lead"], sessionId: newId(now) } as const;
    expect(await refusalOf(replayFailed(lead, { endpointId }, dayAt(9)))).toMatchObject({ status: 403 });
    const [mine] = await failedAt(endpointId);
    expect(
      await refusalOf(replayFailed(operator, { endpointId: elsewhere, deliveryIds: [mine?.id as string] }, dayAt(9))),
    ).toMatchObject({ code: "delivery.nothing_failed" });
    expect(await refusalOf(replayFailed(operator, { endpointId: newId(now) }, dayAt(9)))).toMatchObject({
      status: 404,
    });
    expect(receiver.heard).toEqual([]);
  });
});

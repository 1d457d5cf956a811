import { eq } from "drizzle-orm";
import { Webhook } from "standardwebhooks";
import { describe, expect, it } from "vitest";
import { webhookEndpoint } from "../../db/schema";
import { day, after as later } from "../kernel/calendar";
import { newId } from "../kernel/id";
import { read } from "../read";
import { useDatabase } from "../testing/database";
import { endpointRow, type Heard, makeMessage, operator, useReceiver } from "../testing/delivery";
import { refusalOf } from "../testing/refusal";
import { rotateSecret } from "./service/endpoint";
import { listEndpoints } from "./service/health";

const urls = useDatabase();
// The reference library asks the real clock, so this file lives now.
const now = new Date();
const receiver = useReceiver(urls, now);

describe("a rotation", () => {
  it("signs with both secrets for a day, then with the new one only", async () => {
    const { id, secret: old } = await receiver.endpoint();
    const { secret: fresh } = await rotateSecret(operator, { endpointId: id, version: 1 }, now);
    const first = await makeMessage(newId(now), { at: now });
    await receiver.work();
    const signed = String(receiver.heard[0]?.headers["webhook-signature"]).split(" ");
    const body = receiver.heard[0]?.body as string;
    expect(signed).toEqual([new Webhook(fresh).sign(first, now, body), new Webhook(old).sign(first, now, body)]);
    const second = await makeMessage(newId(now), { at: now });
    await receiver.work(later(now, day));
    expect(String(receiver.heard[1]?.headers["webhook-signature"]).split(" ")).toHaveLength(1);
    expect(receiver.heard[1]?.headers["webhook-id"]).toBe(second);
  });

  it("keeps the secret sealed: no row of the endpoint holds it", async () => {
    const { id, secret } = await receiver.endpoint();
    const [row] = await read((tx) => tx.select().from(webhookEndpoint).where(eq(webhookEndpoint.id, id)));
    expect(row?.secret.toString("latin1")).not.toContain(secret.slice(6, 20));
    expect(JSON.stringify(await listEndpoints(now))).not.toContain(secret.slice(6));
  });
});

/** Does a receiver that knows this secret alone accept the message? By the reference library, times included. */
function accepts(secret: string, { headers, body }: Heard): boolean {
  try {
    new Webhook(secret).verify(body, headers as Record<string, string>);
    return true;
  } catch {
    return false;
  }
}

describe("a receiver", () => {
  it("that knows only the old secret hears everything until the overlap ends, and one that knows only the new from the first on", async () => {
    const { id, secret: old } = await receiver.endpoint();
    const rotated = later(now, -day);
    const send = async () => {
      await makeMessage(newId(now), { at: now });
      await receiver.work(now);
      return receiver.heard.at(-1) as Heard;
    };
    const before = await send();
    expect(accepts(old, before)).toBe(true);
    // A moment less than a day ago: the overlap is about to end.
    const { secret: fresh } = await rotateSecret(operator, { endpointId: id, version: 1 }, later(rotated, 1));
    const during = await send();
    expect([accepts(old, during), accepts(fresh, during)]).toEqual([true, true]);
    expect(accepts(fresh, before)).toBe(false);
    // A day ago exactly: it has ended.
    const { secret: last } = await rotateSecret(operator, { endpointId: id, version: 2 }, rotated);
    const after = await send();
    expect([accepts(old, after), accepts(fresh, after), accepts(last, after)]).toEqual([false, false, true]);
    expect(accepts(last, { ...after, body: `${after.body} ` })).toBe(false);
  });

  it("is refused a rotation of what somebody else has rotated meanwhile", async () => {
    const { id } = await receiver.endpoint();
    const answers = await Promise.all(
      [1, 2].map(() => refusalOf(rotateSecret(operator, { endpointId: id, version: 1 }, now))),
    );
    expect(answers.filter((refusal) => refusal?.code === "delivery.stale")).toHaveLength(1);
    expect((await endpointRow(id)).version).toBe(2);
  });
});

import { expect, it } from "vitest";
import { hour, after as later, minute } from "../kernel/calendar";
import { newId } from "../kernel/id";
import { testNow } from "../testing/cases";
import { useDatabase } from "../testing/database";
import { deliveriesOf, makeMessage, operator, useReceiver } from "../testing/delivery";
import { replayFailed } from "./service/endpoint";
import { listDeliveries, listEndpoints } from "./service/health";

const now = testNow();
const receiver = useReceiver(useDatabase(), now);

it("defect 15: a push that is not taken goes on after ten tries, in sight all the while, and is not given up silently", async () => {
  const { id: endpointId } = await receiver.endpoint();
  const health = async (at: Date) => {
    const found = (await listEndpoints(at)).find(({ id }) => id === endpointId);
    if (!found) throw new Error("the endpoint of this test is gone");
    return found;
  };
  receiver.answerWith = () => 503;
  const id = await makeMessage(newId(now), { at: now });
  let at = now;
  for (let tries = 1; tries <= 12; tries++) {
    await receiver.work(at);
    expect(await deliveriesOf(id)).toMatchObject([{ state: "queued", attempts: tries, lastFailure: "http" }]);
    at = later(at, tries < 9 ? 4 * hour : 5 * hour);
    if (tries > 1) expect((await health(at)).alerts).toContain("late");
  }
  expect(receiver.heard).toHaveLength(12);
  at = later(now, 73 * hour);
  await receiver.work(at);
  expect(await deliveriesOf(id)).toMatchObject([{ state: "failed" }]);
  expect(await health(at)).toMatchObject({ failed: 1, alerts: ["lost"] });
  expect((await listDeliveries({ endpointId, view: "failed", limit: 10 }, at)).rows).toMatchObject([{ messageId: id }]);

  receiver.answerWith = () => 204;
  await replayFailed(operator, { endpointId }, later(at, minute));
  await receiver.work(later(at, minute));
  expect(await deliveriesOf(id)).toMatchObject([{ state: "delivered" }]);
  expect((await health(later(at, minute))).alerts).toEqual([]);
});

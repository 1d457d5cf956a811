import { expect, it } from "vitest";
import { after as later, minute } from "./kernel/calendar";
import { newId } from "./kernel/id";
import { metricsAnswer } from "./metrics";
import { testNow } from "./testing/cases";
import { useDatabase } from "./testing/database";
import { makeMessage, useReceiver } from "./testing/delivery";
import { publishDefault } from "./testing/reports";

const now = testNow();
const receiver = useReceiver(useDatabase(), now);

it("tells what waits, what was not taken lately, since when nothing was, and about what people are told", async () => {
  await publishDefault(now);
  await receiver.endpoint();
  await makeMessage(newId(now), { at: now });
  await receiver.work(now);
  receiver.answerWith = () => 500;
  const failing = later(now, 70 * minute);
  for (let each = 0; each < 3; each++) await makeMessage(newId(now), { at: failing });
  await receiver.work(failing);

  const request = new Request("http://127.0.0.1:3000/metrics", { headers: { host: "127.0.0.1:3000" } });
  const text = await (await metricsAnswer(request, "127.0.0.1", false, later(now, 105 * minute))).text();
  expect(text).toMatch(/^docket_/m);
  for (const line of [
    'docket_deliveries{state="queued"} 3',
    'docket_deliveries{state="failed"} 0',
    'docket_deliveries{state="moot"} 0',
    'docket_deliveries_tried{span="hour",taken="no"} 3',
    'docket_deliveries_tried{span="hour",taken="yes"} 0',
    'docket_deliveries_tried{span="day",taken="no"} 3',
    'docket_deliveries_tried{span="day",taken="yes"} 1',
    'docket_delivery_alerts{reason="silent"} 1',
    'docket_delivery_alerts{reason="late"} 1',
    'docket_delivery_alerts{reason="lost"} 0',
    "docket_endpoints_enabled 1",
    `docket_deliveries_oldest_seconds ${35 * 60}`,
    `docket_deliveries_last_taken_seconds ${105 * 60}`,
  ])
    expect(text.split("\n")).toContain(line);
});

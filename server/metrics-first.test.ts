import { expect, it } from "vitest";
import { metricsAnswer } from "./metrics";
import { testNow } from "./testing/cases";
import { useDatabase } from "./testing/database";

useDatabase();

it("The figures are there before the first rules were published", async () => {
  const request = new Request("http://127.0.0.1/metrics", { headers: { host: "127.0.0.1:3000" } });
  const answer = await metricsAnswer(request, "127.0.0.1", false, testNow());
  expect([answer.status, await answer.text()]).toEqual([200, expect.stringContaining("docket_deliveries")]);
});

import { randomUUID } from "node:crypto";
import { gzipSync } from "node:zlib";
import { untilHeld } from "./world/keyboard";
import { expect, test } from "./world/people";

/** Of a page on which somebody works all day: what it loads before anybody has asked for more, gzipped. */
const limitBytes = 265_000;

test("A case that is being decided stays light", async ({ signIn, baseURL }) => {
  const answer = await fetch(`${baseURL}/api/v1/reports`, {
    method: "POST",
    headers: { authorization: "Bearer docket-demo-key", "content-type": "application/json" },
    body: JSON.stringify({
      subject: { type: "group", externalId: `light-${randomUUID()}` },
      source: "in_app",
      evidence: [{ kind: "text", role: "reported", text: "出售二手车位，非诚勿扰。" }],
    }),
  });
  const { case: number } = (await answer.json()) as { case: string };

  const page = await signIn("moderator");
  const scripts: Promise<number>[] = [];
  page.on("response", (response) => {
    if (response.request().resourceType() === "script")
      scripts.push(response.body().then((body) => gzipSync(body).length));
  });
  await page.goto(`/cases/${number}`);
  await untilHeld(page);
  await page.waitForLoadState("networkidle");
  const sizes = await Promise.all(scripts);
  expect(sizes.length).toBeGreaterThan(3);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(limitBytes);
});

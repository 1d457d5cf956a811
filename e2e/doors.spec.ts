import { expect, test } from "./world/test";

test("An installation says that it is alive and ready", async ({ request }) => {
  expect((await request.get("/healthz")).status()).toBe(200);
  const ready = await request.get("/readyz");
  expect(ready.status()).toBe(200);
  expect(await ready.json()).toEqual({ database: true, migrations: true, sequencer: true });
});

test("Nobody sees a page of the console without signing in", async ({ page }) => {
  for (const address of ["/", "/queue", "/filings", "/audit"]) {
    await page.goto(address);
    await expect(page).toHaveURL(/\/sign-in/);
  }
});

test("The figures of operation are for this machine and for keys, whatever a header says", async ({ request }) => {
  const figures = await request.get("/metrics");
  expect(figures.status()).toBe(200);
  expect(await figures.text()).toMatch(/^docket_http_request_duration_seconds_count\{route="health"/m);
  for (const name of ["x-forwarded-for", "forwarded"])
    expect((await request.get("/metrics", { headers: { [name]: "203.0.113.9" } })).status()).toBe(401);
  const key = process.env.DOCKET_DEMO_API_KEY ?? "docket-demo-key";
  const headers = { "x-forwarded-for": "203.0.113.9", authorization: `Bearer ${key}` };
  expect((await request.get("/metrics", { headers })).status()).toBe(200);
});

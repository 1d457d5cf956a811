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

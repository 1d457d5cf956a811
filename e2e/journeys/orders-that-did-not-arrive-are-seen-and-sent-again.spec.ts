import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import postgres from "postgres";
import { languages, type Theme } from "../../messages/languages";
import { newId } from "../../server/kernel/id";
import { type Installation, startInstallation } from "../world/installation";
import { untilKeyWorks } from "../world/keyboard";
import { pageOf } from "../world/people";
import { expect, test } from "../world/test";

test.describe.configure({ mode: "serial" });

let installation: Installation;
let platform: Server;
let address: string;
const heard: string[] = [];
const failedCount = 5;

test.beforeAll(async () => {
  test.setTimeout(180_000);
  platform = createServer((request, response) => {
    heard.push(String(request.headers["webhook-id"]));
    request.resume();
    response.writeHead(204).end();
  });
  await new Promise<void>((done) => platform.listen(0, "127.0.0.1", done));
  address = `http://127.0.0.1:${(platform.address() as AddressInfo).port}/hooks`;
  installation = await startInstallation({ logDir: "test-results/deliveries" });
});
test.afterAll(async () => {
  await installation?.stop();
  platform?.close();
});

/** As three days of a platform that was away leave them: what failed, and before that what arrived. */
async function threeDaysLater(): Promise<void> {
  const sql = postgres(installation.database.ownerUrl, { max: 1 });
  const [endpoint] = await sql<{ id: string; event: string }[]>`select id, event_id as event from webhook_endpoint`;
  const now = new Date();
  for (let at = 0; at < failedCount + 3; at++) {
    const [id, subject] = [newId(now, at), newId(now)];
    const arrived = at >= failedCount;
    await sql`insert into outgoing (id, type, subject_id, payload, at, version, event_id)
      values (${id}, 'measure.ordered', ${subject}, '{"measure":{}}', now(), 1, ${endpoint?.event as string})`;
    await sql`insert into webhook_delivery
      (id, endpoint_id, message_id, subject_id, type, state, attempts, last_status, last_failure, queued_at, attempted_at)
      values (${newId(now)}, ${endpoint?.id as string}, ${id}, ${subject}, 'measure.ordered',
        ${arrived ? "delivered" : "failed"}, 12, ${arrived ? 204 : 503}, ${arrived ? null : "http"},
        now() - interval '3 days', now() - interval '10 minutes')`;
  }
  await sql.end();
}

const faultsOf = async (page: Page) => {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
};

test("an administrator adds an endpoint and is shown its secret once", async ({ browser }) => {
  const page = await pageOf(browser, installation.url, "admin");
  await page.goto("/settings/endpoints");
  await page.getByRole("button", { name: "Add endpoint" }).click();
  await page.getByRole("textbox", { name: "Address" }).fill(address);
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await expect(page.getByRole("alertdialog")).toContainText("whsec_");
  await page.getByRole("button", { name: "Close" }).click();
  await expect(page.getByRole("row", { name: new RegExp(address) })).toContainText("none tried");
  await page.context().close();
  await threeDaysLater();
});

test("whoever may see deliveries is told on every page; a figure opens the rows that it counts", async ({
  browser,
}) => {
  // The figures of the banner are kept for ten seconds.
  const page = await pageOf(browser, installation.url, "lead");
  await expect(async () => {
    await page.goto("/measures");
    await expect(page.getByRole("alert").filter({ hasText: "do not arrive" })).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 20_000 });
  await page.getByRole("alert").getByRole("link", { name: "Endpoints" }).click();
  const row = page.getByRole("row", { name: new RegExp(address) });
  await expect(row).toContainText("62.5%");
  await row.getByRole("link", { name: "8 tried in the last hour", exact: true }).click();
  const messages = page.getByRole("table", { name: /^Messages to/ });
  await expect(messages.locator("tbody tr")).toHaveCount(failedCount + 3);
  await row.getByRole("link", { name: "5 of 8 tried in the last 24 hours not taken" }).click();
  await expect(messages.locator("tbody tr")).toHaveCount(failedCount);
  await page.getByRole("navigation", { name: "Which messages" }).getByRole("link", { name: "Failed" }).click();
  await expect(messages.locator("tbody tr")).toHaveCount(failedCount);
  await expect(page.getByRole("button", { name: /Replay/ })).toHaveCount(0);
  await page.context().close();

  const moderator = await pageOf(browser, installation.url, "moderator");
  await moderator.goto("/queue");
  await expect(moderator.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(moderator.getByRole("alert").filter({ hasText: "do not arrive" })).toHaveCount(0);
  await moderator.context().close();
});

for (const language of languages)
  for (const theme of ["light", "dark"] as const satisfies readonly Theme[])
    test(`the page is for everybody to read: ${language}, ${theme}`, async ({ browser }) => {
      for (const width of [1440, 1024]) {
        const page = await pageOf(browser, installation.url, "admin", {
          language,
          theme,
          viewport: { width, height: 900 },
        });
        await page.goto("/settings/endpoints");
        await page
          .locator("tbody tr")
          .first()
          .getByRole("link", { name: `${failedCount}`, exact: true })
          .click();
        await expect(page.locator("table").last().locator("tbody tr")).toHaveCount(failedCount);
        expect(await faultsOf(page)).toEqual([]);
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        expect(overflow).toBeLessThanOrEqual(0);
        const folder = process.env.DOCKET_TEST_SHOTS;
        if (folder) await page.screenshot({ path: `${folder}/endpoints-${language}-${theme}-${width}.png` });
        await page.context().close();
      }
    });

test("by keyboard alone two are chosen and sent again, then all that are left", async ({ browser }) => {
  const page = await pageOf(browser, installation.url, "admin");
  await page.goto("/settings/endpoints");
  const failed = page
    .locator("tbody tr")
    .first()
    .getByRole("link", { name: `${failedCount}`, exact: true });
  await failed.focus();
  await page.keyboard.press("Enter");
  const messages = page.getByRole("table", { name: /^Messages to/ });
  await expect(messages.locator("tbody tr")).toHaveCount(failedCount);
  await untilKeyWorks(page, "X");
  await page.keyboard.press("j");
  await expect(messages.locator("tbody tr").first()).toBeFocused();
  await page.keyboard.press("x");
  await page.keyboard.press("j");
  await page.keyboard.press("x");
  await expect(page.getByRole("button", { name: "Replay 2" })).toBeEnabled();
  await page.keyboard.press("Control+Enter");
  await expect(messages.locator("tbody tr")).toHaveCount(failedCount - 2);
  await expect.poll(() => heard.length).toBe(2);
  await page.getByRole("button", { name: "Replay all failed" }).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByText("No such message.")).toBeVisible();
  await expect.poll(() => new Set(heard).size).toBe(failedCount);
  expect(heard).toHaveLength(failedCount);
  await expect(async () => {
    await page.reload();
    await expect(page.locator("tbody tr").first()).toContainText("0%0 / 8", { timeout: 1_000 });
  }).toPass();
  await page.context().close();
});

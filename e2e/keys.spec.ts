import AxeBuilder from "@axe-core/playwright";
import { signIn } from "./world/sign-in";
import { expect, test } from "./world/test";

const report = (name: string) => ({ subject: { type: "group", externalId: name }, source: "in_app" });

test("A platform gets a key, its reporter follows the report, and the key ends", async ({ page, request }) => {
  const name = `platform ${process.pid} ${Date.now()}`;
  await signIn(page.request, "admin");
  await page.goto("/settings/keys");
  await page.getByRole("button", { name: "New key" }).click();
  const form = page.getByRole("dialog");
  await form.getByLabel("Name").fill(name);
  await form.getByRole("checkbox", { name: /send reports/ }).check();
  await form.getByRole("button", { name: "Make the key" }).click();
  await expect(form.getByText("a key that writes reports needs at least one source")).toBeVisible();
  await form.getByRole("checkbox", { name: "in the app" }).check();
  await form.getByRole("button", { name: "Make the key" }).click();
  const key = await page.getByTestId("secret").innerText();
  expect(key).toMatch(/^dk_[\w-]{43}$/);
  await page.getByRole("button", { name: "Stored, close" }).click();
  await expect(page.getByTestId("secret")).toHaveCount(0);
  await expect(page.getByRole("row", { name: new RegExp(name) })).not.toContainText(key);

  const send = (given: object) =>
    request.post("/api/v1/reports", { data: given, headers: { authorization: `Bearer ${key}` } });
  const taken = await send(report(name));
  expect(taken.status()).toBe(202);
  const { receipt } = (await taken.json()) as { receipt: string };
  expect((await send({ ...report(name), source: "staff" })).status()).toBe(403);

  await page.setViewportSize({ width: 320, height: 700 });
  await page.context().clearCookies();
  await page.goto("/report/0000-0000-0000-0000");
  await page.getByLabel(/Receipt|受理编号/).fill(receipt.toLowerCase());
  await page.getByRole("button", { name: /Look it up|查询/ }).click();
  await expect(page.getByText(receipt)).toBeVisible();
  await expect(page.getByRole("heading", { level: 2 })).toHaveText(/Received|已受理/);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(overflow).toBeLessThanOrEqual(0);
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);

  await page.setViewportSize({ width: 1280, height: 800 });
  await signIn(page.request, "admin");
  await page.goto("/settings/keys");
  await page.getByRole("button", { name: `Revoke ${name}` }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Revoke" }).click();
  await expect(page.getByRole("row", { name: new RegExp(name) })).toContainText("revoked");
  await expect.poll(async () => (await send(report(name))).status(), { timeout: 10_000 }).toBe(401);
});

test("A connection is made with a key of its own and takes what Synapse emits", async ({ page, request }) => {
  const id = `matrix-${process.pid}-${Date.now()}`;
  await signIn(page.request, "admin");
  await page.goto("/settings/connections");
  await page.getByRole("button", { name: "New connection" }).click();
  const form = page.getByRole("dialog");
  await form.getByLabel("Name").fill("Not A Name");
  await form.getByRole("button", { name: "Make the connection" }).click();
  await expect(form.getByLabel("Name")).toHaveAttribute("aria-invalid", "true");
  await form.getByLabel("Name").fill(id);
  await form.getByRole("button", { name: "Make the connection" }).click();
  const key = await page.getByTestId("secret").innerText();
  await expect(page.getByText(`/api/v1/intake/synapse/${id}`)).toBeVisible();
  await page.getByRole("button", { name: "Stored, close" }).click();
  const answer = await request.post(`/api/v1/intake/synapse/${id}`, {
    data: {
      user_reports: [
        { id: 1, received_ts: 1_598_889_612_059, target_user_id: `@${id}:x`, user_id: "@ann:x", reason: null },
      ],
    },
    headers: { authorization: `Bearer ${key}` },
  });
  expect(answer.status()).toBe(202);
});

test("Only administrators open keys and connections", async ({ page }) => {
  await signIn(page.request, "moderator");
  for (const address of ["/settings/keys", "/settings/connections"]) {
    await page.goto(address);
    await expect(page.getByRole("button", { name: /New/ })).toHaveCount(0);
    await expect(page.getByText("Your roles do not open this page")).toBeVisible();
  }
});

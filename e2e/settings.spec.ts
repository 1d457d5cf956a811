import AxeBuilder from "@axe-core/playwright";
import { clock } from "../server/config";
import { addStaff } from "../server/staff/service/add";
import { walkTo } from "./world/keyboard";
import { expect, test } from "./world/people";

const operator = { kind: "operator", command: "test" } as const;

const settingsOf = {
  lead: ["Queues", "Endpoints", "Notice texts"],
  compliance: ["Endpoints", "Notice texts", "Erasing"],
} as const;

for (const [account, titles] of Object.entries(settingsOf))
  test(`The settings show ${account} the pages that she may open, and each opens`, async ({ signIn }) => {
    const page = await signIn(account);
    await page.goto("/");
    await page.getByRole("banner").getByRole("link", { name: "Settings" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Settings" })).toBeVisible();
    await expect(page.getByRole("main").getByRole("link")).toHaveText(titles.map((title) => new RegExp(`^${title}`)));
    for (const title of titles) {
      await page.goto("/settings");
      await page.getByRole("link", { name: title }).click();
      await expect(page.getByRole("heading", { level: 1, name: title })).toBeVisible();
    }
    expect((await page.request.get("/settings/keys")).status()).toBe(403);
  });

test("A moderator has no settings", async ({ signIn }) => {
  const page = await signIn("moderator");
  await page.goto("/queue");
  await expect(page.getByRole("banner").getByRole("link", { name: "Settings" })).toHaveCount(0);
  for (const address of ["/settings", "/settings/queues"]) expect((await page.request.get(address)).status()).toBe(403);
});

test("A lead gives a moderator her queues by keyboard alone", async ({ signIn }) => {
  const name = `程${process.pid}${Date.now() % 10_000}`;
  // First in the list, which is by email.
  const email = `0-${process.pid}-${Date.now()}@docket.test`;
  await addStaff(operator, { email, name, roles: ["moderator"] }, { password: "correct horse battery" }, clock());
  const page = await signIn("lead");
  await page.goto("/settings/queues");
  const row = page.getByRole("row", { name: new RegExp(name) });
  await expect(row).toContainText("All queues");

  await walkTo(page, row);
  await page.keyboard.press("Enter");
  const rail = page.getByRole("complementary", { name: "Queues of a person" });
  await expect(rail.getByRole("heading", { name })).toBeVisible();
  await rail.getByRole("radio", { name: "All queues" }).focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Control+Enter");
  await expect(rail.getByText("Choose at least one queue, or all.")).toBeVisible();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Space");
  const chosen = await rail.getByRole("checkbox", { checked: true }).locator("xpath=ancestor::label").innerText();
  await page.keyboard.press("Control+Enter");
  await expect(page.getByText(`${name} now serves 1 queue.`).first()).toBeVisible();
  await expect(row).toContainText(chosen);
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
});

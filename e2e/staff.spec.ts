import AxeBuilder from "@axe-core/playwright";
import type { Browser } from "@playwright/test";
import { signIn } from "./world/sign-in";
import { expect, test } from "./world/test";

const pageOf = async (browser: Browser, account: string) => {
  const context = await browser.newContext();
  await signIn(context.request, account);
  return context.newPage();
};

test("Two administrators make a lead together; one alone cannot", async ({ browser }) => {
  const first = await pageOf(browser, "admin");
  const second = await pageOf(browser, "admin2");
  const name = `程${process.pid}${Date.now() % 10_000}`;

  await first.goto("/settings/staff");
  await first.getByRole("button", { name: "Add a person" }).click();
  await first.getByLabel("Email").fill("not an address");
  await first.getByRole("button", { name: "Add", exact: true }).click();
  await expect(first.getByLabel("Email")).toHaveAttribute("aria-invalid", "true");
  await first.getByLabel("Email").fill(`${process.pid}-${Date.now()}@docket.test`);
  await first.getByLabel("Name").fill(name);
  await first.getByRole("checkbox", { name: "moderator" }).check();
  await first.getByRole("button", { name: "Add", exact: true }).click();
  await expect(first.getByTestId("first-password")).toHaveText(/^([a-z2-9]{5}-){3}[a-z2-9]{5}$/);
  await first.getByRole("button", { name: "Written down, close" }).click();

  await first.getByRole("link", { name }).click();
  await first.getByRole("button", { name: "Propose lead" }).click();
  await expect(first.getByText("Proposed by you: another administrator confirms it").first()).toBeVisible();

  await second.goto("/settings/staff");
  const line = second.getByRole("listitem").filter({ hasText: `“lead” for ${name}` });
  await line.getByRole("button", { name: "Confirm" }).click();
  await expect(second.getByRole("row", { name: new RegExp(name) })).toContainText("lead, moderator");
});

test("An administrator sees why she cannot change her own roles", async ({ browser }) => {
  const page = await pageOf(browser, "admin");
  await page.goto("/settings/staff");
  await page.getByRole("link", { name: "邵航" }).click();
  const rail = page.getByRole("complementary", { name: "Person" });
  await expect(rail.getByText("Nobody grants roles to herself or withdraws them.").first()).toBeVisible();
  await expect(rail.getByText("Nobody deactivates her own account.")).toBeVisible();
  await expect(rail.getByRole("button", { name: /Grant|Withdraw|Propose/ })).toHaveCount(0);
});

for (const language of ["zh-CN", "en"])
  for (const theme of ["light", "dark"])
    test(`Settings are within reach of everybody: ${language}, ${theme}`, async ({ browser, baseURL }) => {
      test.slow();
      const page = await pageOf(browser, "admin");
      await page.context().addCookies(
        [
          { name: "docket-language", value: language },
          { name: "docket-theme", value: theme },
        ].map((cookie) => ({ ...cookie, url: baseURL as string })),
      );
      for (const address of ["/settings", "/settings/staff", "/settings/access", "/account"]) {
        await page.goto(address);
        await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
        const { violations } = await new AxeBuilder({ page }).analyze();
        const found = violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
        expect([address, found]).toEqual([address, []]);
      }
    });

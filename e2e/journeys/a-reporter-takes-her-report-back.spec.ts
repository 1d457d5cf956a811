import { randomUUID } from "node:crypto";
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { untilKeyWorks } from "../world/keyboard";
import { expect, test } from "../world/people";

const violations = async (page: Page) => (await new AxeBuilder({ page }).analyze()).violations.map(({ id }) => id);
const headers = { authorization: "Bearer docket-demo-key", "content-type": "application/json" };

test("A reporter takes her report back on the page of her receipt, once, and the case stays for a person", async ({
  signIn,
  baseURL,
}) => {
  test.setTimeout(120_000);
  const mark = randomUUID().slice(0, 8);
  const sent = await fetch(`${baseURL}/api/v1/reports`, {
    method: "POST",
    headers,
    body: JSON.stringify({
      subject: { type: "account", externalId: `withdrawn-${mark}` },
      category: "fraud_fake_trade",
      source: "in_app",
      reporter: { externalId: `reporter-${mark}` },
    }),
  });
  const { receipt, case: number } = (await sent.json()) as { receipt: string; case: string };

  const english = await signIn(null, { language: "en" });
  await english.goto(`/report/${receipt}`);
  const person = await signIn(null, { language: "zh-CN" });
  await person.goto(`/report/${receipt}`);
  await person.getByRole("button", { name: "撤回举报" }).press("Enter");
  await expect(person.getByRole("textbox", { name: "撤回原因" })).toBeFocused();
  expect(await violations(person)).toEqual([]);
  await person.keyboard.type("误会已经说清");
  await person.keyboard.press("Tab");
  await person.keyboard.press("Enter");
  await expect(person.getByText("举报已撤回")).toBeVisible();
  await expect(person.getByRole("button", { name: "撤回举报" })).toHaveCount(0);

  // Another window of hers, opened before, is told so and takes nothing back again.
  await english.getByRole("button", { name: "Withdraw this report" }).press("Enter");
  await english.getByRole("button", { name: "Withdraw", exact: true }).press("Enter");
  await expect(english.getByText("This report was withdrawn already")).toBeVisible();
  await english.reload();
  await expect(english.getByText("Your report was withdrawn")).toBeVisible();
  expect(await violations(english)).toEqual([]);

  const lead = await signIn("lead");
  await lead.goto(`/cases/${number}`);
  await untilKeyWorks(lead, "T");
  await expect(lead.getByText("The only report was withdrawn by its reporter: conclude the case")).toBeVisible();
  await expect(lead.getByText("Why withdrawn: 误会已经说清")).toBeVisible();
  await expect(lead.getByText(/took a report back, none stands/)).toBeVisible();
  expect(await violations(lead)).toEqual([]);
});

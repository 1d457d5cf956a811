import { randomInt, randomUUID } from "node:crypto";
import { expect, test } from "../world/people";

test("A masked field opens with a reason, and who opened it is in the log", async ({ signIn, baseURL }) => {
  const externalId = `sealed-${randomUUID()}`;
  const phone = `138${randomInt(10_000_000, 99_999_999)}`;
  const put = await fetch(`${baseURL}/api/v1/accounts/${externalId}`, {
    method: "PUT",
    headers: { authorization: "Bearer docket-demo-key", "content-type": "application/json" },
    body: JSON.stringify({ nickname: `封存${externalId.slice(-4)}`, phone, updatedAt: new Date().toISOString() }),
  });
  expect(put.status).toBeLessThan(300);

  const page = await signIn("lead2");
  await page.goto(`/accounts?q=${externalId}`);
  await page.getByRole("link", { name: `封存${externalId.slice(-4)}` }).click();
  await expect(page).toHaveURL(/\/accounts\/A-/);
  const subject = new URL(page.url()).pathname;
  await expect(page.getByText(phone)).toHaveCount(0);
  expect(await page.content()).not.toContain(phone);

  await page.getByRole("button", { name: "Reveal Phone" }).click();
  const reason = page.getByRole("textbox", { name: "Reason" });
  await reason.fill("?");
  await page.keyboard.press("Enter");
  await expect(page.getByText("Write why you need to see it, in at least four characters.")).toBeVisible();
  await reason.fill("核实本人申诉来电");
  await page.keyboard.press("Enter");
  await expect(page.getByText(phone)).toBeVisible();

  // Nobody else sees it for that; and the log says who has.
  const other = await signIn("compliance");
  await other.goto(subject);
  await expect(other.getByText(phone)).toHaveCount(0);
  await other.goto("/audit?action=disclosure.field_revealed");
  await expect(other.getByRole("row").filter({ hasText: "陆明" }).first()).toBeVisible();
  expect(await other.content()).not.toContain(phone);
});

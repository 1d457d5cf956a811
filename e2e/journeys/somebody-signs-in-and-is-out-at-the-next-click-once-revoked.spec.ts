import { clock } from "../../server/config";
import { revokeSessions } from "../../server/staff/service/accounts";
import { addStaff } from "../../server/staff/service/add";
import { expect, test } from "../world/people";

const operator = { kind: "operator", command: "test" } as const;
const password = "correct horse battery";

test("Somebody signs in, is told of a wrong password, and is out at the next click once her session is revoked", async ({
  signIn,
}) => {
  const email = `revoked-${process.pid}-${Date.now()}@docket.test`;
  const id = await addStaff(operator, { email, name: "安然", roles: ["lead"] }, { password }, clock());
  const page = await signIn(null);
  await page.goto("/measures");
  await expect(page).toHaveURL(/\/sign-in\?next=%2Fmeasures$/);
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password").fill("not this one");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("alert").filter({ hasText: "do not match" })).toBeVisible();
  await expect(page.getByLabel("Email")).toHaveValue(email);
  await page.getByLabel("Password").fill(password);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/measures$/);
  await expect(page.getByRole("heading", { level: 1, name: "Measures" })).toBeVisible();

  expect(await revokeSessions(operator, id, clock())).toBe(1);
  await page.getByRole("banner").getByRole("link", { name: "Registry" }).click();
  await expect(page).toHaveURL(/\/sign-in/);
});

test("A person chooses language and theme, and both stay", async ({ signIn }) => {
  const page = await signIn("manager");
  await page.goto("/insights");
  await page.getByRole("button", { name: "中文" }).click();
  await expect(page.locator("html")).toHaveAttribute("lang", "zh-CN");
  await expect(page.getByRole("banner").getByRole("link", { name: "看板" })).toBeVisible();
  await page.reload();
  await expect(page.locator("html")).toHaveAttribute("lang", "zh-CN");

  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await ground();
  await page.getByRole("button", { name: /主题|明暗|外观/ }).click();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  expect(await ground()).not.toBe(light);
  await page.reload();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");

  await page.getByRole("button", { name: "English" }).click();
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
});

test("The language that a person chose is the one of her next browser", async ({ signIn }) => {
  const email = `language-${process.pid}-${Date.now()}@docket.test`;
  await addStaff(operator, { email, name: "安然", roles: ["lead"] }, { password }, clock());
  for (const [before, click, after] of [
    ["en", "中文", "zh-CN"],
    ["zh-CN", null, "zh-CN"],
  ] as const) {
    const page = await signIn(null, { language: "en" });
    await page.goto("/sign-in");
    await page.locator("input[name=email]").fill(email);
    await page.locator("input[name=password]").fill(password);
    await page.keyboard.press("Enter");
    await expect(page).not.toHaveURL(/\/sign-in/);
    await expect(page.locator("html")).toHaveAttribute("lang", before);
    if (click) await page.getByRole("button", { name: click }).click();
    await expect(page.locator("html")).toHaveAttribute("lang", after);
  }
});

import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, test } from "../world/people";

const unreachable = async (page: Page) => (await new AxeBuilder({ page }).analyze()).violations.map(({ id }) => id);

test("Reading the log by a colleague's acts takes two people, and the log says who looked", async ({ signIn }) => {
  // Something that she did.
  await signIn("manager");
  const asker = await signIn("compliance");
  await asker.goto("/audit");
  await asker.getByRole("combobox", { name: "Actor" }).selectOption({ label: "高岩" });
  await asker.getByRole("button", { name: "Apply" }).click();
  await expect(
    asker.getByRole("heading", { name: "高岩: the log by a colleague's acts takes a second person" }),
  ).toBeVisible();
  await expect(asker.getByRole("table")).toHaveCount(0);
  const closed = asker.url();
  expect(await unreachable(asker)).toEqual([]);

  // By keys alone.
  await asker.getByRole("textbox", { name: "Why do you need to?" }).focus();
  await asker.keyboard.type("Complaint 2026-17 about who opened the file");
  await asker.keyboard.press("Tab");
  await asker.keyboard.press("Enter");
  await expect(asker.getByText("You asked. It can be answered until")).toBeVisible();
  await expect(asker.getByRole("button", { name: "Agree: 苏晴 reads by the acts of 高岩" })).toHaveCount(0);
  await asker.goto(`${closed}&kind=staff`);
  await expect(asker.getByRole("table")).toHaveCount(0);

  const second = await signIn("compliance2", { language: "zh-CN" });
  await second.goto("/audit");
  await expect(second.getByText("Complaint 2026-17 about who opened the file")).toBeVisible();
  expect(await unreachable(second)).toEqual([]);
  await second.getByRole("button", { name: "同意 苏晴 查看 高岩 的操作记录" }).focus();
  await second.keyboard.press("Enter");
  await expect(second.getByText("苏晴 可查看 高岩 的操作记录，由您同意")).toBeVisible();

  await asker.goto(closed);
  await expect(asker.getByText("You read the log by the acts of 高岩, until")).toBeVisible();
  const rows = asker.locator("tbody tr");
  await expect(rows.filter({ hasText: "Signed in" }).first()).toBeVisible();
  await expect(rows.filter({ hasNotText: "高岩" })).toHaveCount(0);
  expect(await unreachable(asker)).toEqual([]);

  // The yes was for one person, and everybody who reads the whole log sees that she looked.
  await second.goto(closed);
  await expect(second.getByRole("heading", { name: "按同事查看日志须经另一人同意：高岩" })).toBeVisible();
  await second.goto("/audit");
  await second.getByRole("link", { name: "谁看过什么" }).click();
  const told = second.getByRole("row").filter({ hasText: "按同事查看了日志" }).filter({ hasText: "高岩" });
  await expect(told.first()).toContainText("苏晴");

  await asker.getByRole("button", { name: "End now: the acts of 高岩" }).click();
  await expect(asker.getByText("Your last grant was ended before its time.")).toBeVisible();
  await expect(asker.getByRole("table")).toHaveCount(0);
});

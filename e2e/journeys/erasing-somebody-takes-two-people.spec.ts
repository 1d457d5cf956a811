import { randomUUID } from "node:crypto";
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, test } from "../world/people";

const unreachable = async (page: Page) => (await new AxeBuilder({ page }).analyze()).violations.map(({ id }) => id);

test("Erasing somebody takes two people, and a hold stands against it", async ({ signIn, baseURL }) => {
  const externalId = `leaving-${randomUUID()}`;
  const nickname = `离开${externalId.slice(-6)}`;
  const put = await fetch(`${baseURL}/api/v1/accounts/${externalId}`, {
    method: "PUT",
    headers: { authorization: "Bearer docket-demo-key", "content-type": "application/json" },
    body: JSON.stringify({ nickname, phone: "13800001111", updatedAt: new Date().toISOString() }),
  });
  expect(put.status).toBeLessThan(300);

  const first = await signIn("compliance");
  await first.goto(`/accounts?q=${externalId}`);
  await first.getByRole("link", { name: nickname }).click();
  await expect(first).toHaveURL(/\/accounts\/A-/);
  const address = new URL(first.url()).pathname;
  const code = address.slice("/accounts/".length);

  // A hold, by keys alone; while it stands the proposal is out of reach, and the page says why.
  await first.getByRole("button", { name: "Place a hold…" }).focus();
  await first.keyboard.press("Enter");
  await expect(first.getByRole("dialog")).toContainText(code);
  await expect(first.getByRole("textbox", { name: "Reason" })).toBeFocused();
  expect(await unreachable(first)).toEqual([]);
  await first.keyboard.type("法院调取，京03民初字第12号");
  await first.keyboard.press("Tab");
  await first.keyboard.press("Tab");
  await first.keyboard.press("Enter");
  await expect(first.getByText("Legal hold by")).toBeVisible();
  await expect(first.getByRole("button", { name: "Propose to erase…" })).toBeDisabled();
  await expect(first.getByText("Nothing may be erased while 1 legal hold(s) stand")).toBeVisible();
  expect(await first.content()).not.toContain("京03民初");

  await first.getByRole("button", { name: "Lift…" }).click();
  await first.getByRole("textbox", { name: "Reason" }).fill("调取完毕");
  await first.getByRole("button", { name: "Lift the hold" }).click();
  await expect(first.getByText("Legal hold by")).toHaveCount(0);

  await first.getByRole("button", { name: "Propose to erase…" }).click();
  await expect(first.getByRole("button", { name: "Propose", exact: true })).toBeDisabled();
  await first.getByRole("radio", { name: "She withdrew her consent" }).check();
  expect(await unreachable(first)).toEqual([]);
  await first.getByRole("button", { name: "Propose", exact: true }).click();
  await expect(first.getByText("An erasure is confirmed by somebody other than who proposed it")).toBeVisible();
  await expect(first.getByRole("button", { name: "Confirm and erase…" })).toHaveCount(0);

  const second = await signIn("compliance2", { language: "zh-CN" });
  await second.goto(address);
  await second.getByRole("button", { name: "确认并删除…" }).click();
  await expect(second.getByRole("alertdialog")).toContainText("此操作无法撤销");
  expect(await unreachable(second)).toEqual([]);
  await second.getByRole("button", { name: "永久删除" }).click();
  await expect(second.getByRole("heading", { level: 1 })).toHaveText("已删除");
  await expect(second.getByText("任何人都无法再读取")).toBeVisible();
  await expect(second.getByText(code).first()).toBeVisible();
  expect(await unreachable(second)).toEqual([]);
  // What the tab had been sent before stays in its document until it is read again.
  await second.reload();
  await expect(second.getByRole("heading", { level: 1 })).toHaveText("已删除");
  expect(await second.content()).not.toContain(nickname);

  // Nobody finds her any more, and everybody who opens her page is told why.
  await first.goto(`/accounts?q=${externalId}`);
  await expect(first.getByRole("link", { name: nickname })).toHaveCount(0);
  const lead = await signIn("lead");
  await lead.goto(address);
  await expect(lead.getByRole("heading", { level: 1 })).toHaveText("erased");
  await expect(lead.getByText("personal data erased on")).toBeVisible();
  await expect(lead.getByRole("button", { name: "Place a hold…" })).toHaveCount(0);
  await first.goto("/audit?kind=privacy");
  await expect(first.getByText("Personal data erased").first()).toBeVisible();
});

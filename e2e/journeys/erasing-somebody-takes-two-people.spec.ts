import { randomUUID } from "node:crypto";
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, test } from "../world/people";

const unreachable = async (page: Page) => (await new AxeBuilder({ page }).analyze()).violations.map(({ id }) => id);

test("Erasing somebody takes two people, and a hold stands against it", async ({ signIn, baseURL }) => {
  test.slow();
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

  // A group, whose name may be a person's: the same act, from its own page, by keys alone.
  const headers = { authorization: "Bearer docket-demo-key", "content-type": "application/json" };
  const groupId = `family-${randomUUID()}`;
  const groupName = `离开者一家${groupId.slice(-6)}`;
  const sent = await fetch(`${baseURL}/api/v1/groups/${groupId}`, {
    method: "PUT",
    headers,
    body: JSON.stringify({ name: groupName, updatedAt: new Date().toISOString() }),
  });
  expect(sent.status).toBeLessThan(300);
  await first.goto(`/groups?q=${groupId}`);
  await first.getByRole("link", { name: groupName }).click();
  await expect(first).toHaveURL(/\/groups\/G-/);
  const place = new URL(first.url()).pathname;
  const groupCode = place.slice("/groups/".length);
  await first.getByRole("button", { name: "Propose to erase…" }).press("Enter");
  await expect(first.getByRole("dialog")).toContainText("Its name, the platform's id");
  await first.getByRole("radio", { name: "The purpose is achieved" }).press("Space");
  await first.keyboard.press("Enter");
  await expect(first.getByText("An erasure is confirmed by somebody other than who proposed it")).toBeVisible();

  // The second person finds it where all that waits is listed.
  await second.goto("/settings/erasures");
  expect(await unreachable(second)).toEqual([]);
  await second.getByRole("link", { name: `群组 ${groupCode}` }).press("Enter");
  await second.getByRole("button", { name: "确认并删除…" }).press("Enter");
  await expect(second.getByRole("alertdialog")).toContainText("成员名单");
  await second.getByRole("button", { name: "永久删除" }).press("Enter");
  await expect(second.getByRole("heading", { level: 1 })).toHaveText("已删除");
  expect(await unreachable(second)).toEqual([]);
  await second.reload();
  expect(await second.content()).not.toContain(groupName);
  await expect(second.getByText(groupCode).first()).toBeVisible();

  // Somebody who reported without an account: found by the number that she was given, never shown.
  const contact = `${groupId.slice(-12)}@mail.example.test`;
  const filed = await fetch(`${baseURL}/api/v1/reports`, {
    method: "POST",
    headers,
    body: JSON.stringify({
      subject: { type: "group", externalId: groupId },
      source: "web_form",
      description: "群里有人收钱不发货",
      reporter: { contact },
    }),
  });
  const { receipt, case: number } = (await filed.json()) as { receipt: string; case: string };
  await first.goto("/settings/erasures");
  const asked = first.getByRole("textbox", { name: "Number of the report" });
  await asked.fill("7K2M-0QXB-94RT-ZHW1");
  await asked.press("Enter");
  await expect(first.getByText("There is no report with this number")).toBeVisible();
  await asked.fill(receipt.toLowerCase());
  await asked.press("Enter");
  await expect(first.getByRole("heading", { name: `Report in ${number}` })).toBeVisible();
  expect(first.url()).not.toContain(receipt);
  await expect(first.getByText(`Case ${number} is not closed and needs these data`)).toBeVisible();
  await expect(first.getByRole("button", { name: "Propose to erase…" })).toBeDisabled();
  await first.getByRole("button", { name: "Place a hold…" }).press("Enter");
  await expect(first.getByRole("dialog")).toContainText(`the reporter of a report in ${number}`);
  await first.getByRole("textbox", { name: "Reason" }).fill("警方调取");
  await first.getByRole("button", { name: "Place the hold" }).click();
  await expect(first.getByText("Nothing may be erased while 1 legal hold(s) stand")).toBeVisible();
  expect(await unreachable(first)).toEqual([]);
  expect(await first.content()).not.toContain(contact);

  // The case leads to the same place, for those who erase and for nobody else.
  await first.goto(`/cases/${number}`);
  await first.getByRole("button", { name: "Read each one" }).click();
  await first.getByRole("link", { name: "Reporter's data" }).click();
  await expect(first.getByText("Legal hold by")).toBeVisible();
  await lead.goto(`/cases/${number}`);
  await lead.getByRole("button", { name: "Read each one" }).click();
  await expect(lead.getByRole("columnheader", { name: "Arrived" })).toBeVisible();
  await expect(lead.getByRole("link", { name: "Reporter's data" })).toHaveCount(0);
});

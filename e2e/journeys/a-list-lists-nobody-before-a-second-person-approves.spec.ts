import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { parse } from "csv-parse/sync";
import { expect, test } from "../world/people";

const unreachable = async (page: Page) => (await new AxeBuilder({ page }).analyze()).violations.map(({ id }) => id);
const bearer = { authorization: "Bearer docket-demo-key", "content-type": "application/json" };

test("A list lists nobody before a second person approves, and then the gate is shut until a review", async ({
  signIn,
  baseURL,
}) => {
  test.slow();
  const externalId = `listed-${randomUUID()}`;
  const nickname = `名单${externalId.slice(-6)}`;
  const put = await fetch(`${baseURL}/api/v1/accounts/${externalId}`, {
    method: "PUT",
    headers: bearer,
    body: JSON.stringify({ nickname, updatedAt: new Date().toISOString() }),
  });
  expect(put.status).toBeLessThan(300);
  const mayFound = async () => {
    const answer = await fetch(`${baseURL}/api/v1/accounts/${externalId}/entitlements`, { headers: bearer });
    return ((await answer.json()) as { mayFound: boolean }).mayFound;
  };

  // A list with a fault, by keys alone: the fault is told by its line, and nothing was written.
  const lead = await signIn("lead");
  await lead.goto("/blacklist");
  await lead.getByRole("link", { name: "Import" }).press("Enter");
  await expect(lead.getByRole("heading", { level: 1 })).toHaveText("Import to the blacklist");
  const list = lead.getByRole("textbox", { name: "The list" });
  const row = (functions: string) =>
    `kind,externalId,functions,reviewDays,clause,facts\naccount,${externalId},${functions},90,4.2.1,收取押金后失联`;
  await list.fill(row("fly"));
  await lead.getByRole("button", { name: "Propose all rows" }).press("Enter");
  await expect(lead.getByRole("row", { name: "2 functions: must be some of post, found, join, manage" })).toBeVisible();
  expect(await unreachable(lead)).toEqual([]);

  await list.fill(row("found"));
  await lead.getByRole("button", { name: "Propose all rows" }).press("Enter");
  await expect(lead.getByText("1 proposal waits for a second person")).toBeVisible();
  expect(await unreachable(lead)).toEqual([]);
  const proposal = lead.getByRole("link", { name: /^C-\d+$/ });
  const number = await proposal.innerText();
  const approval = (await proposal.getAttribute("href")) as string;
  expect(await mayFound()).toBe(true);

  // Another lead sees the facts and approves with the keyboard.
  const second = await signIn("lead2", { language: "zh-CN" });
  await second.goto(approval);
  await expect(second.getByText("收取押金后失联").first()).toBeVisible();
  for (const box of await second.getByRole("checkbox").all()) await box.press("Space");
  await second.keyboard.press("Control+Enter");
  await expect(second.getByText(`已批准 ${number}`, { exact: false })).toBeVisible();
  await expect.poll(mayFound, { timeout: 30_000, message: "cannot be undone any more" }).toBe(false);

  // The review lets her stay until another date.
  await second.goto("/blacklist");
  const entry = second.getByRole("row").filter({ hasText: nickname });
  await entry.getByRole("button", { name: "复核" }).press("Enter");
  const dialog = second.getByRole("dialog");
  await expect(dialog).toContainText(nickname);
  await dialog.getByRole("radio", { name: "保留" }).press("Space");
  const next = new Date(Date.now() + 200 * 86_400_000).toISOString().slice(0, 10);
  await dialog.getByLabel("下次复核日期").fill(next);
  await dialog.getByRole("textbox", { name: "理由" }).fill("仍在招揽");
  expect(await unreachable(second)).toEqual([]);
  await dialog.getByRole("button", { name: "保留", exact: true }).press("Enter");
  await expect(second.getByText("已复核，保留至")).toBeVisible();
  await expect(dialog).toHaveCount(0);
  expect(await unreachable(second)).toEqual([]);
  await second.getByRole("link", { name: /^待复核/ }).press("Enter");
  await expect(second.getByRole("row").filter({ hasText: nickname })).toHaveCount(0);

  // The ledger goes out as a file, row for row, and the log says who took it.
  const compliance = await signIn("compliance");
  await compliance.goto("/measures?key=blacklist&state=in_force");
  const rows = await compliance.getByRole("row").filter({ hasText: "Blacklist" }).count();
  const download = compliance.waitForEvent("download");
  await compliance.getByRole("link", { name: "Export CSV" }).press("Enter");
  const file = await download;
  expect(file.suggestedFilename()).toMatch(/^measures-\d{4}-\d\d-\d\d\.csv$/);
  const lines = parse(readFileSync(await file.path()), { bom: true, columns: true }) as Record<string, string>[];
  expect(lines).toHaveLength(rows);
  expect(lines.find((line) => line.Case === number)).toMatchObject({ Subject: nickname, Origin: "staff" });
  expect(await unreachable(compliance)).toEqual([]);
  await compliance.goto("/audit?kind=disclosure");
  await expect(compliance.getByText("Ledger exported").first()).toBeVisible();
});

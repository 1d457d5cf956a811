import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { parse } from "csv-parse/sync";
import { expect, test } from "../world/people";
import { filled, like, wordsOf } from "../world/words";

// One after the other: each counts the rows of the whole list.
test.describe.configure({ mode: "default" });

const unreachable = async (page: Page) => (await new AxeBuilder({ page }).analyze()).violations.map(({ id }) => id);
const bearer = { authorization: "Bearer docket-demo-key", "content-type": "application/json" };

for (const [language, other] of [
  ["en", "zh-CN"],
  ["zh-CN", "en"],
] as const)
  test(`A list lists nobody before a second person approves, and then the gate is shut until a review: ${language}`, async ({
    signIn,
    baseURL,
  }) => {
    test.slow();
    const said = wordsOf(language).enforcement;
    const told = wordsOf(other).enforcement;
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
    const lead = await signIn("lead", { language });
    await lead.goto("/blacklist");
    await lead.getByRole("link", { name: said.import.open, exact: true }).press("Enter");
    await expect(lead.getByRole("heading", { level: 1 })).toHaveText(said.import.title);
    const list = lead.getByRole("textbox", { name: said.import.text, exact: true });
    const row = (functions: string) =>
      `kind,externalId,functions,reviewDays,clause,facts\naccount,${externalId},${functions},90,4.2.1,收取押金后失联`;
    await list.fill(row("fly"));
    await lead.getByRole("button", { name: said.import.submit }).press("Enter");
    await expect(lead.getByRole("row", { name: /^2 functions[:：].*post.*found.*join.*manage/ })).toBeVisible();
    expect(await unreachable(lead)).toEqual([]);

    await list.fill(row("found"));
    await lead.getByRole("button", { name: said.import.submit }).press("Enter");
    await expect(
      lead.getByText(language === "en" ? "1 proposal waits for a second person" : "1 项提请待第二人复核"),
    ).toBeVisible();
    expect(await unreachable(lead)).toEqual([]);
    const proposal = lead.getByRole("link", { name: /^C-\d+$/ });
    const number = await proposal.innerText();
    const approval = (await proposal.getAttribute("href")) as string;
    expect(await mayFound()).toBe(true);

    // Another lead sees the facts and approves with the keyboard.
    const second = await signIn("lead2", { language: other });
    await second.goto(approval);
    await expect(second.getByText("收取押金后失联").first()).toBeVisible();
    for (const box of await second.getByRole("checkbox").all()) await box.press("Space");
    await second.keyboard.press("Control+Enter");
    await expect(second.getByText(like(filled(told.approvals.approved, { case: number }))).first()).toBeVisible();
    await expect.poll(mayFound, { timeout: 30_000, message: "cannot be undone any more" }).toBe(false);

    // The review lets her stay until another date.
    await second.goto("/blacklist");
    const entry = second.getByRole("row").filter({ hasText: nickname });
    await entry.getByRole("button", { name: told.blacklist.reviewAct, exact: true }).press("Enter");
    const dialog = second.getByRole("dialog");
    await expect(dialog).toContainText(nickname);
    await dialog.getByRole("radio", { name: told.blacklist.keep, exact: true }).press("Space");
    const next = new Date(Date.now() + 200 * 86_400_000).toISOString().slice(0, 10);
    await dialog.getByLabel(told.blacklist.until).fill(next);
    await dialog.getByRole("textbox", { name: told.ledger.reason }).fill("仍在招揽");
    expect(await unreachable(second)).toEqual([]);
    await dialog.getByRole("button", { name: told.blacklist.keep, exact: true }).press("Enter");
    await expect(second.getByText(like(told.blacklist.kept)).first()).toBeVisible();
    await expect(dialog).toHaveCount(0);
    expect(await unreachable(second)).toEqual([]);
    await second.getByRole("link", { name: like(told.blacklist.due) }).press("Enter");
    await expect(second.getByRole("row").filter({ hasText: nickname })).toHaveCount(0);

    // The ledger goes out as a file, row for row, and the log says who took it.
    const compliance = await signIn("compliance", { language });
    await compliance.goto("/measures?key=blacklist&state=in_force");
    const rows = await compliance.getByRole("row").filter({ hasText: said.measure.blacklist }).count();
    const download = compliance.waitForEvent("download");
    await compliance.getByRole("link", { name: said.export.csv }).press("Enter");
    const file = await download;
    expect(file.suggestedFilename()).toMatch(/^measures-\d{4}-\d\d-\d\d\.csv$/);
    const lines = parse(readFileSync(await file.path()), { bom: true, columns: true }) as Record<string, string>[];
    expect(lines).toHaveLength(rows);
    const { column } = said.export;
    const line = lines.find((each) => each[column.case] === number);
    expect([line?.[column.subject], line?.[column.origin]]).toEqual([nickname, language === "en" ? "staff" : "人工"]);
    expect(await unreachable(compliance)).toEqual([]);
    await compliance.goto("/audit?kind=disclosure");
    await expect(compliance.getByText(wordsOf(language).audit.action.disclosure.ledger_exported).first()).toBeVisible();
  });

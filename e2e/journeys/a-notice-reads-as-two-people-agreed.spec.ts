import { randomUUID } from "node:crypto";
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { type Asker, askAs } from "../world/ask";
import { untilKeyWorks } from "../world/keyboard";
import { expect, test } from "../world/people";

const unreachable = async (page: Page) => (await new AxeBuilder({ page }).analyze()).violations.map(({ id }) => id);
const bearer = { authorization: "Bearer docket-demo-key", "content-type": "application/json" };

/** Somebody is reported, and warned; gives the measure. */
async function warned(baseURL: string, ask: Asker): Promise<string> {
  const externalId = `told-${randomUUID()}`;
  const reported = await fetch(`${baseURL}/api/v1/reports`, {
    method: "POST",
    headers: bearer,
    body: JSON.stringify({ subject: { type: "account", externalId }, category: "fraud_fake_trade", source: "in_app" }),
  });
  const number = Number(/\d+$/.exec(((await reported.json()) as { case: string }).case)?.[0]);
  const found = await ask.cases.get.query({ number });
  const { token } = await ask.cases.claim.mutate({ caseId: found.id });
  const { decisionId } = await ask.enforcement.decide.mutate({
    caseId: found.id,
    round: 1,
    claimToken: token,
    finding: "violates",
    clauses: ["fraud_fake_trade"],
    facts: "要求对方绕开平台支付定金。",
    deviationReason: "情节",
    measures: [
      {
        key: "warn",
        subject: { kind: "account", id: found.subject.id },
        standing: "subject",
        parameters: {},
        days: null,
      },
    ],
  });
  const { rows } = await ask.measures.list.query({ decisionId });
  return rows[0]?.id as string;
}

/** Opens the notice of a measure once it cannot be taken back any more: before, it has no address. */
async function opened(page: Page, ask: Asker, measureId: string): Promise<void> {
  let url: string | null | undefined;
  const issued = async () => {
    url = (await ask.measures.get.query({ measureId })).notice?.url;
    return Boolean(url);
  };
  await expect.poll(issued, { timeout: 30_000, message: "the notice is issued" }).toBe(true);
  await page.goto(url as string);
}

test("A notice reads as one person wrote and another published, and an earlier one stays as it was", async ({
  signIn,
  baseURL,
}) => {
  test.setTimeout(240_000);
  const moderator = await signIn("moderator");
  const ask = askAs(moderator.request, baseURL as string);
  const earlier = await warned(baseURL as string, ask);

  // The administrator begins a draft by keys alone.
  const admin = await signIn("admin");
  const { keyboard } = admin;
  await admin.goto("/settings");
  await admin.getByRole("link", { name: /^Notice texts/ }).press("Enter");
  await expect(admin.getByRole("heading", { level: 1 })).toContainText("Notice texts");
  await admin.getByRole("button", { name: "Begin a draft" }).press("Enter");
  await expect(admin.getByRole("heading", { level: 1 })).toHaveText("Draft of the notice texts");
  await untilKeyWorks(admin, "S");

  // A faulty draft is refused by the name of its text, its language and its placeholder.
  const frame = (language: "Chinese" | "English") => admin.getByRole("textbox", { name: `Frame: ${language}` });
  await frame("English").focus();
  await keyboard.press("Control+End");
  await keyboard.type(" Ask {reporter} first.");
  await expect(admin.getByText("Frame (English): there is no placeholder {reporter}")).toBeVisible();
  await keyboard.press("Control+s");
  await expect(admin.getByText("The texts have faults (1); nothing was saved")).toBeVisible();
  await expect(frame("English")).toBeFocused();
  expect(await unreachable(admin)).toEqual([]);

  // The closing sentence in both languages, with the number of the case from the menu.
  await keyboard.press("Control+End");
  for (const _ of " Ask {reporter} first.") await keyboard.press("Backspace");
  await keyboard.type(" Keep this notice and state ");
  await keyboard.press("Control+i");
  const button = admin.getByRole("button", { name: "Insert a placeholder into Frame, English" });
  await expect(button).toBeFocused();
  await keyboard.press("Enter");
  const number = admin.getByRole("menuitem", { name: /\{number\}/ });
  await expect(number).toBeVisible();
  await number.press("Enter");
  await expect(frame("English")).toBeFocused();
  await keyboard.type(" when you write to us.");
  await frame("Chinese").focus();
  await keyboard.press("Control+End");
  await keyboard.insertText("请保存本通知，来函请注明{number}。");
  await expect(admin.locator("[data-notice=sample]")).toContainText("请保存本通知，来函请注明C-000000。");
  await expect(admin.locator("ins").filter({ hasText: "请保存本通知" })).toBeVisible();
  await admin.getByRole("radio", { name: "English" }).press("Space");
  await expect(admin.locator("[data-notice=sample]")).toContainText("state C-000000 when you write to us.");
  await admin.getByRole("checkbox", { name: "Longest values that may come" }).press("Space");
  await expect(admin.getByText(/^\d,\d{3} characters$/)).toBeVisible();
  await keyboard.press("Control+Enter");
  await expect(admin.getByText("Waits for a lead or a compliance officer who had no hand in it.")).toBeVisible();
  await expect(admin.getByRole("button", { name: "Publish" })).toHaveCount(0);

  // The lead reads what it changes, in Chinese, returns it once, and publishes what comes back.
  const lead = await signIn("lead", { language: "zh-CN" });
  await lead.goto("/settings/notices/draft");
  await expect(lead.locator("ins").filter({ hasText: "请保存本通知" })).toBeVisible();
  expect(await unreachable(lead)).toEqual([]);
  const keys = lead.getByRole("list", { name: "本页按键" });
  await expect(keys.locator("kbd").getByText("R", { exact: true })).toBeVisible();
  await lead.keyboard.press("r");
  const dialog = lead.getByRole("dialog", { name: "退回草案" });
  await dialog.getByRole("textbox", { name: "理由" }).fill("请再核对英文。");
  expect(await unreachable(lead)).toEqual([]);
  await dialog.getByRole("button", { name: "退回" }).press("Enter");
  await expect(lead.getByText("仍在起草，尚无可发布的内容。")).toBeVisible();

  await admin.reload();
  await expect(admin.getByText("请再核对英文。")).toBeVisible();
  await untilKeyWorks(admin, "S");
  await keyboard.press("Control+Enter");
  await expect(admin.getByText("Waits for a lead or a compliance officer who had no hand in it.")).toBeVisible();
  await lead.reload();
  await expect(keys.locator("kbd").getByText("R", { exact: true })).toBeVisible();
  await lead.keyboard.press("Control+Enter");
  await expect(lead.getByText(/^第 \d+ 版已生效。$/)).toBeVisible();
  await expect(lead).toHaveURL(/\/settings\/notices$/);
  await expect(lead.getByRole("link", { name: /现行/ }).first()).toBeVisible();
  expect(await unreachable(lead)).toEqual([]);

  // The next notice reads so, for anybody who holds its address; the one before reads as it did.
  const later = await warned(baseURL as string, ask);
  const person = await signIn(null, { language: "zh-CN" });
  await opened(person, ask, later);
  await expect(person.getByText(/请保存本通知，来函请注明C-\d+。/)).toBeVisible();
  await expect(person.getByText(/Keep this notice and state C-\d+ when you write to us\./)).toBeVisible();
  await opened(person, ask, earlier);
  await expect(person.getByText("以上时间均为北京时间。")).toBeVisible();
  await expect(person.getByText("请保存本通知")).toHaveCount(0);
  await expect(person.getByText("Keep this notice")).toHaveCount(0);

  // The log tells who published it, in words.
  const compliance = await signIn("compliance");
  await compliance.goto("/audit?kind=configuration");
  await expect(compliance.getByText("Notice texts published").first()).toBeVisible();
  await expect(compliance.getByText("Notice texts superseded").first()).toBeVisible();
});

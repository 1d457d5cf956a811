import { randomUUID } from "node:crypto";
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { untilKeyWorks } from "../world/keyboard";
import { expect, test } from "../world/people";

const violations = async (page: Page) => (await new AxeBuilder({ page }).analyze()).violations.map(({ id }) => id);
const headers = { authorization: "Bearer docket-demo-key", "content-type": "application/json" };

const words = {
  en: {
    merge: "Merge into a case of a group",
    into: "Merged into",
    line: /Merged this case into/,
    taken: /into this case, 1 report/,
    gone: /reports and evidence are in the case/,
  },
  "zh-CN": {
    merge: "并入群组的案件",
    into: "并入",
    line: /并入案件 C-\d+，1 件举报/,
    taken: /并入本案，1 件举报/,
    gone: /举报和证据已转入/,
  },
} as const;

for (const language of ["en", "zh-CN"] as const)
  test(`A founder's case goes into her group's by keys, and both say so (${language})`, async ({ signIn, baseURL }) => {
    test.setTimeout(120_000);
    const mark = randomUUID().slice(0, 8);
    const call = async (method: string, path: string, body: unknown) =>
      (await fetch(`${baseURL}/api/v1${path}`, { method, headers, body: JSON.stringify(body) })).json();
    const updatedAt = new Date().toISOString();
    await call("PUT", `/groups/g-${mark}`, { name: `群${mark}`, category: "interest", memberCount: 20, updatedAt });
    await call("PUT", `/accounts/a-${mark}`, { nickname: `主${mark}`, updatedAt });
    await call("PUT", `/groups/g-${mark}/members/a-${mark}`, { role: "founder", updatedAt });
    const report = (subject: object) =>
      call("POST", "/reports", { subject, category: "fraud_fake_trade", source: "in_app" }) as Promise<{
        case: string;
      }>;
    const { case: into } = await report({ type: "group", externalId: `g-${mark}` });
    const { case: away } = await report({ type: "account", externalId: `a-${mark}` });

    const page = await signIn("moderator2", { language });
    await page.goto(`/cases/${away}`);
    await untilKeyWorks(page, "D");
    // The evidence opens with the claim: keys act on a case that is held.
    await expect(page.getByRole("button", { name: /^(Submit|Propose|提交|提请)/ })).toBeVisible();
    await page.keyboard.press("d");
    const dialog = page.getByRole("dialog", { name: words[language].merge });
    await expect(dialog.getByRole("radio", { name: new RegExp(into) })).toBeVisible();
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press("1");
    await page.keyboard.press("Control+Enter");
    await expect(dialog).toHaveCount(0);

    await page.goto(`/cases/${away}`);
    await expect(page.getByRole("link", { name: into })).toBeVisible();
    await expect(page.getByText(words[language].line).first()).toBeVisible();
    await expect(page.getByText(words[language].gone)).toBeVisible();
    expect(await violations(page)).toEqual([]);
    await page.goto(`/cases/${into}`);
    await expect(page.getByText(words[language].taken)).toBeVisible();
  });

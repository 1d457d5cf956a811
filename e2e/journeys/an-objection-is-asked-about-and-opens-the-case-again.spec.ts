import { randomUUID } from "node:crypto";
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { eq } from "drizzle-orm";
import { caseRow, report } from "../../db/schema";
import en from "../../messages/en/appeals.json" with { type: "json" };
import enCases from "../../messages/en/cases.json" with { type: "json" };
import enIntake from "../../messages/en/intake.json" with { type: "json" };
import zh from "../../messages/zh-CN/appeals.json" with { type: "json" };
import zhCases from "../../messages/zh-CN/cases.json" with { type: "json" };
import zhIntake from "../../messages/zh-CN/intake.json" with { type: "json" };
import { png } from "../../server/appeals/testing/files";
import { receiptOf } from "../../server/cases/service/receipt";
import { clock } from "../../server/config";
import { decide } from "../../server/enforcement/service/decide";
import { after, minute } from "../../server/kernel/calendar";
import { read } from "../../server/read";
import { makePerson } from "../../server/testing/cases";
import { claimed, reportedCase } from "../../server/testing/enforcement";
import { untilKeyWorks, walkTo } from "../world/keyboard";
import { expect, test } from "../world/people";

const words = { en, "zh-CN": zh } as const;
const cases = { en: enCases, "zh-CN": zhCases } as const;
const intake = { en: enIntake, "zh-CN": zhIntake } as const;
const violations = async (page: Page) => (await new AxeBuilder({ page }).analyze()).violations.map(({ id }) => id);

/** A report that was not upheld, some minutes ago: its receipt, and its case. */
async function rejected(nth: number) {
  const then = after(clock(), -5 * minute);
  const moderator = await makePerson(["moderator"], `许${nth}`, then);
  const externalId = `objected-${randomUUID()}`;
  const found = await reportedCase({ subject: { type: "account", externalId } }, then);
  await decide(moderator, await claimed(moderator, found, { finding: "does_not", facts: "" }, then), then);
  const [row] = await read((tx) => tx.select({ id: report.id }).from(report).where(eq(report.caseId, found.id)));
  return { caseId: found.id, externalId, receipt: receiptOf(row?.id as string) };
}

for (const [nth, [hers, officers]] of (
  [
    ["zh-CN", "en"],
    ["en", "zh-CN"],
  ] as const
).entries())
  test(`A reporter in ${hers} objects, is asked by an officer in ${officers}, answers, and was right`, async ({
    signIn,
  }) => {
    test.setTimeout(120_000);
    const { caseId, externalId, receipt } = await rejected(nth);
    const [say, told] = [words[hers], words[officers]];
    const reporter = await signIn(null, { language: hers });
    await reporter.goto(`/report/${receipt}`);
    await reporter.getByRole("link", { name: intake[hers].status.object }).press("Enter");
    await expect(reporter.getByRole("heading", { level: 1, name: say.page.titleObjection })).toBeVisible();
    expect(await violations(reporter)).toEqual([]);
    await reporter.getByRole("textbox", { name: say.page.label }).focus();
    await reporter.keyboard.type("截图里有收款二维码，请再看一次。");
    await reporter.keyboard.press("Tab");
    await reporter.keyboard.press("Enter");
    await expect(reporter.getByText(say.page.state.filed)).toBeVisible();
    await reporter.getByLabel(say.files.add).setInputFiles([
      { name: "收款码.png", mimeType: "image/png", buffer: png(120, 80) },
      { name: "收款码.html", mimeType: "image/png", buffer: Buffer.from("<html></html>") },
    ]);
    await expect(reporter.getByRole("listitem").filter({ hasText: "收款码.png" })).toContainText(say.files.kind.png);
    await expect(reporter.getByRole("status").getByRole("listitem")).toContainText("收款码.html");
    expect(await violations(reporter)).toEqual([]);

    const officer = await signIn("appeals", { language: officers });
    const { keyboard } = officer;
    await officer.goto("/appeals?kind=objection&state=filed");
    const row = officer.getByRole("row").filter({ hasText: externalId });
    await walkTo(officer, row);
    await keyboard.press("Enter");
    await untilKeyWorks(officer, "T");
    await keyboard.press("t");
    await expect(officer.getByText(told.blind.note)).toBeVisible();
    await expect(officer.getByText("收款码.png")).toHaveCount(0);
    await officer.getByRole("button", { name: cases[officers].evidence.open }).press("Enter");
    await untilKeyWorks(officer, "N");
    await keyboard.press("1");
    await keyboard.press("n");
    await expect(officer.getByRole("textbox", { name: told.note })).toBeFocused();
    await keyboard.type("图中是收款二维码。");
    await keyboard.press("Control+Enter");
    await expect(officer.getByText("截图里有收款二维码，请再看一次。")).toBeVisible();

    // The file is fetched when she asks, and blurred until she asks again.
    const named = (sentence: string) => sentence.replace("{name}", "收款码.png");
    const image = officer.getByRole("img", { name: named(told.files.alt) });
    await expect(image).toHaveCount(0);
    await officer.getByRole("button", { name: named(told.files.openNamed) }).press("Enter");
    await expect(image).toHaveCSS("filter", /blur/);
    expect(await image.evaluate((each: HTMLImageElement) => each.naturalWidth)).toBe(120);
    await officer.getByRole("button", { name: named(told.files.clearNamed) }).press("Enter");
    await expect(image).toHaveCSS("filter", "none");
    expect(await violations(officer)).toEqual([]);

    await untilKeyWorks(officer, "A");
    await keyboard.press("a");
    await expect(officer.getByRole("textbox", { name: told.ask.label })).toBeFocused();
    await keyboard.type("二维码是谁发的？");
    await keyboard.press("Control+Enter");
    await expect(officer.getByText(told.awaiting.clock)).toBeVisible();

    await reporter.goto(`/appeal/${receipt}`);
    await expect(reporter.getByText(say.page.state.awaiting_appellant)).toBeVisible();
    await expect(reporter.getByText("二维码是谁发的？")).toBeVisible();
    await expect(reporter.getByText(say.dialogue.officer, { exact: true })).toBeVisible();
    expect(await reporter.content()).not.toContain("唐雨");
    await reporter.getByRole("textbox", { name: say.page.answer.label }).focus();
    await reporter.keyboard.type("是被举报人发在群里的。");
    await reporter.keyboard.press("Tab");
    await reporter.keyboard.press("Enter");
    await expect(reporter.getByText(say.page.state.in_review)).toBeVisible();

    await officer.reload();
    await expect(officer.getByText("是被举报人发在群里的。")).toBeVisible();
    await untilKeyWorks(officer, "A");
    await keyboard.press("2");
    await keyboard.press("n");
    await expect(officer.getByRole("textbox", { name: told.reasons })).toBeFocused();
    await keyboard.type("异议成立，重新处理。");
    await keyboard.press("Control+Enter");
    await expect(officer.getByText(told.told)).toBeVisible();
    expect(await violations(officer)).toEqual([]);

    await reporter.reload();
    await expect(reporter.getByText(say.page.meansObjection.overturned)).toBeVisible();
    await expect(reporter.getByText("异议成立，重新处理。")).toBeVisible();
    const [opened] = await read((tx) => tx.select().from(caseRow).where(eq(caseRow.id, caseId)));
    expect(opened).toMatchObject({ state: "reopened", round: 2 });
    await reporter.goto(`/report/${receipt}`);
    await expect(reporter.getByText(intake[hers].status.upheld.title)).toBeVisible();
  });

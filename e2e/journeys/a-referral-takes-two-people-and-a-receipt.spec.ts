import { execFileSync } from "node:child_process";
import { createHash, randomUUID } from "node:crypto";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { defaultDocument } from "../../server/policy/default";
import { docket } from "../world/command";
import { untilKeyWorks, walkTo } from "../world/keyboard";
import { expect, test } from "../world/people";

const violations = async (page: Page) => (await new AxeBuilder({ page }).analyze()).violations.map(({ id }) => id);
const headers = { authorization: "Bearer docket-demo-key", "content-type": "application/json" };

/** Reports an account over the API. @returns the number of its case. */
async function report(baseURL: string, given: Record<string, unknown>): Promise<string> {
  const sent = await fetch(`${baseURL}/api/v1/reports`, {
    method: "POST",
    headers,
    body: JSON.stringify({ source: "in_app", ...given }),
  });
  expect(sent.status).toBe(202);
  return ((await sent.json()) as { case: string }).case;
}

/** From the case by key into a draft, and its number. */
async function begin(page: Page, number: string, urgency: "1" | "2"): Promise<string> {
  await page.goto(`/cases/${number}`);
  await untilKeyWorks(page, "F");
  await page.keyboard.press("f");
  await expect(page.getByRole("dialog")).toBeVisible();
  await page.keyboard.press(urgency);
  await page.keyboard.press("Control+Enter");
  await page.waitForURL(/\/referrals\/R-\d{4}-\d{4}/);
  return /R-\d{4}-\d{4,}/.exec(page.url())?.[0] ?? "";
}

test("A compliance officer refers a danger to life by keys, another seals it, and the office's receipt closes it", async ({
  signIn,
  baseURL,
}) => {
  test.setTimeout(240_000);
  const mark = randomUUID().slice(0, 8);
  const reporter = { externalId: `reporter-${mark}`, contact: `${mark}@example.test` };
  const number = await report(baseURL as string, {
    subject: { type: "account", externalId: `danger-${mark}` },
    category: "fraud_fake_trade",
    reporter,
    description: `他说今晚就动手 ${mark}`,
    evidence: [{ kind: "text", role: "reported", text: `今晚九点见 ${mark}`, messageExternalId: `m-${mark}` }],
  });

  const first = await signIn("compliance", { language: "zh-CN" });
  const referral = await begin(first, number, "1");
  await expect(first.getByText("危及生命").first()).toBeVisible();
  expect(await violations(first)).toEqual([]);
  const fill = async (label: string, text: string) => {
    await first.getByRole("textbox", { name: label, exact: true }).focus();
    await first.keyboard.type(text);
  };
  await fill("接收机关", "市公安局网络安全保卫支队");
  await fill("机关联系人", "值班室");
  await fill("移送理由", "当事人称今晚动手，请立即核查。");
  await first.getByRole("button", { name: "全选" }).press("Enter");
  await first.getByRole("checkbox", { name: /^举报内容/ }).press("Space");
  // Nobody has stated a ground: the proposal says which field lacks, and what was written is kept.
  await first.keyboard.press("Control+Enter");
  await expect(first.getByText("须填写")).toBeVisible();
  await fill("法律依据", "网络安全法（2025）");
  await first.keyboard.press("Control+Enter");
  await expect(first.getByText("封存人不得是拟稿人或提交人", { exact: false })).toBeVisible();
  expect(await violations(first)).toEqual([]);

  const second = await signIn("compliance2", { language: "en" });
  await second.goto("/referrals");
  await untilKeyWorks(second, "J");
  expect(await violations(second)).toEqual([]);
  const row = second.getByRole("row").filter({ hasText: referral });
  await walkTo(second, row);
  await second.keyboard.press("Enter");
  await expect(second.getByRole("heading", { level: 1 })).toContainText(referral);
  await untilKeyWorks(second, "O");
  await expect(second.getByText("Look at what goes along before you seal it.")).toBeVisible();
  await second.keyboard.press("o");
  await expect(second.getByRole("heading", { name: "What goes along" })).toBeVisible();
  await expect(second.getByText(`今晚九点见 ${mark}`)).toBeVisible();
  expect(await violations(second)).toEqual([]);
  await second.keyboard.press("Control+Enter");
  await expect(second.getByRole("link", { name: "Download the package" })).toBeVisible();

  // The package, as anybody opens it.
  const waiting = second.waitForEvent("download");
  await second.getByRole("link", { name: "Download the package" }).press("Enter");
  const folder = mkdtempSync(path.join(tmpdir(), "referral-"));
  const zip = path.join(folder, "package.zip");
  await (await waiting).saveAs(zip);
  execFileSync("unzip", ["-q", zip, "-d", folder]);
  const file = (name: string) => readFileSync(path.join(folder, referral, name));
  const manifest = JSON.parse(file("manifest.json").toString()) as { files: { name: string; sha256: string }[] };
  for (const { name, sha256 } of manifest.files)
    expect(createHash("sha256").update(file(name)).digest("hex")).toBe(sha256);
  expect(file("content.json").toString()).toContain(`今晚九点见 ${mark}`);
  expect(file("summary.html").toString()).toContain(`他说今晚就动手 ${mark}`);
  for (const { name } of [...manifest.files, { name: "manifest.json" }])
    for (const plant of Object.values(reporter)) expect(file(name).toString()).not.toContain(plant);

  // Handed over and acknowledged, in the other language.
  await first.reload();
  await first.getByRole("combobox", { name: "方式" }).focus();
  await first.keyboard.press("ArrowDown");
  await first.keyboard.press("ArrowDown");
  await expect(first.getByRole("combobox", { name: "方式" })).toHaveValue("courier");
  await first.getByRole("textbox", { name: "接收人" }).focus();
  await first.keyboard.type("王警官");
  expect(await violations(first)).toEqual([]);
  await first.keyboard.press("Control+Enter");
  await expect(first.getByRole("heading", { name: "机关回执" })).toBeVisible();
  await first.getByRole("textbox", { name: "回执编号" }).focus();
  await first.keyboard.type("公网移收〔2026〕8号");
  await first.getByRole("textbox", { name: "出具人" }).focus();
  await first.keyboard.type("收发室");
  await first.keyboard.press("Control+Enter");
  await expect(first.getByText("已收到回执")).toBeVisible();
  await expect(first.getByText("公网移收〔2026〕8号")).toBeVisible();

  await first.goto(`/cases/${number}`);
  await expect(first.getByText(`封存线索移送 ${referral} 的材料包`)).toBeVisible();
  await expect(first.getByText(`登记线索移送 ${referral} 的回执`)).toBeVisible();
  const verified = await docket({ env: process.env as Record<string, string> }, ["audit", "verify"]);
  expect(verified.out).not.toContain("✗");
  expect(verified.code).toBe(0);
});

test("Material that goes by hash only is on no page of its referral, in neither language", async ({
  signIn,
  baseURL,
}) => {
  test.setTimeout(180_000);
  const mark = randomUUID().slice(0, 8);
  const planted = [`planted-words-${mark}`, `https://planted-${mark}.example.test/x`, `planted-description-${mark}`];
  const category = defaultDocument.taxonomy.find((each) => each.hashOnly && each.severity !== null)?.key;
  const number = await report(baseURL as string, {
    subject: { type: "account", externalId: `hashed-${mark}` },
    category,
    description: planted[2],
    evidence: [
      { kind: "text", role: "reported", text: planted[0], messageExternalId: `m-${mark}` },
      { kind: "image", role: "reported", url: planted[1], sha256: "cd".repeat(32), messageExternalId: `m-${mark}` },
    ],
  });
  for (const language of ["en", "zh-CN"] as const) {
    const page = await signIn("compliance", { language });
    await begin(page, number, "2");
    await page.getByRole("button", { name: /^(Choose all|全选)$/ }).press("Enter");
    await page.getByRole("button", { name: /^(Open the evidence|查看证据)/ }).press("Enter");
    await untilKeyWorks(page, "O");
    await page.getByRole("heading", { level: 1 }).click();
    await page.keyboard.press("o");
    await expect(page.getByRole("heading", { name: /^(What goes along|移送内容)$/ })).toBeVisible();
    await expect(page.getByText("cd".repeat(32)).first()).toBeAttached();
    const told = await page.content();
    for (const plant of planted) expect(told).not.toContain(plant);
    expect(await violations(page)).toEqual([]);
  }
});

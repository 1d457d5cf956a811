import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { writeVerifier } from "../../bin/verifier/build.mjs";
import { bytesOf } from "../../server/filings/testing/bundle";
import { vkey } from "../../server/filings/testing/memory-log";
import { sampledFiling } from "../../server/filings/testing/sampled";
import { inLeaf, repacked } from "../../server/filings/testing/tamper";
import { expect, test } from "../world/test";

const folder = mkdtempSync(path.join(tmpdir(), "docket-verifier-"));
const file = (name: string) => path.join(folder, name);
/** A decision of the period. */
const opened = 17;

test.beforeAll(async () => {
  const sha256 = await writeVerifier(folder);
  expect(
    createHash("sha256")
      .update(readFileSync(file("verifier.html")))
      .digest("hex"),
  ).toBe(sha256);
  const bundle = await bytesOf(sampledFiling().sealed);
  writeFileSync(file("good.zip"), bundle);
  const closed = inLeaf(opened, ({ header, hash }) => ({ header, hash }));
  writeFileSync(file("bad.zip"), repacked(bundle, closed));
});
test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The page from disk, in a browser without a network. Every request that it makes all the same is noted. */
async function openPage(page: Page): Promise<string[]> {
  const requests: string[] = [];
  page.on("request", (request) => requests.push(request.url()));
  await page.context().setOffline(true);
  await page.goto(pathToFileURL(file("verifier.html")).href);
  return requests;
}

for (const { locale, words } of [
  {
    locale: "en-GB",
    words: {
      title: "Verify a filing",
      key: "Public key of the log",
      bundle: "Bundle (zip)",
      verify: "Verify",
      holds: /^The bundle holds/,
      holdsNot: "The bundle does not hold.",
      closed: `leaf #${opened}: a leaf of the filing's kinds is left closed leaf_closed`,
    },
  },
  {
    locale: "zh-CN",
    words: {
      title: "核验申报",
      key: "日志公钥",
      bundle: "证明包（zip）",
      verify: "核验",
      holds: /^核验通过/,
      holdsNot: "核验不通过。",
      closed: `第 ${opened} 叶：应公开的记录未公开 leaf_closed`,
    },
  },
] as const)
  test.describe(locale, () => {
    test.use({ locale });

    test("The page from disk verifies a good bundle, and names what is wrong with a bad one", async ({ page }) => {
      const requests = await openPage(page);
      await expect(page.getByRole("heading", { level: 1, name: words.title })).toBeVisible();
      await page.getByRole("button", { name: words.verify, exact: true }).click();
      await expect(page.getByRole("status")).not.toBeEmpty();
      await page.getByLabel(words.key).fill(vkey);
      await page.getByLabel(words.bundle).setInputFiles(file("good.zip"));
      await page.getByRole("button", { name: words.verify, exact: true }).click();
      await expect(page.getByRole("heading", { name: words.holds })).toBeVisible();
      await expect(page.locator("li[data-state=passed]")).toHaveCount(11);
      expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);

      await page.getByLabel(words.bundle).setInputFiles(file("bad.zip"));
      await page.getByRole("button", { name: words.verify, exact: true }).click();
      await expect(page.getByRole("heading", { name: words.holdsNot })).toBeVisible();
      await expect(page.locator("li[data-step=disclosures] li").first()).toContainText(words.closed);
      expect(requests.filter((url) => !url.startsWith("file:"))).toEqual([]);
    });
  });

test("A bundle may be dropped, and the language changed without losing anything", async ({ page }) => {
  await openPage(page);
  await page.getByLabel("Public key of the log").fill(vkey);
  const bytes = readFileSync(file("bad.zip")).toString("base64");
  const transfer = await page.evaluateHandle((base64) => {
    const data = new DataTransfer();
    data.items.add(new File([Uint8Array.from(atob(base64), (byte) => byte.charCodeAt(0))], "bad.zip"));
    return data;
  }, bytes);
  await page.locator(".drop").dispatchEvent("drop", { dataTransfer: transfer });
  await expect(page.getByText("Chosen: bad.zip")).toBeVisible();
  await page.getByRole("button", { name: "Verify", exact: true }).click();
  await expect(page.getByText("leaf_closed")).toBeVisible();
  await page.getByRole("button", { name: "中文" }).click();
  await expect(page.getByRole("heading", { name: "核验不通过。" })).toBeVisible();
  await expect(page.getByLabel("日志公钥")).toHaveValue(vkey);
});

test("A verdict goes when the key or a file changes, and none comes of what was changed meanwhile", async ({
  page,
}) => {
  await openPage(page);
  const key = page.getByLabel("Public key of the log");
  const verify = page.getByRole("button", { name: "Verify", exact: true });
  const verdict = page.locator("#verdict");
  await key.fill(vkey);
  await page.getByLabel("Bundle (zip)").setInputFiles(file("good.zip"));
  await verify.click();
  await expect(verdict).toHaveText(/^The bundle holds/);
  await key.fill(`${vkey} `);
  await expect(verdict).toHaveCount(0);
  await verify.click();
  await expect(verdict).toHaveText(/^The bundle holds/);
  await page.getByLabel("Checkpoint of the filing before (optional)").setInputFiles(file("verifier.html"));
  await expect(page.getByText("Chosen: verifier.html")).toBeVisible();
  await expect(verdict).toHaveCount(0);

  // Another bundle in the same moment in which the good one begins to be verified.
  await page.getByLabel("Bundle (zip)").setInputFiles(file("good.zip"));
  await page.evaluate(() => {
    const data = new DataTransfer();
    data.items.add(new File(["none"], "other.zip"));
    [...document.querySelectorAll("button")].find((button) => button.textContent === "Verify")?.click();
    document.querySelector(".drop")?.dispatchEvent(new DragEvent("drop", { dataTransfer: data }));
  });
  await expect(page.getByText("Chosen: other.zip")).toBeVisible();
  await expect(page.locator("progress")).toHaveCount(0);
  await expect(verdict).toHaveCount(0);
});

test("The installation serves the same page, with its hash, to anybody", async ({ request }) => {
  const page = await request.get("/verifier.html");
  expect(page.status()).toBe(200);
  expect(page.headers()["content-security-policy"]).toMatch(/^default-src 'none'; script-src 'sha256-[^']+'; /);
  const hash = await request.get("/verifier.html.sha256");
  expect(await hash.text()).toBe(
    `${createHash("sha256")
      .update(await page.body())
      .digest("hex")}  verifier.html\n`,
  );
  expect(await page.body()).toEqual(readFileSync(file("verifier.html")));
});

import { existsSync } from "node:fs";
import AxeBuilder from "@axe-core/playwright";
import type { Browser, Page } from "@playwright/test";
import { languages } from "../messages/languages";
import { type Demo, lookOnly, pagesOf, startDemo, untilShown } from "./world/demo";
import { expect, pageOf, test } from "./world/people";
import { watchFaults } from "./world/test";

// One demo for all of them: it takes longer to make than to look at.
test.describe.configure({ mode: "default", timeout: 900_000 });

let demo: Demo;
let pages: Awaited<ReturnType<typeof pagesOf>>;

test.beforeAll(async ({ browser }) => {
  test.setTimeout(600_000);
  demo = await startDemo();
  pages = await pagesOf(browser, demo.url);
});
test.afterAll(() => demo?.stop());

/** The rules that ask for colours: with another theme nothing else can differ. */
const colourRules = ["color-contrast", "link-in-text-block"];

/** What axe finds that keeps somebody out, each with the place where it stands first. No page has frames of others. */
async function serious(page: Page, where: string, rules?: string[]): Promise<string[]> {
  const axe = new AxeBuilder({ page }).setLegacyMode();
  const { violations } = await (rules ? axe.withRules(rules) : axe).analyze();
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${where}: ${id} at ${nodes[0]?.target.join(" ")} (${nodes.length})`);
}

type Opened = { readonly page: Page; readonly faults: string[] };
async function browsersOf(browser: Browser, language: (typeof languages)[number]) {
  const opened = new Map<string | null, Opened>();
  return {
    as: async (account: string | null): Promise<Opened> => {
      const known = opened.get(account);
      if (known) return known;
      const page = await pageOf(browser, demo.url, account, { language, theme: "light" });
      await lookOnly(page);
      const faults: string[] = [];
      watchFaults(page, faults);
      opened.set(account, { page, faults });
      return { page, faults };
    },
    close: async () => {
      for (const { page } of opened.values()) await page.context().close();
    },
  };
}

for (const language of languages)
  test(`Every page is within reach of everybody, in both themes: ${language}`, async ({ browser }) => {
    const browsers = await browsersOf(browser, language);
    const found: string[] = [];
    for (const { pattern, address, account } of pages) {
      const { page, faults } = await browsers.as(account);
      const answer = await page.goto(address);
      if (answer?.status() !== 200) found.push(`${pattern}: ${answer?.status()}`);
      await untilShown(page);
      // The picture in the README: remove the file to have it taken again.
      const isPicture = pattern === "/cases/[number]" && language === "en";
      if (isPicture && !existsSync("docs/triage.png"))
        await page.screenshot({ path: "docs/triage.png", animations: "disabled" });
      found.push(...(await serious(page, `${pattern} light`)));
      await page.evaluate(() => {
        document.documentElement.dataset.theme = "dark";
      });
      await untilShown(page);
      found.push(...(await serious(page, `${pattern} dark`, colourRules)));
      found.push(...faults.splice(0).map((fault) => `${pattern}: ${fault}`));
    }
    await browsers.close();
    expect(pages.length).toBeGreaterThan(20);
    expect(found).toEqual([]);
  });

import type { Browser, BrowserContextOptions, Page } from "@playwright/test";
import type { Language, Theme } from "../../messages/languages";
import { demoAddress } from "../../server/staff/demo";
import { test as base, expect, watchFaults } from "./test";

const demoPassword = process.env.DOCKET_DEMO_PASSWORD ?? "docket-demo";

export type As = {
  /** Another installation than the one that all browser tests share. */
  readonly url?: string;
  readonly language?: Language;
  readonly theme?: Theme;
} & BrowserContextOptions;

type Kept = Awaited<ReturnType<ReturnType<Page["context"]>["storageState"]>>;
const kept = new Map<string, Kept>();

const preferences = (url: string, { language = "en", theme = "light" }: As) => [
  { name: "docket-language", value: language, url },
  { name: "docket-theme", value: theme, url },
];

/** Fills in the form as a person would, and waits until it has let her in. */
export async function signInByForm(page: Page, account: string): Promise<void> {
  await page.goto("/sign-in");
  await page.locator("input[name=email]").fill(demoAddress(account));
  await page.locator("input[name=password]").fill(demoPassword);
  await page.keyboard.press("Enter");
  await expect(page).not.toHaveURL(/\/sign-in/);
}

/**
 * A page of somebody's own browser. Signs in through the form the first time in this process, and with what that
 * browser kept from then on.
 *
 * @param account of the demo, e.g. `moderator`; null: nobody.
 */
export async function pageOf(browser: Browser, url: string, account: string | null, as: As = {}): Promise<Page> {
  const { language, theme, ...options } = as;
  const key = `${account} ${url}`;
  if (account !== null && !kept.has(key)) {
    const context = await browser.newContext({ baseURL: url });
    await context.addCookies(preferences(url, { language: "en" }));
    await signInByForm(await context.newPage(), account);
    kept.set(key, await context.storageState());
    await context.close();
  }
  const context = await browser.newContext({
    baseURL: url,
    viewport: { width: 1440, height: 900 },
    locale: language === "zh-CN" ? "zh-CN" : "en-GB",
    ...options,
    storageState: account === null ? undefined : kept.get(key),
  });
  await context.addCookies(preferences(url, { language, theme }));
  return context.newPage();
}

/** With `signIn(account)`: pages of several people at once, watched for faults and closed at the end of the test. */
export const test = base.extend<{ signIn: (account: string | null, as?: As) => Promise<Page> }>({
  signIn: async ({ browser, baseURL, pageFaults }, use) => {
    const pages: Page[] = [];
    await use(async (account, as = {}) => {
      const page = await pageOf(browser, as.url ?? (baseURL as string), account, as);
      watchFaults(page, pageFaults);
      pages.push(page);
      return page;
    });
    for (const page of pages) await page.context().close();
  },
});

export { expect };

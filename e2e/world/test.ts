import { test as base, expect, type Page } from "@playwright/test";

/** Notes every error that a page itself reports, a refused script or style among them. */
export function watchFaults(page: Page, faults: string[]): void {
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error" && /Content Security Policy|Hydration|hydrat/i.test(message.text()))
      faults.push(message.text());
  });
}

/** Every page of every test: an error that the page itself reports fails it. */
export const test = base.extend<{ pageFaults: string[] }>({
  pageFaults: [
    async ({ page }, use) => {
      const faults: string[] = [];
      watchFaults(page, faults);
      await use(faults);
      expect(faults, "errors that the page reported").toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };

import { test as base, expect } from "@playwright/test";

/** Every page of every test: an error that the page itself reports, a refused script or style among them, fails it. */
export const test = base.extend<{ pageFaults: string[] }>({
  pageFaults: [
    async ({ page }, use) => {
      const faults: string[] = [];
      page.on("pageerror", (error) => faults.push(error.message));
      page.on("console", (message) => {
        if (message.type() === "error" && /Content Security Policy|Hydration|hydrat/i.test(message.text()))
          faults.push(message.text());
      });
      await use(faults);
      expect(faults, "errors that the page reported").toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };

import { randomUUID } from "node:crypto";
import type { Browser, Page } from "@playwright/test";
import { after, dayStart, hour } from "../../server/kernel/calendar";
import { askAs } from "./ask";
import { startInstallation } from "./installation";
import { pageOf } from "./people";
import { type Askers, addressOf, type Route, routes } from "./routes";

export type Demo = { readonly url: string; readonly stop: () => Promise<void> };

/** Ten in the morning of this day: what the demo left waiting for the day still waits, whenever it is looked at. */
const morning = () => after(dayStart(new Date()), 10 * hour).toISOString();

/**
 * An installation with the demo community, which takes a minute or two to make.
 *
 * @param running address of a demo that runs already, to look at pages without waiting; it is left as it is.
 */
export async function startDemo(running = process.env.E2E_DEMO_URL): Promise<Demo> {
  if (running) return { url: running.replace(/\/$/, ""), stop: async () => undefined };
  return startInstallation({
    withDemo: true,
    logDir: "test-results/demo",
    settings: () => ({ DOCKET_NOW: morning() }),
  });
}

/** Of a person who reported something at this demo a moment ago. */
async function newReceipt(url: string): Promise<string> {
  const answer = await fetch(`${url}/api/v1/reports`, {
    method: "POST",
    headers: { authorization: "Bearer docket-demo-key", "content-type": "application/json" },
    body: JSON.stringify({ subject: { type: "group", externalId: `shown-${randomUUID()}` }, source: "web_form" }),
  });
  return ((await answer.json()) as { receipt: string }).receipt;
}

/** Every page of the demo with an address at which it shows something. */
export async function pagesOf(browser: Browser, url: string): Promise<(Route & { readonly address: string })[]> {
  const opened: Page[] = [];
  const ask: Askers = {
    as: async (account) => {
      const page = await pageOf(browser, url, account);
      opened.push(page);
      return askAs(page.context().request, url);
    },
    receipt: () => newReceipt(url),
  };
  const found: (Route & { readonly address: string })[] = [];
  for (const route of routes) found.push({ ...route, address: await addressOf(route, ask) });
  for (const page of opened) await page.context().close();
  return found;
}

/** Before a page is opened to be looked at: links do not fetch ahead what nobody will click. */
export const lookOnly = (page: Page) =>
  page.route(/[?&]_rsc=/, (route) =>
    route.request().headers()["next-router-prefetch"] ? route.abort() : route.fallback(),
  );

/** Waits until a page has said what it has to say: its heading is there, nothing is loading and nothing moves. */
export async function untilShown(page: Page): Promise<void> {
  await page.locator("h1, h2").filter({ visible: true }).first().waitFor();
  await page.waitForLoadState("networkidle");
  await page.waitForFunction(
    () =>
      document.fonts.status === "loaded" &&
      !document.querySelector('main [aria-busy="true"]') &&
      document.getAnimations().every((animation) => animation.playState !== "running"),
  );
}

import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { type Browser, chromium } from "@playwright/test";
import { chromiumFlags, findChromium } from "../e2e/world/chromium";
import { lookOnly, pagesOf, startDemo, untilShown } from "../e2e/world/demo";
import { pageOf } from "../e2e/world/people";
import { type Language, languages, type Theme } from "../messages/languages";
import { ensureBuild } from "./build.mjs";

const help = `npm run contact-sheet [-- [--url URL] [--narrow]]

Photographs every page of the demo in both languages and both themes, and lays each set out on one sheet:
.cache/contact-sheet/LANGUAGE-THEME-WIDTH.png, the single pictures in the folder of the same name.

  --url URL   of a demo that runs already; without it one is made for this, of the build in DOCKET_DIST_DIR
  --narrow    at 1024 pixels too, not only at 1440
  --help      this text`;

/** The words of the command line, or ends with a line that says what is wrong with them. */
function readWords() {
  try {
    return parseArgs({
      options: { url: { type: "string" }, narrow: { type: "boolean" }, help: { type: "boolean", short: "h" } },
    }).values;
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n\n${help}`);
    process.exit(2);
  }
}

const words = readWords();
if (words.help) {
  console.log(help);
  process.exit(0);
}
const widths = words.narrow ? [1440, 1024] : [1440];
const folder = ".cache/contact-sheet";
const themes: readonly Theme[] = ["light", "dark"];

type Shot = { readonly pattern: string; readonly file: string };
type Pages = Awaited<ReturnType<typeof pagesOf>>;
type Look = { readonly language: Language; readonly theme: Theme; readonly width: number };

const nameOf = (pattern: string) => pattern.slice(1).replace(/[[\]]/g, "").replaceAll("/", "-");

async function photograph(browser: Browser, url: string, pages: Pages, look: Look): Promise<Shot[]> {
  const { language, theme, width } = look;
  const set = `${language}-${theme}-${width}`;
  mkdirSync(path.join(folder, set), { recursive: true });
  const shots: Shot[] = [];
  const opened = new Map<string | null, Awaited<ReturnType<typeof pageOf>>>();
  for (const { pattern, address, account } of pages) {
    let page = opened.get(account);
    if (!page) {
      page = await pageOf(browser, url, account, { language, theme, viewport: { width, height: 900 } });
      await lookOnly(page);
      opened.set(account, page);
    }
    const file = path.join(set, `${nameOf(pattern)}.png`);
    await page.goto(address);
    await untilShown(page);
    await page.screenshot({ path: path.join(folder, file), animations: "disabled" });
    shots.push({ pattern, file });
  }
  for (const page of opened.values()) await page.context().close();
  return shots;
}

const sheetOf = (title: string, shots: readonly Shot[]) => `<!doctype html><meta charset="utf-8"><title>${title}</title>
<style>body{margin:24px;background:#8a8a86;font:13px sans-serif}h1{font-size:18px}
main{display:grid;grid-template-columns:repeat(4,480px);gap:20px}figure{margin:0}img{width:480px;display:block}
figcaption{padding:4px 0;font-family:monospace}</style>
<h1>${title}</h1><main>${shots
  .map(
    ({ pattern, file }) =>
      `<figure><a href="${file}"><img src="${file}"></a><figcaption>${pattern}</figcaption></figure>`,
  )
  .join("")}</main>`;

/** Lays a set out on one HTML page, and that page on one picture. */
async function layOut(browser: Browser, title: string, shots: readonly Shot[]): Promise<void> {
  const html = path.resolve(folder, `${title}.html`);
  writeFileSync(html, sheetOf(title, shots));
  const page = await browser.newPage({ viewport: { width: 2_040, height: 1_000 } });
  await page.goto(pathToFileURL(html).href, { waitUntil: "load" });
  await page.screenshot({ path: path.join(folder, `${title}.png`), fullPage: true });
  await page.close();
}

const executablePath = findChromium();
if (!executablePath) throw new Error("no browser: install chromium (Debian: apt-get install chromium)");
const running = words.url;
if (running !== undefined && !URL.canParse(running)) throw new Error(`--url: ${running} is no address`);
if (!running && !(await ensureBuild(process.env.DOCKET_DIST_DIR || ".next"))) process.exit(1);
rmSync(folder, { recursive: true, force: true });
const demo = await startDemo(running);
const browser = await chromium.launch({ executablePath, args: chromiumFlags });
try {
  const pages = await pagesOf(browser, demo.url);
  for (const language of languages)
    for (const theme of themes)
      for (const width of widths) {
        const title = `${language}-${theme}-${width}`;
        await layOut(browser, title, await photograph(browser, demo.url, pages, { language, theme, width }));
        console.log(`${folder}/${title}.png`);
      }
} finally {
  await browser.close();
  await demo.stop();
}

import { once } from "node:events";
import { readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import AxeBuilder from "@axe-core/playwright";
import type { Browser, Locator, Page } from "@playwright/test";
import { parse } from "csv-parse/sync";
import postgres from "postgres";
import { runningEmbedded } from "../../db/embedded";
import { type Language, languages } from "../../messages/languages";
import type { Messages } from "../../messages/types";
import { untilKeyWorks } from "../world/keyboard";
import { startPlatform } from "../world/platform";
import { expect, test } from "../world/test";
import { kill, type Started, wholeDocket } from "../world/whole";

/**
 * An incident over 500 groups by keyboard alone: proposed, approved, its tab closed, its server killed, finished, taken
 * back. In English it is a fifth of that, unless `DOCKET_CAMPAIGN=full`.
 */
test.describe.configure({ mode: "serial", timeout: 480_000 });

const sizes = { "zh-CN": 500, en: process.env.DOCKET_CAMPAIGN === "full" ? 500 : 100 } as const;
const dataDir = path.join(tmpdir(), `docket-incident-${process.pid}`);
const docket = wholeDocket(dataDir, 25_000 + (process.pid % 10_000));
const settings = { DOCKET_ALLOW_PRIVATE_WEBHOOKS: "on" };
const password = "a password of this test alone";
const people = ["lead", "lead2"] as const;
const wordsIn = (language: Language): Messages["incidents"] =>
  JSON.parse(readFileSync(`messages/${language}/incidents.json`, "utf8"));
const words = { en: wordsIn("en"), "zh-CN": wordsIn("zh-CN") };
const names = { en: "导流甲", "zh-CN": "导流乙" } as const;

let started: Started;
let platform: Awaited<ReturnType<typeof startPlatform>>;

test.beforeAll(async () => {
  test.setTimeout(180_000);
  started = docket.start(settings);
  await docket.served(started);
  const made = await docket.operator(
    ["key", "create", "--name", "all", "--scope", "registry:write", "--scope", "orders:write"],
    settings,
  );
  const key = /\b(dk_)?[A-Za-z0-9_-]{32,}\b/.exec(made.out)?.[0] ?? "";
  platform = await startPlatform(docket.url, key);
  const endpoint = await docket.operator(["endpoint", "create", platform.url], settings);
  platform.trust(endpoint.out.trim());
  for (const name of people)
    await docket.operator(
      ["staff", "add", `${name}@docket.test`, "--name", name, "--role", "lead", "--password-stdin"],
      settings,
      `${password}\n`,
    );
  for (const language of languages) {
    const lines = Array.from({ length: sizes[language] }, (_, at) =>
      JSON.stringify({
        kind: "group",
        externalId: `${language}-${at}`,
        name: `${names[language]}${at + 1}群`,
        memberCount: 10 + at,
        updatedAt: new Date().toISOString(),
      }),
    );
    const answer = await fetch(`${docket.url}/api/v1/registry/bulk`, {
      method: "POST",
      headers: { authorization: `Bearer ${key}`, "content-type": "application/x-ndjson" },
      body: lines.join("\n"),
    });
    expect(answer.status).toBe(200);
    await answer.text();
  }
});
test.afterAll(async () => {
  await platform?.stop();
  await docket.stopAll();
  rmSync(dataDir, { recursive: true, force: true });
});

/** Asks the database itself; it may just be coming back. */
async function ask<Row extends object>(statement: string): Promise<Row[]> {
  const urls = runningEmbedded(dataDir);
  if (!urls) return [];
  const sql = postgres(urls.superUrl, { max: 1, onnotice: () => undefined });
  try {
    return (await sql.unsafe(statement)) as unknown as Row[];
  } finally {
    await sql.end({ timeout: 1 });
  }
}
const count = async (statement: string) => (await ask<{ n: number }>(statement))[0]?.n ?? -1;

/** Somebody at her own browser, signed in by the keyboard. */
async function at(browser: Browser, name: (typeof people)[number], language: Language): Promise<Page> {
  const context = await browser.newContext({ baseURL: docket.url });
  await context.addCookies([{ name: "docket-language", value: language, url: docket.url }]);
  const page = await context.newPage();
  await page.goto("/sign-in");
  await page.locator("input[name=email]").fill(`${name}@docket.test`);
  await page.locator("input[name=password]").fill(password);
  await page.keyboard.press("Enter");
  await expect(page).not.toHaveURL(/\/sign-in/);
  return page;
}

/** Goes on with Tab until this has the focus, as somebody without a pointer does. */
async function tabTo(page: Page, to: Locator): Promise<void> {
  await expect(to).toBeVisible();
  for (let presses = 0; presses < 80; presses++) {
    if (await to.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`Tab does not lead to ${to}`);
}

/** Moves through the options of a list with the arrows. */
async function choose(page: Page, list: Locator, value: string): Promise<void> {
  await tabTo(page, list);
  for (let presses = 0; presses < 60 && (await list.inputValue()) !== value; presses++)
    await page.keyboard.press("ArrowDown");
  await expect(list).toHaveValue(value);
}

const faultsOf = async (page: Page) => (await new AxeBuilder({ page }).analyze()).violations.map(({ id }) => id);
const ready = (page: Page, name: string) => page.getByRole("button", { name: new RegExp(`^${name}`) });

/** Writes the incident down, looks at its preview, saves and proposes it. */
async function propose(page: Page, language: Language): Promise<string> {
  const { form, count: counts } = words[language];
  const groups = sizes[language];
  const field = (name: string) => page.getByLabel(name, { exact: true });
  await page.goto("/incidents");
  await untilKeyWorks(page, "N");
  await page.keyboard.press("n");
  await expect(page).toHaveURL(/\/incidents\/new$/);
  await tabTo(page, field(form.search));
  await page.keyboard.type(names[language]);
  await page.keyboard.press("Enter");
  // All that match is a second step of its own: what is shown is only the first page.
  const all = form.chooseAll.replace("{count, number}", String(groups));
  await tabTo(page, page.getByRole("button", { name: all }));
  await page.keyboard.press("Enter");
  await expect(page.getByText(form.allChosen.replace("{count, number}", String(groups)))).toBeVisible();
  await choose(page, page.getByRole("combobox", { name: form.measure, exact: true }), "close_group");
  await choose(page, page.getByRole("combobox", { name: form.clause, exact: true }), "fraud_fake_trade");
  await tabTo(page, page.getByRole("textbox", { name: form.facts, exact: true }));
  await page.keyboard.type("群名引导成员加入虚假交易网站。");
  await tabTo(page, page.getByRole("textbox", { name: form.title, exact: true }));
  await page.keyboard.type("虚假交易专项");
  await tabTo(page, ready(page, form.preview));
  await page.keyboard.press("Enter");
  const wanted = language === "en" ? `${groups} groups` : counts.group.replace("{count, number}", String(groups));
  await expect(page.getByRole("heading", { name: wanted })).toBeVisible();
  expect(await faultsOf(page)).toEqual([]);
  await page.keyboard.press("Control+Enter");
  await expect(page).toHaveURL(/\/incidents\/I-\d{4}$/);
  const button = ready(page, words[language].rail.propose);
  await expect(button).not.toHaveAttribute("aria-disabled");
  await page.keyboard.press("Control+Enter");
  await expect(ready(page, words[language].rail.withdraw)).toBeVisible();
  return new URL(page.url()).pathname;
}

for (const language of languages)
  test(`An incident over ${sizes[language]} groups outlives its tab and its server, and is taken back as one act: ${language}`, async ({
    browser,
  }) => {
    const { rail, state } = words[language];
    const groups = sizes[language];
    const lead = await at(browser, "lead", language);
    const address = await propose(lead, language);
    // Who proposed it has no button to approve it.
    await expect(ready(lead, rail.approve)).toHaveCount(0);

    const second = await at(browser, "lead2", language);
    await second.goto(address);
    await untilKeyWorks(second, "R");
    await second.keyboard.press("1");
    await second.keyboard.press("2");
    await expect(ready(second, rail.approve)).not.toHaveAttribute("aria-disabled");
    await second.keyboard.press("Control+Enter");
    await expect(second.getByRole("progressbar")).toBeVisible();
    expect(await faultsOf(second)).toEqual([]);

    // Both tabs are closed, and in the middle everything is killed: supervisor, pages, worker, database.
    await Promise.all([lead.context().close(), second.context().close()]);
    const of = `incident_id = (select id from incident order by number desc limit 1)`;
    const settled = (word: string) =>
      count(`select count(*)::int as n from incident_row where ${of} and state = '${word}'`);
    await expect.poll(() => settled("done"), { timeout: 60_000, intervals: [20] }).toBeGreaterThan(10);
    const [marks, postmaster] = [docket.marksOfChildren(), docket.postmaster()];
    const gone = once(started.process, "exit");
    started.process.kill("SIGKILL");
    for (const mark of [...marks, postmaster]) kill(mark);
    await gone;
    started = docket.start(settings);
    await docket.served(started);
    // It was in the middle: some wait, and it goes on by itself.
    await expect.poll(() => settled("done"), { timeout: 120_000 }).toBe(groups);
    const measures = `select count(*)::int as n from measure where key = 'close_group' and reverses is null and decision_id in (select decision_id from incident_row where ${of})`;
    expect(await count(measures)).toBe(groups);
    expect(
      await count(
        `select count(distinct subject_id)::int as n from measure where decision_id in (select decision_id from incident_row where ${of})`,
      ),
    ).toBe(groups);
    expect(
      await count(`select count(*)::int as n from docket_case where subject_name like '${names[language]}%'`),
    ).toBe(groups);

    // Each order reaches the platform, once for each group.
    const mine = (type: string) =>
      platform.arrived.filter(
        (message) => message.type === type && message.measure?.subject.externalId.startsWith(`${language}-`),
      );
    await expect.poll(() => mine("measure.ordered").length, { timeout: 120_000 }).toBe(groups);
    expect(new Set(mine("measure.ordered").map(({ measure }) => measure?.subject.externalId)).size).toBe(groups);

    // Taken back as one act, asked for by one and agreed to by the other.
    const asking = await at(browser, "lead2", language);
    await asking.goto(address);
    await expect(asking.getByText(state.done, { exact: true }).first()).toBeVisible();
    await expect(asking.getByText(words[language].row.done, { exact: true }).first()).toBeVisible();
    expect(await faultsOf(asking)).toEqual([]);
    await untilKeyWorks(asking, "U");

    // What became of each leaves as a file, with a key.
    for (const [key, ending] of [
      ["c", "csv"],
      ["d", "xlsx"],
    ] as const) {
      const [file] = await Promise.all([asking.waitForEvent("download"), asking.keyboard.press(key)]);
      expect(file.suggestedFilename()).toMatch(
        new RegExp(`^${path.basename(address)}-\\d{4}-\\d\\d-\\d\\d\\.${ending}$`),
      );
      const bytes = readFileSync(await file.path());
      if (key === "d") expect(bytes.subarray(0, 2).toString()).toBe("PK");
      else {
        const [, ...lines] = parse(bytes, { bom: true }) as string[][];
        expect(lines.filter((cells) => cells.includes(words[language].row.done))).toHaveLength(groups);
      }
    }

    await asking.keyboard.press("u");
    await expect(asking.getByRole("dialog").getByRole("textbox")).toBeFocused();
    await asking.keyboard.type("名单取自错误的线索");
    await asking.keyboard.press("Control+Enter");
    await expect(ready(asking, rail.withdrawReversal)).toBeVisible();
    await asking.context().close();

    const agreeing = await at(browser, "lead", language);
    await agreeing.goto(address);
    await expect(ready(agreeing, rail.agree)).toBeVisible();
    await untilKeyWorks(agreeing, "R");
    await agreeing.keyboard.press("Control+Enter");
    // The page is asked anew by itself.
    await expect(agreeing.getByText(rail.over, { exact: true })).toBeVisible({ timeout: 120_000 });
    expect(await settled("reversed")).toBe(groups);
    expect(
      await count(
        `select count(*)::int as n from chat_group where external_id like '${language}-%' and status = 'closed'`,
      ),
    ).toBe(0);
    await expect.poll(() => mine("measure.ended").length, { timeout: 120_000 }).toBe(groups);
    expect(new Set(mine("measure.ended").map(({ measure }) => measure?.subject.externalId)).size).toBe(groups);
    await agreeing.context().close();
  });

test("The log of it all verifies", async () => {
  const { out, code } = await docket.operator(["audit", "verify"], settings);
  expect([code, out]).toEqual([0, expect.stringMatching(/\d/)]);
});

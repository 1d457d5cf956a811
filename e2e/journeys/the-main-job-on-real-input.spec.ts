import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Page } from "@playwright/test";
import { parse } from "csv-parse/sync";
import postgres from "postgres";
import type { FilingContent } from "../../server/filings/canonical";
import {
  csvRows,
  docxText,
  figuresInLetter,
  figuresInTable,
  pdfText,
  xlsxRows,
} from "../../server/filings/testing/stated";
import { after, dayStart, hour, isoDay, plusDays } from "../../server/kernel/calendar";
import { docket } from "../world/command";
import { type Installation, startInstallation } from "../world/installation";
import { numberInAddress, ruleByKeyboard, untilHeld, untilKeyWorks } from "../world/keyboard";
import { expect, signInByForm, test } from "../world/people";
import { type Platform, startPlatform } from "../world/platform";

/**
 * The rows of this data set offend. Nothing here may print, photograph or record them: no traces, screenshots or
 * videos, no snapshot of the page beside a failure, and assertions only about counts, hashes and our own words.
 */
test.use({ trace: "off", screenshot: "off", video: "off" });
process.env.PLAYWRIGHT_NO_COPY_PROMPT = "1";

test.describe.configure({ mode: "serial", timeout: 240_000 });

const coldFile = "../shared/data/content/cold-dev.csv";
const synapseFile = "../shared/data/intake/synapse/event_reports.json";
const apiKey = "docket-demo-key";
const closedGroup = "cold-group-7";
const decidedCases = 20;

const folder = mkdtempSync(path.join(tmpdir(), "docket-main-job-"));
let installation: Installation;
let platform: Platform;
let sql: postgres.Sql;
let texts: readonly string[] = [];

const sha256 = (text: string) => createHash("sha256").update(text, "utf8").digest("hex");
const count = async (query: postgres.PendingQuery<{ n: number }[]>) => (await query)[0]?.n ?? 0;
const call = (address: string, body?: unknown) =>
  fetch(`${installation.url}/api/v1${address}`, {
    method: body === undefined ? "GET" : "POST",
    headers: { authorization: `Bearer ${apiKey}`, "content-type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
const entitlements = async (address: string) => (await (await call(`${address}/entitlements`)).json()) as object;

/** Somebody at her own browser, signed in through the form; times of sessions differ once the clock has moved. */
async function at(signIn: (account: null, as: { url: string }) => Promise<Page>, account: string): Promise<Page> {
  const page = await signIn(null, { url: installation.url });
  await signInByForm(page, account);
  return page;
}

test.skip(!existsSync(coldFile) || !existsSync(synapseFile), "needs the shared data beside the checkout");

test.beforeAll(async () => {
  installation = await startInstallation({ logDir: path.join(folder, "logs") });
  sql = postgres(installation.database.superUrl, { max: 2, onnotice: () => undefined });
  platform = await startPlatform(installation.url, apiKey);
  const endpoint = await docket(installation, ["endpoint", "create", platform.url]);
  expect(endpoint.code).toBe(0);
  platform.trust(endpoint.out.trim());
});

test.afterAll(async () => {
  await platform?.stop();
  await sql?.end({ timeout: 2 });
  await installation?.stop();
  rmSync(folder, { recursive: true, force: true });
});

test("What other systems emitted comes in by the import command, to the row", async () => {
  const rows = parse(readFileSync(coldFile), { bom: true, columns: true }) as { TEXT: string }[];
  texts = rows.map(({ TEXT }) => TEXT);
  expect(texts).toHaveLength(6_431);

  const cold = await docket(installation, ["import", "--map", "e2e/imports/cold.json", coldFile]);
  expect(cold.out.trim().split("\n")[0]).toBe("read 6431, received 6431, duplicates 0, refused 0");
  const synapse = await docket(installation, ["import", "--format", "synapse", synapseFile]);
  expect(synapse.out.trim().split("\n")[0]).toBe("read 2, received 2, duplicates 0, refused 0");
  // Asked again, it stores nothing again.
  const again = await docket(installation, ["import", "--format", "synapse", synapseFile]);
  expect(again.out.trim().split("\n")[0]).toBe("read 2, received 0, duplicates 2, refused 0");

  const fromCold = sql`origin = 'import:cold-dev'`;
  expect(await count(sql`select count(*)::int as n from report`)).toBe(6_433);
  expect(await count(sql`select count(*)::int as n from report where ${fromCold}`)).toBe(6_431);

  // Each row is one reported message: group = row mod 300, author = row mod 2,000, and its text is the evidence.
  const expected = texts.map((text, row) => `${row} ${row % 300} ${row % 2_000} ${sha256(text)}`);
  const stored = await sql<{ line: string }[]>`
    select concat_ws(' ', replace(r.external_id, 'cold-dev-', ''), replace(g.external_id, 'cold-group-', ''),
      replace(a.external_id, 'cold-author-', ''), e.sha256) as line
    from report r join chat_group g on g.id = r.group_id join account a on a.id = r.subject_id
    join evidence e on e.report_id = r.id
    where ${fromCold} order by replace(r.external_id, 'cold-dev-', '')::int`;
  const wrong = stored.findIndex(({ line }, row) => line !== expected[row]);
  expect([stored.length, wrong]).toEqual([6_431, -1]);
  // One case for each author, and those of the two messages that Synapse sent.
  expect(
    await count(sql`select count(*)::int as n from docket_case where subject_name like 'cold-author-%'
    or exists (select from account a where a.id = subject_id and a.external_id like 'cold-author-%')`),
  ).toBe(2_000);
});

test("A moderator decides twenty of those cases with the keyboard alone, and a group's closing is proposed", async ({
  signIn,
}) => {
  const manager = await at(signIn, "manager");
  const page = await signIn(null, { url: installation.url });
  await page.goto("/queue");
  await expect(page.getByRole("textbox", { name: "Email" })).toBeFocused();
  await page.keyboard.type("moderator@demo.docket.test");
  await page.keyboard.press("Tab");
  await page.keyboard.type("docket-demo");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/queue$/);
  await untilKeyWorks(page, "C");

  const before = await figuresOf(manager);
  await page.keyboard.press("c");
  await expect(page).toHaveURL(/\/cases\/C-\d+/);
  const decided = new Set<string>();
  for (let at = 0; at < decidedCases; at++) {
    const number = await untilHeld(page);
    decided.add(number);
    await ruleByKeyboard(
      page,
      at % 5 === 4
        ? { finding: "does_not", facts: "该信息属于一般讨论，未违反平台公约。" }
        : { finding: "violates", clause: at % 2 ? "4.4.1" : "4.11.1", facts: "在群组内发布违反平台公约的信息。" },
    );
    await expect.poll(() => numberInAddress(page), { message: "goes on to the next case" }).not.toBe(number);
  }
  expect(decided.size).toBe(decidedCases);
  await untilHeld(page);
  await page.keyboard.press("Escape");
  await expect(page).toHaveURL(/\/queue$/);

  const [made] = await sql<{ decisions: number; cases: number; people: number }[]>`
    select count(*)::int as decisions, count(distinct case_id)::int as cases, count(distinct proposed_by)::int as people
    from decision where state = 'effective'`;
  expect(made).toEqual({ decisions: decidedCases, cases: decidedCases, people: 1 });

  // The manager's figures have moved by as much, once the last of them has taken effect.
  await expect
    .poll(
      async () => {
        const now = await figuresOf(manager);
        return { backlog: before.backlog - now.backlog, decisions: now.decisions - before.decisions };
      },
      { timeout: 30_000 },
    )
    .toEqual({ backlog: decidedCases, decisions: decidedCases });

  // Somebody reports a whole group: this case stands first.
  const report = await call("/reports", {
    subject: { type: "group", externalId: closedGroup },
    category: "threat_to_life",
    source: "trusted_reporter",
    evidence: [{ kind: "text", role: "reported", text: "群内有人组织线下约架并公布地址。" }],
  });
  expect(report.status).toBe(202);
  const { case: groupCase } = (await report.json()) as { case: string };
  await page.keyboard.press("c");
  await expect(page).toHaveURL(new RegExp(`/cases/${groupCase}$`));
  await untilHeld(page);
  await ruleByKeyboard(page, {
    finding: "violates",
    clause: "4.3.1",
    facts: "群组用于组织线下斗殴，已危及他人人身安全。",
  });
  await expect.poll(() => numberInAddress(page)).not.toBe(groupCase);
  // Nothing severe is in force before a second person has agreed.
  expect(await entitlements(`/groups/${closedGroup}`)).toMatchObject({ exists: true, mayPost: true });
});

test("A lead approves the closing with the keyboard alone, and the platform's gate says so", async ({ signIn }) => {
  const page = await at(signIn, "lead");
  await page.goto("/approvals");
  await expect(page.getByRole("link", { name: /Close group/ })).toBeVisible();
  await untilKeyWorks(page, "J");
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/approvals\/[0-9a-f-]{36}$/);
  const approve = page.getByRole("button", { name: /^Approve/ });
  await expect(approve).toHaveAttribute("aria-disabled", "true");
  for (const key of ["1", "2", "3"]) await page.keyboard.press(key);
  await expect(approve).not.toHaveAttribute("aria-disabled");
  await page.keyboard.press("Control+Enter");
  await expect(page.getByText(/C-\d+ approved, \d+ orders? on the way/).first()).toBeVisible();
  await expect
    .poll(() => entitlements(`/groups/${closedGroup}`), { timeout: 30_000, message: "cannot be undone any more" })
    .toMatchObject({
      exists: false,
      mayPost: false,
      restrictions: [{ measure: "close_group", until: null }],
    });
});

test("The platform gets each order with a good signature, carries it out and answers", async () => {
  const [{ orders = 0 } = {}] = await sql<{ orders: number }[]>`
    select count(*)::int as orders from outgoing where type = 'measure.ordered'`;
  const [{ measures = 0 } = {}] = await sql<{ measures: number }[]>`select count(*)::int as measures from measure`;
  expect(measures).toBeGreaterThanOrEqual(17);
  expect(orders).toBe(measures);
  await expect
    .poll(() => platform.arrived.filter(({ type }) => type === "measure.ordered").length, { timeout: 30_000 })
    .toBe(orders);
  expect(platform.refused).toEqual([]);
  expect(new Set(await platform.receipts())).toEqual(new Set([200]));
  expect(await count(sql`select count(*)::int as n from measure where delivery = 'executed'`)).toBe(measures);
  const closing = platform.arrived.find(({ measure }) => measure?.key === "close_group");
  expect(closing?.measure?.subject).toMatchObject({ type: "group", externalId: closedGroup });

  // The affected person is told why, at the address that came with the order, without a word about who reported.
  const notice = await fetch(`${closing?.noticeUrl}`, { headers: { "accept-language": "zh-CN" } });
  expect(notice.status).toBe(200);
  expect(await notice.text()).toContain("群组用于组织线下斗殴");
});

test("Two compliance officers seal the filing, and every file and the database state the same figures", async ({
  signIn,
}) => {
  // A filing covers whole days that are over: the morning after.
  const today = dayStart(new Date());
  const tomorrow = plusDays(today, 1);
  const morning = after(tomorrow, 10 * hour);
  await installation.moveTo(morning);
  const preparer = await at(signIn, "compliance");
  // Overnight many cases have become late; the worker records that, and then every entry has its leaf.
  const unsettled = () =>
    count(sql`select (select count(*) from audit_pending) + (select count(*) from outbox)
      + (select count(*) from docket_case where breached_at is null and decided_at is null and due_at < ${morning}) as n`);
  await expect.poll(async () => Number(await unsettled()), { timeout: 90_000, message: "the log settles" }).toBe(0);

  await preparer.goto("/filings/new");
  await preparer.getByLabel("From", { exact: true }).fill(isoDay(today));
  await preparer.getByLabel("To, exclusive").fill(isoDay(tomorrow));
  await preparer.getByLabel("Provider (letterhead)").fill("星渡网络科技有限公司");
  await preparer.getByLabel("Addressed to").fill("省互联网信息办公室");
  await preparer.getByLabel("Number of the letter").fill("星渡函〔2026〕18号");
  await preparer.getByRole("button", { name: "Draw the draft" }).click();
  const outcome = async () =>
    (await preparer.locator("main [role=alert]").allInnerTexts()).join() || new URL(preparer.url()).pathname;
  await expect.poll(outcome, { timeout: 60_000 }).toMatch(/^\/filings\/F-\d{4}-\d{4}$/);
  const address = new URL(preparer.url()).pathname;
  await untilKeyWorks(preparer, "↵");
  await preparer.keyboard.press("Control+Enter");
  await expect(preparer.getByRole("heading", { name: /· Checked$/ })).toBeVisible({ timeout: 60_000 });
  // Whoever prepared it may not seal it, however she asks.
  await expect(preparer.getByRole("button", { name: /^Seal/ })).toHaveCount(0);

  const sealer = await at(signIn, "compliance2");
  await sealer.goto(address);
  await expect(sealer.getByRole("button", { name: /^Seal/ })).toBeEnabled();
  await untilKeyWorks(sealer, "↵");
  await sealer.keyboard.press("Control+Enter");
  await expect(sealer.getByRole("heading", { name: /· Sealed$/ })).toBeVisible({ timeout: 120_000 });

  const files = new Map<string, string>();
  for (const kind of ["docx", "pdf", "xlsx", "csv", "figures", "json", "bundle"]) {
    const [download] = await Promise.all([
      sealer.waitForEvent("download"),
      sealer.locator(`a[href$="/files/${kind}"]`).click(),
    ]);
    const file = path.join(folder, download.suggestedFilename());
    await download.saveAs(file);
    files.set(kind, file);
  }
  const file = (kind: string) => files.get(kind) ?? "";
  const during = sql`between ${today} and ${tomorrow}`;
  const counted = {
    received: await count(sql`select count(*)::int as n from report where received_at ${during}`),
    cases: await count(sql`select count(*)::int as n from docket_case where opened_at ${during}`),
    decisions: await count(sql`select count(*)::int as n from decision where effective_at ${during}`),
    noViolation: await count(sql`select count(*)::int as n from decision where finding = 'does_not'`),
    measures: await count(sql`select count(*)::int as n from measure where entered_at ${during}`),
    executed: await count(sql`select count(*)::int as n from measure where delivery = 'executed'`),
    closed: await count(sql`select count(*)::int as n from chat_group where status = 'closed'`),
    blacklisted: 0,
    unblacklisted: 0,
    listed: 0,
  };
  expect(counted).toMatchObject({ received: 6_434, decisions: decidedCases + 1, noViolation: 4, closed: 1 });
  const content = JSON.parse(readFileSync(file("json"), "utf8")) as FilingContent;
  expect(content.figures).toEqual(counted);
  expect(figuresInTable(csvRows(file("figures")))).toEqual(counted);
  const pdf = pdfText(file("pdf"));
  expect(figuresInLetter(pdf)).toEqual(counted);
  expect(pdf.replace(/\s+/g, "")).toContain("省互联网信息办公室");
  expect(figuresInLetter(docxText(file("docx"), folder))).toEqual(counted);
  expect(figuresInTable(xlsxRows(file("xlsx"), folder))).toEqual(counted);
  expect(csvRows(file("csv"))).toHaveLength(counted.measures + 1);

  const verified = await docket(installation, ["audit", "verify"]);
  expect(verified.code).toBe(0);
  // What an authority does with it, who holds nothing but the log's public key.
  const [{ vkey = "" } = {}] = await sql<{ vkey: string }[]>`select vkey from audit_log_key`;
  const proved = await docket({ env: {} }, ["filing", "verify", file("bundle"), "--vkey", vkey]);
  expect(proved.out).toContain(
    `figures   received ${counted.received}, cases ${counted.cases}, decisions ${counted.decisions}`,
  );
  expect(proved.code).toBe(0);
});

test("Nothing that was reported has reached a log or a file of the filing", () => {
  const kept = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => path.join(folder, name))
    .filter((name) => /\.(log|txt|csv|json)$/.test(name) && !name.includes("profile"))
    .map((name) => readFileSync(name, "utf8"))
    .join("\n");
  expect(kept.length).toBeGreaterThan(1_000);
  const leaked = texts.filter((text) => text.length >= 12 && kept.includes(text)).length;
  expect(leaked).toBe(0);
});

/** What the manager's page shows now. */
async function figuresOf(page: Page): Promise<{ backlog: number; decisions: number }> {
  await page.goto("/insights");
  const shown = async (figure: string) => {
    const link = page.locator(`a[href*="figure=${figure}"]`).first();
    return Number((await link.innerText()).replace(/\D/g, ""));
  };
  const backlog = await shown("backlog");
  await page.goto("/insights/rows?figure=decisions");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  return { backlog, decisions: await page.locator("tbody a[href^='/cases/C-']").count() };
}

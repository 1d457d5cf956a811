import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import postgres from "postgres";
import { type EmbeddedServer, startEmbedded } from "../db/embedded";
import { expect, test } from "./world/test";
import { wholeDocket } from "./world/whole";

/** The README's “In earnest”: a PostgreSQL of one's own with two roles, and every secret in a file of one's own. */
test.describe.configure({ timeout: 120_000 });

const folder = mkdtempSync(path.join(tmpdir(), "docket-own-server-"));
const keysFile = path.join(folder, "etc", "keys.json");
const docket = wholeDocket(path.join(folder, "not", "made", "yet"), 30_000 + (process.pid % 10_000));
let server: EmbeddedServer;

test.beforeAll(async () => {
  server = await startEmbedded({ dataDir: path.join(folder, "server"), isDurable: false, isTemporary: true });
});
test.afterAll(async () => {
  await docket.stopAll();
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

test("Docket starts on a server of one's own, its first administrator signs in, and the log is signed", async ({
  page,
}) => {
  const settings = {
    DATABASE_URL: server.appUrl,
    DOCKET_MIGRATE_URL: server.ownerUrl,
    DOCKET_KEYS_FILE: keysFile,
    DOCKET_SIGNING_KEY_FILE: path.join(folder, "etc", "signing-keys"),
    DOCKET_URL: docket.url,
  };
  const operator = async (words: readonly string[]) => (await docket.operator(words, settings)).out;

  const without = docket.start({ DATABASE_URL: server.appUrl, AUTH_SECRET: "" });
  await once(without.process, "exit");
  expect(without.process.exitCode).toBe(1);
  expect(without.output()).toMatch(/^AUTH_SECRET: .+\n$/);

  const key = () => randomBytes(32).toString("hex");
  mkdirSync(path.dirname(keysFile), { recursive: true });
  writeFileSync(keysFile, JSON.stringify({ data: [{ id: 1, key: key() }], lookup: key() }), { mode: 0o600 });

  const started = docket.start(settings);
  await docket.served(started);
  // Nothing of the demo, and the application's role may add to the log but never take from it.
  const sql = postgres(server.appUrl, { max: 1, onnotice: () => undefined });
  expect(await sql`select email from staff`).toEqual([]);
  await expect(sql`delete from audit_leaf`).rejects.toThrow(/permission denied/);
  await sql.end();

  const added = await operator(["staff", "add", "you@example.com", "--name", "You", "--role", "admin"]);
  const password = added.match(/[a-z0-9-]{20,}$/m)?.[0] ?? "";
  expect(await operator(["key", "signing", "create"])).toMatch(/^docket\/\S+\+[0-9a-f]{8}\+\S+\n$/);
  await expect
    .poll(async () => (await fetch(`${docket.url}/api/v1/log/checkpoint`)).status, { timeout: 30_000 })
    .toBe(200);

  await page.goto(`${docket.url}/sign-in`);
  await page.getByRole("textbox", { name: "Email" }).fill("you@example.com");
  await page.locator("input[name=password]").fill(password);
  await page.keyboard.press("Enter");
  // A password that was made for her is changed before anything else.
  await expect(page).toHaveURL(`${docket.url}/account`);

  started.process.kill("SIGINT");
  await once(started.process, "exit");
  expect(started.process.exitCode).toBe(0);
});

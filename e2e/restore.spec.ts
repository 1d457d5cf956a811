import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "@playwright/test";
import { wholeDocket } from "./world/whole";

test.describe.configure({ timeout: 180_000 });

const folder = mkdtempSync(path.join(tmpdir(), "docket-restore-"));
const backup = path.join(folder, "backup");
const docket = wholeDocket(path.join(folder, "data"), 25_000 + (process.pid % 5_000));
test.afterAll(async () => {
  await docket.stopAll();
  rmSync(folder, { recursive: true, force: true });
});

const checkpoint = async (log = "log") => (await fetch(`${docket.url}/api/v1/${log}/checkpoint`)).text();
/** Origin and size of the last signed checkpoint. */
const signed = async () => (await checkpoint()).split("\n").slice(0, 2);
const sizeSigned = async () => Number((await signed())[1] ?? 0);
/** Leaves of the log and entries that wait for theirs: a backup that was made before has no more. */
const leaves = async () => {
  const figures = await (await fetch(`${docket.url}/metrics`)).text();
  const figure = (name: string) => Number(new RegExp(`^docket_log_${name} (\\d+)$`, "m").exec(figures)?.[1]);
  return figure("size") + figure("pending");
};
const addStaff = (name: string) =>
  docket.operator(["staff", "add", `${name}@example.com`, "--name", name, "--role", "lead"]);

test("After a restore from an older backup the log stops, and one command opens its successor", async () => {
  const first = docket.start();
  await docket.served(first);
  await addStaff("before");
  await expect.poll(sizeSigned, { timeout: 30_000 }).toBeGreaterThan(0);
  const made = await docket.operator(["backup", backup]);
  expect(made.err).toBe("");
  const [origin] = await signed();
  const held = await leaves();

  // What is signed after the backup is lost with the database, but not with the store beside it.
  await addStaff("after");
  await expect.poll(sizeSigned, { timeout: 30_000 }).toBeGreaterThan(held);
  const last = await checkpoint();
  first.process.kill("SIGTERM");
  await once(first.process, "exit");
  expect((await docket.operator(["restore", backup])).out).toContain("Start Docket now");

  const next = docket.start();
  await docket.served(next);
  const ready = async () => (await fetch(`${docket.url}/readyz`)).json();
  await expect.poll(ready, { timeout: 30_000 }).toMatchObject({ logStopped: "store_ahead" });
  expect((await docket.operator(["audit", "verify"])).err).toContain("store_ahead");
  expect((await docket.operator(["audit", "resume"])).err).toContain("store_ahead");
  expect((await docket.operator(["audit", "succeed", "--reason", "no"])).err).toBe("--reason: 4 to 300 characters.\n");
  const succeeded = await docket.operator(["audit", "succeed", "--reason", "The disk was lost."]);
  expect(succeeded.err).toBe("");
  const [, opened] = /^open +(\S+\/log\/2)$/m.exec(succeeded.out) ?? [];
  expect(succeeded.out).toMatch(new RegExp(`^key +${opened?.replaceAll("/", "\\/")}\\+[0-9a-f]{8}\\+\\S+$`, "m"));

  await expect.poll(signed, { timeout: 30_000 }).toEqual([opened, expect.stringMatching(/^\d+$/)]);
  expect(await ready()).not.toHaveProperty("logStopped");
  // The old log is what it was at the backup; what was signed of it since is in the first entry of the new one.
  const old = await checkpoint("logs/1");
  expect(old.split("\n")[0]).toBe(origin);
  expect(Number(old.split("\n")[1])).toBeLessThan(Number(last.split("\n")[1]));
  const verified = await docket.operator(["audit", "verify"]);
  expect(verified.err).toBe("");
  expect(verified.out).toContain(`${origin}: closed at size`);
  expect(verified.out).toContain("The log is whole.");
  expect((await docket.operator(["audit", "succeed", "--reason", "once more"])).err).toContain("not stopped");

  // It takes entries, and signs them.
  const before = await sizeSigned();
  await addStaff("again");
  await expect.poll(sizeSigned, { timeout: 30_000 }).toBeGreaterThan(before);
  next.process.kill("SIGTERM");
  await once(next.process, "exit");
});

import { once } from "node:events";
import { rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "@playwright/test";
import { isAlive, isGoneWithin, type ProcessMark, readMark } from "../db/alive";
import { kill, wholeDocket } from "./world/whole";

/** One after the other, each on the data that the one before left. */
test.describe.configure({ mode: "serial", timeout: 120_000 });

const dataDir = path.join(tmpdir(), `docket-start-${process.pid}`);
const port = 20_000 + (process.pid % 10_000);

const docket = wholeDocket(dataDir, port);
const { start, served, isReady, marksOfChildren, postmaster } = docket;

async function everythingIsGone(marks: readonly ProcessMark[]) {
  for (const mark of marks) expect(await isGoneWithin(mark, 15), `process ${mark.pid} is gone`).toBe(true);
}

async function allMarks(): Promise<ProcessMark[]> {
  await expect.poll(() => marksOfChildren().filter(isAlive).length).toBe(2);
  const supervisor = readMark(path.join(dataDir, "docket.lock"));
  expect(supervisor).not.toBeNull();
  return [supervisor as ProcessMark, postmaster(), ...marksOfChildren()];
}

test.afterAll(async () => {
  await docket.stopAll();
  rmSync(dataDir, { recursive: true, force: true });
});

test("A setting that does not exist, and a port in use, end the start with one line", async () => {
  const unknown = start({ DOCKET_NO_SUCH: "1" });
  await once(unknown.process, "exit");
  expect(unknown.process.exitCode).toBe(1);
  expect(unknown.output()).toBe("DOCKET_NO_SUCH: there is no such setting\n");

  const occupier = createServer();
  await new Promise<void>((resolve) => occupier.listen(port, "127.0.0.1", resolve));
  const late = start();
  await once(late.process, "exit");
  occupier.close();
  expect(late.process.exitCode).toBe(1);
  expect(late.output()).toMatch(new RegExp(`^PORT: ${port} .*in use.*\\n$`));
});

test("A signal stops everything within seconds, and a second start on the same data is refused meanwhile", async () => {
  const first = start();
  await served(first);
  expect(await isReady()).toBe(true);
  expect(first.output()).not.toContain("docket-demo");
  const marks = await allMarks();

  const second = start({ PORT: `${port + 1}` });
  await once(second.process, "exit");
  expect(second.process.exitCode).toBe(1);
  expect(second.output()).toContain(`already running on ${dataDir}`);

  first.process.kill("SIGINT");
  await once(first.process, "exit");
  expect(first.process.exitCode).toBe(0);
  await everythingIsGone(marks);
});

test("What was killed is started again: pages, worker, database", async () => {
  const started = start();
  await served(started);
  const [, database, ...children] = await allMarks();
  for (const child of children) kill(child);
  kill(database);
  const isNew = () => marksOfChildren().every((mark) => isAlive(mark) && !children.some(({ pid }) => pid === mark.pid));
  await expect.poll(async () => isNew() && (await isReady()), { timeout: 30_000 }).toBe(true);
  const again = await allMarks();
  expect(again.some((mark) => mark.pid === database?.pid)).toBe(false);

  // The supervisor itself: nothing outlives it, and the next start finds its way.
  started.process.kill("SIGKILL");
  await everythingIsGone(again);
});

test("Everything killed at once leaves nothing in the way of the next start", async () => {
  const started = start();
  await served(started);
  const marks = await allMarks();
  for (const mark of marks) kill(mark);
  await everythingIsGone(marks);

  const next = start();
  await served(next);
  const after = await allMarks();
  next.process.kill("SIGTERM");
  await once(next.process, "exit");
  expect(next.process.exitCode).toBe(0);
  await everythingIsGone(after);
});

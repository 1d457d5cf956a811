import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { read } from "../read";
import { useDatabase } from "../testing/database";
import { checkpointFolder, checkpointStore, fileStore } from "./checkpoint-store";
import { createKey } from "./keys";
import { signCheckpoint } from "./sign";
import { headNow } from "./store";
import { lastPublished, openStop } from "./store-checkpoint";
import { grow } from "./testing/log";

useDatabase();
const now = new Date("2026-11-22T08:00:00.000Z");
const later = (seconds: number) => new Date(now.getTime() + seconds * 1_000);
const program = fileURLToPath(new URL("./testing/sign-and-die.ts", import.meta.url));
let origin: string;
let size = 0n;

beforeAll(async () => {
  origin = (await read(headNow))?.origin as string;
  await createKey({ kind: "operator", command: "test" }, now);
});
const store = () => checkpointStore(origin);

/** Signs in another process, which is killed at a place; gives the signal that ended it, or its exit code. */
async function signAndDie(place: string, at: Date): Promise<string | number> {
  const child = spawn(process.execPath, ["--import", "tsx", program, origin, place], {
    env: { ...process.env, NODE_ENV: "test", DOCKET_NOW: at.toISOString() },
    stdio: ["ignore", "inherit", "inherit"],
  });
  const [code, signal] = (await once(child, "exit")) as [number | null, string | null];
  return signal ?? code ?? -1;
}

test.each([
  ["before-sign", false, false],
  ["after-sign", false, false],
  ["after-store", true, false],
  ["after-publish", true, true],
])("a signer that is killed %s leaves a log that the next one signs on", async (place, isStored, isPublished) => {
  const at = later(60 * Number(size));
  await grow(7, at);
  size = (await read(headNow))?.size as bigint;
  expect(await signAndDie(place, at)).toBe("SIGKILL");

  const says = `\n${size}\n`;
  expect((await store().read())?.note.includes(says) ?? false).toBe(isStored);
  expect((await read((tx) => lastPublished(tx, origin)))?.size === size).toBe(isPublished);
  const stored = (await store().read())?.note;

  const signed = await signCheckpoint(at);
  expect(signed.size).toBe(size);
  if (isStored) expect(signed.note).toBe(stored);
  expect((await read((tx) => lastPublished(tx, origin)))?.note).toBe(signed.note);
  expect(await read((tx) => openStop(tx, origin))).toBeUndefined();
});

test("two signers in two processes, neither killed, agree", async () => {
  const at = later(60 * Number(size));
  await grow(3, at);
  const ended = await Promise.all([signAndDie("nowhere", at), signAndDie("nowhere", at), signCheckpoint(at)]);
  expect(ended).toMatchObject([0, 0, { size: size + 3n }]);
  expect(await read((tx) => openStop(tx, origin))).toBeUndefined();
});

test("the store gives each generation to one only, keeps a few, and passes over drafts of the killed", async () => {
  const folder = path.join(checkpointFolder(origin), "tried");
  const tried = fileStore(folder);
  expect(await tried.read()).toBeNull();
  const won = await Promise.all(Array.from({ length: 10 }, (_, nth) => tried.replace(null, `note ${nth}\n`)));
  expect(won.filter(Boolean)).toHaveLength(1);
  const first = await tried.read();
  expect(first?.note).toBe(`note ${won.indexOf(true)}\n`);

  writeFileSync(path.join(folder, "draft.1.00000000"), "half a no");
  for (let nth = 0; nth < 20; nth++) expect(await tried.replace(await tried.read(), `later ${nth}\n`)).toBe(true);
  expect((await tried.read())?.note).toBe("later 19\n");
  const files = readdirSync(folder).filter((name) => name.startsWith("checkpoint."));
  expect(files).toHaveLength(8);
  expect(readFileSync(path.join(folder, files.sort().at(-1) as string), "utf8")).toBe("later 19\n");
  // Its place was cleared away long ago, and it still does not win.
  expect(await tried.replace(first, "from the past\n")).toBe(false);
  expect((await tried.read())?.note).toBe("later 19\n");
});

test("a store in which somebody was killed over the very first draft is empty", async () => {
  const folder = path.join(checkpointFolder(origin), "first");
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, "draft.1.00000000"), "half a no");
  const store = fileStore(folder);
  expect(await store.read()).toBeNull();
  expect(await store.replace(null, "first\n")).toBe(true);
  expect((await store.read())?.note).toBe("first\n");
});

afterAll(async () => {
  expect(await read((tx) => openStop(tx, origin))).toBeUndefined();
});

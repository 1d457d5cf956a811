import { spawn } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { useDatabase } from "../testing/database";
import { exportLog } from "./export";
import { folderReader, nativeSha256 } from "./export-folder";
import { createKey } from "./keys";
import { parseVkey } from "./note-key";
import { type Signed, signCheckpoint } from "./sign";
import { grow } from "./testing/log";
import { verifyExport } from "./verify-export";

useDatabase();
const now = new Date("2026-11-22T08:00:00.000Z");
const later = new Date(now.getTime() + 60_000);
let folder: string;
let vkey: string;
let first: Signed;
let last: Signed;
const file = (name: string) => path.join(folder, name);

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "docket-export-"));
  vkey = await createKey({ kind: "operator", command: "test" }, now);
  await grow(299, now);
  first = await signCheckpoint(now);
  await exportLog(file("log"));
  await grow(300, later);
  last = await signCheckpoint(later);
  await exportLog(file("log"));
  writeFileSync(file("older"), first.note);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const verified = (name: string) =>
  verifyExport(folderReader(file(name)), { keys: [parseVkey(vkey)], sha256: nativeSha256, older: [first.note] });

it("an export, brought up to date after the log grew, holds by its files alone", async () => {
  expect([first.size, last.size]).toEqual([300n, 600n]);
  const report = await verified("log");
  expect(report).toMatchObject({ ok: true, origin: last.origin, size: 600n, older: 1 });
  expect(report.ok && Buffer.from(report.root)).toEqual(Buffer.from(last.root));
  expect(report.ok && Object.values(report.counters).reduce((sum, many) => sum + many)).toBe(600);
});

it("an export of which a file was cut off does not", async () => {
  cpSync(file("log"), file("cut"), { recursive: true });
  const name = path.join("cut", "tile", "entries", "001");
  writeFileSync(file(name), readFileSync(file(name)).subarray(0, 1_000));
  expect(await verified("cut")).toMatchObject({ ok: false, failure: "entries_malformed", at: "tile/entries/001" });
  expect(await verified("nothing")).toMatchObject({ ok: false, failure: "checkpoint_missing" });
});

describe("docket audit verify --tiles", () => {
  /** As somebody runs it who has the checkout and nothing else: no settings, no database. */
  function docket(...words: readonly string[]): Promise<{ code: number | null; out: string; err: string }> {
    const child = spawn(process.execPath, ["bin/run.mjs", "bin/docket.ts", "audit", "verify", ...words], {
      env: { PATH: process.env.PATH ?? "", HOME: folder } as unknown as NodeJS.ProcessEnv,
      stdio: ["ignore", "pipe", "pipe"],
    });
    const said = { out: "", err: "" };
    child.stdout.on("data", (chunk: Buffer) => {
      said.out += chunk.toString("utf8");
    });
    child.stderr.on("data", (chunk: Buffer) => {
      said.err += chunk.toString("utf8");
    });
    return new Promise((resolve) => child.once("close", (code) => resolve({ code, ...said })));
  }

  it("says what it found, and exits 0", async () => {
    const { code, out, err } = await docket("--tiles", file("log"), "--vkey", vkey, "--older", file("older"));
    expect([code, err]).toEqual([0, ""]);
    expect(out).toContain(`log   ${last.origin}\nsize  600\nroot  ${Buffer.from(last.root).toString("hex")}\n`);
    expect(out).toContain("The log goes on from the older checkpoint.");
  }, 20_000);

  it("names what is wrong, and exits 1", async () => {
    cpSync(file("log"), file("bad"), { recursive: true });
    const name = file(path.join("bad", "tile", "0", "001"));
    const tile = readFileSync(name);
    tile[100] = (tile[100] as number) ^ 1;
    writeFileSync(name, tile);
    expect(await docket("--tiles", file("bad"), "--vkey", vkey)).toEqual({
      code: 1,
      out: "",
      err: "tile_wrong at tile/0/001: the hashes of a tile do not make up the one that the tile above it has of them\n",
    });
    const tried = await Promise.all([
      docket("--tiles", file("log")),
      docket("--tiles", file("absent"), "--vkey", vkey),
      docket("--tiles", file("log"), "--vkey", vkey, "--older", file("absent")),
    ]);
    expect(tried.map(({ code }) => code)).toEqual([1, 1, 1]);
    expect(tried.map(({ err }) => /needs --vkey|no such folder|no such file/.test(err))).toEqual([true, true, true]);
  }, 30_000);
});

import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { api } from "../api";
import { serveApi } from "../http/serve";
import { useDatabase } from "../testing/database";
import { openCheckpoint } from "./checkpoint";
import { exportLog } from "./export";
import { createKey } from "./keys";
import { parseVkey } from "./note-key";
import { type Signed, signCheckpoint } from "./sign";
import { grow } from "./testing/log";
import { appendLeaves, emptyEdge, hashesOf, leafHash, rootOf } from "./tree";

useDatabase();
const now = new Date("2026-11-22T08:00:00.000Z");
const program = fileURLToPath(new URL("./testing/verify_log.py", import.meta.url));
const older: Signed[] = [];
let vkey: string;
let folder: string;
let server: Server;
let base: string;
let address: string;

/** Runs the verifier that somebody could write in another language. */
async function verifyElsewhere(source: string, ...words: readonly string[]): Promise<string> {
  const child = spawn("python3", [program, source, "--vkey", vkey, ...words], { stdio: ["ignore", "pipe", "inherit"] });
  let said = "";
  child.stdout.on("data", (part: Buffer) => {
    said += part.toString();
  });
  await Promise.race([
    once(child, "close"),
    once(child, "error").then(() => {
      throw new Error("python3 is missing: the second implementation of the log's verifier needs it");
    }),
  ]);
  return said.trim();
}

const get = (where: string) => fetch(`${address}/${where}`);
const bytes = async (where: string) => new Uint8Array(await (await get(where)).arrayBuffer());

beforeAll(async () => {
  server = await serveApi((request) => api().fetch(request), { port: 0, host: "127.0.0.1" });
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v1`;
  address = `${base}/logs/1`;
  folder = mkdtempSync(path.join(tmpdir(), "docket-log-"));
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

test("before the first checkpoint nothing is published", async () => {
  for (const where of ["checkpoint", "tile/0/000.p/1", "tile/entries/000.p/1"])
    expect([where, (await get(where)).status]).toEqual([where, 404]);
});

describe("a log of 699 leaves", () => {
  beforeAll(async () => {
    vkey = await createKey({ kind: "operator", command: "test" }, now);
    for (const [nth, many] of [1, 254, 1, 250, 192].entries()) {
      const at = new Date(now.getTime() + nth * 60_000);
      await grow(many, at);
      older.push(await signCheckpoint(at));
    }
    await grow(20, now);
  });

  test("serves its last checkpoint for seconds, as text", async () => {
    const answer = await get("checkpoint");
    expect(answer.headers.get("content-type")).toBe("text/plain; charset=utf-8");
    expect(answer.headers.get("cache-control")).toBe("public, max-age=5");
    expect(answer.headers.get("last-modified")).toBe(older.at(-1)?.signedAt.toUTCString());
    expect(answer.headers.get("checkpoint-age")).toMatch(/^\d+$/);
    const note = await answer.text();
    expect(note).toBe(older.at(-1)?.note);
    expect(openCheckpoint(note, { origin: older[0]?.origin as string, keys: [parseVkey(vkey)] }).size).toBe(699n);
  });

  test("serves tiles for good, full ones and all widths of the last", async () => {
    const full = await get("tile/0/001");
    expect(full.headers.get("content-type")).toBe("application/octet-stream");
    expect(full.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
    expect((await full.arrayBuffer()).byteLength).toBe(8_192);
    expect(await bytes("tile/0/001.p/200")).toEqual((await bytes("tile/0/001")).subarray(0, 200 * 32));
    const hashes = [...hashesOf(await bytes("tile/0/000")), ...hashesOf(await bytes("tile/0/001"))];
    hashes.push(...hashesOf(await bytes("tile/0/002.p/187")));
    expect(rootOf(appendLeaves(emptyEdge, hashes))).toEqual(new Uint8Array(older.at(-1)?.root as Buffer));
    expect(await bytes("tile/1/000.p/2")).toHaveLength(64);
  });

  test("serves the headers behind the leaves, and nothing of their bodies", async () => {
    const bundle = Buffer.from(await bytes("tile/entries/002.p/187"));
    const hashes = hashesOf(await bytes("tile/0/002.p/187"));
    let at = 0;
    for (const hash of hashes) {
      const entry = bundle.subarray(at + 2, at + 2 + bundle.readUInt16BE(at));
      expect(leafHash(entry)).toEqual(new Uint8Array(hash));
      expect(Object.keys(JSON.parse(entry.toString())).sort()).toEqual(["c", "i", "kind", "log", "n", "seq_at", "t"]);
      at += 2 + entry.length;
    }
    expect(at).toBe(bundle.length);
  });

  test.each([
    ["beyond the last checkpoint, though the leaf is there", "tile/0/002.p/188"],
    ["a full tile that is not full yet", "tile/0/002"],
    ["a level that has not begun", "tile/2/000.p/1"],
    ["a bundle beyond the end", "tile/entries/003.p/1"],
    ["a width of nothing", "tile/0/002.p/0"],
    ["a width of 256", "tile/0/001.p/256"],
    ["a width with a zero before it", "tile/0/002.p/01"],
    ["an index of two digits", "tile/0/01"],
    ["an index with needless groups", "tile/0/x000/001"],
    ["an index without its x", "tile/0/001/067"],
    ["a level above 63", "tile/64/000"],
    ["a level with a zero before it", "tile/00/000"],
    ["an index beyond all numbers", "tile/0/x999/x999/x999/x999/999"],
    ["a folder above", "tile/0/..%2f..%2fcheckpoint"],
    ["no tile", "tile/"],
    ["another file", "keys"],
  ])("answers 404 with a problem for %s", async (_what, where) => {
    const answer = await get(where);
    expect(answer.status).toBe(404);
    expect(answer.headers.get("content-type")).toBe("application/problem+json");
    expect(answer.headers.get("cache-control")).toBe("no-store");
  });

  test("is the open one without its number: the same bytes, kept for seconds only", async () => {
    for (const where of ["checkpoint", "tile/0/001", "tile/entries/002.p/187"]) {
      const answer = await fetch(`${base}/log/${where}`);
      expect([where, answer.status]).toEqual([where, 200]);
      expect(answer.headers.get("cache-control")).toBe("public, max-age=5");
      expect(new Uint8Array(await answer.arrayBuffer())).toEqual(await bytes(where));
    }
    for (const [number, status] of [
      ["2", 404],
      ["0", 422],
      ["1e9", 422],
      ["x", 422],
    ])
      expect([number, (await fetch(`${base}/logs/${number}/checkpoint`)).status]).toEqual([number, status]);
  });

  test("takes no other method, and is in the document", async () => {
    const answer = await fetch(`${address}/tile/0/000`, { method: "POST" });
    expect([answer.status, answer.headers.get("allow")]).toEqual([405, "GET"]);
    const document = (await (await fetch(`${base}/openapi.json`)).json()) as { paths: object };
    expect(Object.keys(document.paths)).toEqual(
      expect.arrayContaining([
        "/api/v1/log/checkpoint",
        "/api/v1/log/tile/{tile}",
        "/api/v1/logs/{number}/checkpoint",
        "/api/v1/logs/{number}/tile/{tile}",
      ]),
    );
  });

  describe("is verified by a second implementation", () => {
    const says = "OK size 699 levels 2 included 699 consistent 5";
    const files = () =>
      older.map(({ note }, nth) => {
        const file = path.join(folder, `older.${nth}`);
        writeFileSync(file, note);
        return file;
      });

    test("from what is served", async () => {
      expect(await verifyElsewhere(address, "--older", ...files())).toBe(says);
    });

    test("from what is exported, again after it grew", async () => {
      const exported = path.join(folder, "exported");
      expect(await exportLog(exported)).toMatchObject({ size: 699n });
      expect(await verifyElsewhere(exported, "--older", ...files())).toBe(says);
      const later = await signCheckpoint(new Date(now.getTime() + 900_000));
      expect(later.size).toBe(719n);
      expect(await exportLog(exported)).toEqual({ size: 719n, written: 3 });
      expect(await verifyElsewhere(exported, "--older", ...files())).toBe(
        "OK size 719 levels 2 included 719 consistent 5",
      );
      writeFileSync(path.join(exported, "checkpoint"), later.note.replace("docket/", "other/"));
      await expect(exportLog(exported)).rejects.toThrow(/another log/);
    });

    test("which refuses what was altered", async () => {
      const altered = path.join(folder, "altered");
      const turn = (file: string, at: number) => {
        const content = readFileSync(path.join(altered, file));
        content[at] = (content[at] as number) ^ 1;
        writeFileSync(path.join(altered, file), content);
      };
      const tried = async (damage: () => void) => {
        rmSync(altered, { recursive: true, force: true });
        cpSync(path.join(folder, "exported"), altered, { recursive: true });
        writeFileSync(path.join(altered, "checkpoint"), (await signCheckpoint(now)).note);
        damage();
        return verifyElsewhere(altered);
      };
      expect(await tried(() => undefined)).toMatch(/^OK size 719/);
      expect(await tried(() => turn("tile/0/000", 77))).toMatch(/^FAIL tile 1\/0/);
      expect(await tried(() => turn("tile/0/002.p/207", 77))).toMatch(/^FAIL root/);
      expect(await tried(() => turn("tile/1/000.p/2", 3))).toMatch(/^FAIL tile 1\/0/);
      expect(await tried(() => turn("tile/entries/001", 300))).toMatch(/^FAIL entry/);
      expect(await tried(() => turn("checkpoint", 30))).toMatch(/^FAIL checkpoint/);
    });
  });

  test("leaves no drafts behind", () => {
    const names = readdirSync(folder, { recursive: true, encoding: "utf8" });
    expect(names.filter((name) => name.endsWith(".draft"))).toEqual([]);
  });
});

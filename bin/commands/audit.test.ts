import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { LogBroken } from "../../server/audit/failure";
import { createKey, heldKeys } from "../../server/audit/keys";
import { formatVkey, type VerifierKey, verifierKeyOf } from "../../server/audit/note-key";
import { sequence } from "../../server/audit/sequence";
import { signCheckpoint } from "../../server/audit/sign";
import { stopLog } from "../../server/audit/stop";
import { openStop } from "../../server/audit/store-checkpoint";
import { openSuccessor } from "../../server/audit/successor";
import { grow } from "../../server/audit/testing/log";
import { config } from "../../server/config";
import { read } from "../../server/read";
import { useDatabase } from "../../server/testing/database";

const urls = useDatabase();
const now = new Date("2026-11-22T08:00:00.000Z");
const elsewhere = mkdtempSync(path.join(tmpdir(), "docket-elsewhere-"));
afterAll(() => rmSync(elsewhere, { recursive: true, force: true }));

/** `docket audit …` on a machine whose DOCKET_DATA_DIR this is. */
function audit(dataDir: string, ...words: string[]): Promise<{ code: number | null; out: string; err: string }> {
  const child = spawn(process.execPath, ["bin/run.mjs", "bin/docket.ts", "audit", ...words], {
    env: {
      PATH: process.env.PATH ?? "",
      DATABASE_URL: urls().appUrl,
      DOCKET_MIGRATE_URL: urls().ownerUrl,
      DOCKET_DATA_DIR: dataDir,
      DOCKET_KEYS_FILE: config().keysFile,
      AUTH_SECRET: "s".repeat(64),
    } as unknown as NodeJS.ProcessEnv,
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

let origin: string;
beforeAll(() => grow(3, now));

it("says nothing of a key where the log has none yet", async () => {
  expect(await audit(elsewhere, "verify")).toMatchObject({ code: 0, err: "", out: expect.stringContaining("size  3") });
});

it("says in one line that a machine without the key did not look at what was signed last", async () => {
  await createKey({ kind: "operator", command: "test" }, now);
  ({ origin } = await signCheckpoint(now));
  const [here, without] = [await audit(config().dataDir, "verify"), await audit(elsewhere, "verify")];
  expect(here).toMatchObject({ code: 0, err: "" });
  expect(without).toMatchObject({ code: 0, out: expect.stringContaining("The log is whole.") });
  expect(without.err).toBe(
    `This machine holds no key of ${origin}, so it cannot tell whether the log goes on from what was signed last: run it where the key is as well.\n`,
  );
});

it("lets a stopped log go on only where the key is", async () => {
  await stopLog({ kind: "system", name: "signer" }, new LogBroken("store_ahead", "9"), now);
  const refused = await audit(elsewhere, "resume");
  expect(refused).toMatchObject({ code: 1, out: "" });
  expect(refused.err).toMatch(/^This machine holds no key of [^\n]*: run it where the key is\.\n$/);
  expect(await read((tx) => openStop(tx, origin))).toMatchObject({ failure: "store_ahead" });
  expect(await audit(config().dataDir, "resume")).toMatchObject({ code: 0, err: "" });
  expect(await read((tx) => openStop(tx, origin))).toBeUndefined();
});

it("believes of a closed log the keys of that log that it is given, and says where it was given none", async () => {
  const old = formatVkey(heldKeys(origin)[0] as VerifierKey);
  await stopLog({ kind: "system", name: "signer" }, new LogBroken("store_ahead", "9"), now);
  const { vkey } = await openSuccessor({ kind: "operator", command: "test" }, "restored", now);
  while ((await sequence(now)) > 0);
  await signCheckpoint(now);
  const key = vkey as string;
  const whole = `${origin}: closed at size 3, whole`;
  const said = async (...keys: string[]) => {
    const { code, out, err } = await audit(config().dataDir, "verify", ...keys.flatMap((one) => ["--vkey", one]));
    return { code, line: out.split("\n")[0], err };
  };
  const another = formatVkey(verifierKeyOf(origin, new Uint8Array(32).fill(7)));
  const [both, newOnly, wrong] = await Promise.all([said(old, key), said(key), said(another, key)]);
  expect(both).toEqual({ code: 0, line: whole, err: "" });
  expect(newOnly).toEqual({ code: 0, line: `${whole} by the keys in the database`, err: "" });
  expect(wrong).toMatchObject({ code: 1, err: expect.stringContaining("checkpoint_note_wrong") });
});

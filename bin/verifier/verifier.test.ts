import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bytesOf } from "../../server/filings/testing/bundle";
import { otherSigner, vkey } from "../../server/filings/testing/memory-log";
import { sampledFiling } from "../../server/filings/testing/sampled";
import { inLeaf, repacked } from "../../server/filings/testing/tamper";
import { buildVerifier, writeVerifier } from "./build.mjs";

const folder = mkdtempSync(path.join(tmpdir(), "docket-verifier-"));
const file = (name: string) => path.join(folder, name);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The command as somebody runs it who has the checkout and nothing else: no settings, no database. */
function docket(...words: readonly string[]): Promise<{ code: number | null; out: string; err: string }> {
  const child = spawn(process.execPath, ["bin/run.mjs", "bin/docket.ts", ...words], {
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

describe("docket filing verify", () => {
  beforeAll(async () => {
    const bundle = await bytesOf(sampledFiling().sealed);
    writeFileSync(file("good.zip"), bundle);
    writeFileSync(
      file("bad.zip"),
      repacked(
        bundle,
        inLeaf(17, ({ header, hash }) => ({ header, hash })),
      ),
    );
  });

  it("needs no database, prints each step, and ends with 0 for a good bundle", async () => {
    const other = otherSigner("docket/other.test/log/1").vkey;
    const { code, out } = await docket("filing", "verify", file("good.zip"), "--vkey", other, "--vkey", vkey);
    expect(out.match(/^✓/gm)).toHaveLength(11);
    expect(out).toContain("2026-10-01 00:00 to 2026-11-01 00:00, exclusive");
    expect(code).toBe(0);
  });

  it("names what is wrong and where, and ends with 1", async () => {
    const { code, out, err } = await docket("filing", "verify", file("bad.zip"), "--vkey", vkey);
    expect(out).toContain("leaf_closed at leaf #17");
    expect(err).toContain("The bundle does not hold.");
    expect(code).toBe(1);
  });

  it("ends with 1 without a key, without a file", async () => {
    expect(await docket("filing", "verify", file("good.zip"))).toMatchObject({ code: 1 });
    expect(await docket("filing", "verify", file("none.zip"), "--vkey", vkey)).toMatchObject({
      code: 1,
      err: expect.stringContaining("there is no such file"),
    });
  });
});

describe("the page", () => {
  it("is one file that asks for nothing else, and admits only its own script and style", async () => {
    const { html } = await buildVerifier();
    expect(html).not.toMatch(/<(?:link|img|iframe|script src|base)\b/);
    expect(html).not.toMatch(/\b(?:fetch|XMLHttpRequest|WebSocket|EventSource|importScripts|sendBeacon)\s*\(/);
    expect(html).not.toMatch(/\brequire\(|from "node:/);
    const [, script = ""] = /<script>([\s\S]*)<\/script>/.exec(html) ?? [];
    const hash = createHash("sha256").update(script, "utf8").digest("base64");
    expect(html).toContain(`content="default-src 'none'; script-src 'sha256-${hash}'; style-src 'sha256-`);
  });

  it("comes out byte for byte the same again, with its hash beside it", async () => {
    const sha256 = await writeVerifier(folder);
    expect((await buildVerifier()).sha256).toBe(sha256);
    const bytes = readFileSync(file("verifier.html"));
    expect(createHash("sha256").update(bytes).digest("hex")).toBe(sha256);
    expect(readFileSync(file("verifier.html.sha256"), "utf8")).toBe(`${sha256}  verifier.html\n`);
    // Nothing of the machine that built it.
    expect(bytes.includes(path.dirname(path.resolve("package.json")))).toBe(false);
  });
});

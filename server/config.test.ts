import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { ConfigError, parseConfig } from "./config";

const folders: string[] = [];
const freshDir = () => {
  const folder = mkdtempSync(path.join(tmpdir(), "docket-config-"));
  folders.push(folder);
  return folder;
};
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});
const real = { DATABASE_URL: "postgres://app:x@db.example/docket", AUTH_SECRET: "s".repeat(32) };

describe("the environment", () => {
  it("is demo mode without DATABASE_URL, on loopback, with a secret that the next start finds again", () => {
    const env = { DOCKET_DATA_DIR: freshDir() };
    const config = parseConfig(env);
    expect(config).toMatchObject({
      embedded: true,
      host: "127.0.0.1",
      url: "http://127.0.0.1:3000",
      databaseUrl: null,
      demo: { password: "docket-demo", apiKey: "docket-demo-key" },
    });
    expect(config.authSecret).toHaveLength(64);
    expect(parseConfig(env).authSecret).toBe(config.authSecret);
    expect(statSync(path.join(config.dataDir, "auth-secret")).mode & 0o777).toBe(0o600);
    expect(Object.isFrozen(config)).toBe(true);
  });

  it("has no demo credentials beside a real database", () => {
    const config = parseConfig({ ...real, DOCKET_DEMO_API_KEY: "left-over-key" });
    expect(config.demo).toBeNull();
    expect(config.migrateUrl).toBe(real.DATABASE_URL);
    expect(config.host).toBe("0.0.0.0");
  });

  it("lets a decision be undone for ten seconds unless it says otherwise: none, or 5 to 30", () => {
    const undoSeconds = (given?: string) => parseConfig({ ...real, DOCKET_UNDO_SECONDS: given }).undoSeconds;
    expect([undefined, "0", "5", "30"].map(undoSeconds)).toEqual([10, 0, 5, 30]);
  });

  it.each([
    [{ DOCKET_NO_SUCH: "1" }, "DOCKET_NO_SUCH"],
    [{ DOCKET_TRUST_PROXY: "maybe" }, "DOCKET_TRUST_PROXY"],
    [{ DOCKET_UNDO_SECONDS: "4" }, "DOCKET_UNDO_SECONDS"],
    [{ DOCKET_UNDO_SECONDS: "31" }, "DOCKET_UNDO_SECONDS"],
    [{ DOCKET_UNDO_SECONDS: "7.5" }, "DOCKET_UNDO_SECONDS"],
    [{ DOCKET_UNDO_SECONDS: "-0.1" }, "DOCKET_UNDO_SECONDS"],
    [{ DOCKET_URL: "docket.example" }, "DOCKET_URL"],
    [{ DOCKET_URL: "ftp://docket.example" }, "DOCKET_URL"],
    [{ DOCKET_NOW: "yesterday" }, "DOCKET_NOW"],
    [{ DOCKET_NOW: "2026-01-01T00:00:00Z" }, "DOCKET_NOW"],
    [{ DOCKET_DEMO: "on" }, "DOCKET_DEMO"],
    [{ DOCKET_EMBEDDED_URL: "postgres://a:b@127.0.0.1:1/docket" }, "DOCKET_EMBEDDED_URL"],
    [{ DATABASE_URL: "mysql://x/y" }, "DATABASE_URL"],
    [{ DATABASE_URL: undefined, DOCKET_DEMO: "off", AUTH_SECRET: undefined }, "AUTH_SECRET"],
    [{ DATABASE_URL: undefined, DOCKET_MIGRATE_URL: "postgres://o@h/d" }, "DOCKET_MIGRATE_URL"],
    [{ DATABASE_URL: undefined, DOCKET_EMBEDDED_URL: "postgres://a:b@db.example/docket" }, "DOCKET_EMBEDDED_URL"],
    [{ AUTH_SECRET: undefined }, "AUTH_SECRET"],
    [{ AUTH_SECRET: "short" }, "AUTH_SECRET"],
    [{ PORT: "70000" }, "PORT"],
    [{ LOG_LEVEL: "loud" }, "LOG_LEVEL"],
    [{ OIDC_ISSUER: "https://id.example" }, "OIDC_ISSUER"],
    [{ DOCKET_DIST_DIR: "../elsewhere" }, "DOCKET_DIST_DIR"],
  ])("refuses %o in one line that names %s", (change, name) => {
    const attempt = () => parseConfig({ ...real, DOCKET_DATA_DIR: freshDir(), ...change });
    expect(attempt).toThrow(ConfigError);
    expect(attempt).toThrow(new RegExp(`^${name}: [^\\n]+$`));
  });
});

describe("the keys file", () => {
  it("is made once in the data directory", () => {
    const env = { ...real, DOCKET_DATA_DIR: freshDir() };
    const { keysFile } = parseConfig(env);
    const made = readFileSync(keysFile, "utf8");
    expect(parseConfig(env).keysFile).toBe(keysFile);
    expect(readFileSync(keysFile, "utf8")).toBe(made);
    expect(statSync(keysFile).mode & 0o777).toBe(0o600);
  });

  it("is never made where the operator named one", () => {
    const keysFile = path.join(freshDir(), "missing.json");
    const env = { ...real, DOCKET_DATA_DIR: freshDir(), DOCKET_KEYS_FILE: keysFile };
    expect(() => parseConfig(env)).toThrow(/^DOCKET_KEYS_FILE: there is no such file$/);
    expect(existsSync(keysFile)).toBe(false);
  });

  it.each(["", "{}", '{"data":[],"lookup":""}', '{"data":[{"id":1,"key":"00"}],"lookup":"00"}'])(
    "refuses %s",
    (text) => {
      const keysFile = path.join(freshDir(), "keys.json");
      writeFileSync(keysFile, text);
      const env = { ...real, DOCKET_DATA_DIR: freshDir(), DOCKET_KEYS_FILE: keysFile };
      expect(() => parseConfig(env)).toThrow(/^DOCKET_KEYS_FILE: must hold/);
    },
  );
});

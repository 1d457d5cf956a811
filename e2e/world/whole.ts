import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import path from "node:path";
import { text } from "node:stream/consumers";
import { expect } from "@playwright/test";
import { markOf, type ProcessMark } from "../../db/alive";

export type Started = { readonly process: ChildProcess; readonly output: () => string };

/** Docket as `npm start` runs it, supervisor, pages, worker and database, on a data directory of its own and without the demo. */
export function wholeDocket(dataDir: string, port: number) {
  const url = `http://127.0.0.1:${port}`;
  const settings = {
    DOCKET_DATA_DIR: dataDir,
    DOCKET_DEMO: "off",
    AUTH_SECRET: "only-for-this-test-only-for-this-test",
    HOST: "127.0.0.1",
    PORT: `${port}`,
    LOG_LEVEL: "silent",
  };
  const environment = (changes: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv => {
    const inherited = Object.entries(process.env).filter(
      ([name]) => !/^(DOCKET_(?!DIST_DIR$)|NEXTAUTH_|DATABASE_URL$|npm_lifecycle_event$)/.test(name),
    );
    return { ...Object.fromEntries(inherited), NODE_ENV: "production", ...settings, ...changes };
  };
  const started: ChildProcess[] = [];
  const start = (changes: Readonly<Record<string, string>> = {}): Started => {
    const child = spawn(process.execPath, ["bin/start.mjs"], {
      env: environment(changes),
      stdio: ["ignore", "pipe", "pipe"],
    });
    started.push(child);
    let said = "";
    for (const stream of [child.stdout, child.stderr])
      stream?.on("data", (chunk: Buffer) => {
        said += chunk.toString("utf8");
      });
    return { process: child, output: () => said };
  };
  /** `npm run docket -- WORDS…` on this data, with `input` on its standard input; resolves also when it says no. */
  const operator = async (words: readonly string[], changes: Readonly<Record<string, string>> = {}, input = "") => {
    const child = spawn(process.execPath, ["bin/run.mjs", "bin/docket.ts", ...words], {
      env: environment(changes),
      stdio: ["pipe", "pipe", "pipe"],
    });
    child.stdin.on("error", () => undefined);
    child.stdin.end(input);
    const ended = once(child, "exit");
    const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
    const [code] = (await ended) as [number | null];
    return { out, err, code };
  };
  return {
    url,
    environment,
    start,
    operator,
    /** Ends what a test that failed left running. */
    stopAll: async () => {
      const alive = started.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null);
      const ends = alive.map((child) => once(child, "exit"));
      for (const child of alive) child.kill("SIGTERM");
      await Promise.all(ends);
    },
    served: (started: Started) =>
      expect
        .poll(() => started.output(), { timeout: 90_000, message: "npm start serves" })
        .toContain(`Docket is at ${url}`),
    isReady: async () => (await fetch(`${url}/readyz`).catch(() => null))?.ok === true,
    marksOfChildren: (): ProcessMark[] => JSON.parse(readFileSync(path.join(dataDir, "children.json"), "utf8")),
    postmaster: (): ProcessMark =>
      markOf(Number.parseInt(readFileSync(path.join(dataDir, "postgres", "postmaster.pid"), "utf8"), 10)),
  };
}

export const kill = (mark: ProcessMark | undefined) => mark && process.kill(mark.pid, "SIGKILL");

import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, openSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { makeDemo, runSeed } from "../../bin/demo";
import { type EmbeddedServer, startEmbedded } from "../../db/embedded";
import { migrate } from "../../db/migrate";

export type Installation = {
  readonly url: string;
  readonly database: EmbeddedServer;
  /** What a process that works on this installation needs: its doors open on the same database. */
  readonly env: Readonly<Record<string, string>>;
  readonly web: () => ChildProcess;
  readonly worker: () => ChildProcess;
  /** Starts again what a test has killed, and waits until it is ready. */
  readonly restart: () => Promise<void>;
  /** Ends pages and worker and starts them again at another time of day; the clock runs on from there. */
  readonly moveTo: (now: Date) => Promise<void>;
  readonly stop: () => Promise<void>;
};

export type InstallationOptions = {
  /** With the demo community, not only the policy and the demo's people. */
  readonly withDemo?: boolean;
  /** For tests that kill the database. */
  readonly isDurable?: boolean;
  /** Where `web.log` and `worker.log` go. */
  readonly logDir?: string;
  /** Settings besides, which may need its address. */
  readonly settings?: (url: string) => Readonly<Record<string, string>>;
};

const freePort = () =>
  new Promise<number>((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() =>
        typeof address === "object" && address ? resolve(address.port) : reject(new Error("no port")),
      );
    });
  });

/** The developer's own settings do not reach a test's installation. */
const cleanEnvironment = (): Record<string, string | undefined> =>
  Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) =>
        !/^(DOCKET_(?!DIST_DIR$|CAMPAIGN$)|OIDC_|NEXTAUTH_|DATABASE_URL$|AUTH_SECRET$|HOST$|PORT$)/.test(name),
    ),
  );

const isReady = async (url: string) => {
  const answer = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(5_000) }).catch(() => null);
  return answer?.ok === true;
};

const watchFile = () => pathToFileURL(path.resolve("bin/parent-watch.mjs")).href;

/**
 * A whole installation for tests, from the build in the distDir: its own database in a temporary directory, pages
 * and worker, on free ports. Everything ends with this process.
 */
export async function startInstallation(options: InstallationOptions = {}): Promise<Installation> {
  const { withDemo = false, isDurable = false, logDir = "test-results", settings } = options;
  const dataDir = mkdtempSync(path.join(tmpdir(), `docket-world-${randomBytes(3).toString("hex")}-`));
  const database = await startEmbedded({ dataDir, isDurable, isTemporary: true, maxConnections: 200 });
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const env = {
    DOCKET_DATA_DIR: dataDir,
    DOCKET_EMBEDDED_URL: database.appUrl,
    DOCKET_EMBEDDED_OWNER_URL: database.ownerUrl,
    DOCKET_URL: url,
    DOCKET_ALLOW_PRIVATE_WEBHOOKS: "on",
    // All browsers of the tests have one address.
    DOCKET_FORM_POSTS: "1000",
    NEXTAUTH_URL: url,
    HOST: "127.0.0.1",
    PORT: `${port}`,
    LOG_LEVEL: "warn",
    NEXT_TELEMETRY_DISABLED: "1",
  };
  const childEnvironment: NodeJS.ProcessEnv = {
    ...cleanEnvironment(),
    ...env,
    ...settings?.(url),
    NODE_ENV: "production",
  };

  if (withDemo) await makeDemo(database, () => undefined, childEnvironment);
  else {
    await migrate(database);
    await runSeed(childEnvironment, []);
  }

  mkdirSync(logDir, { recursive: true });
  const start = (name: string, words: readonly string[]): ChildProcess => {
    const log = openSync(path.join(logDir, `${name}.log`), "a");
    return spawn(process.execPath, ["--import", watchFile(), ...words], {
      env: childEnvironment,
      stdio: ["ignore", log, log, "ipc"],
    });
  };
  const startWeb = () => start("web", ["node_modules/next/dist/bin/next", "start", "-H", "127.0.0.1", "-p", `${port}`]);
  const startWorker = () => start("worker", ["--import", "tsx", "bin/worker.ts"]);
  let web = startWeb();
  let worker = startWorker();
  const isGone = (child: ChildProcess) => child.exitCode !== null || child.signalCode !== null;

  const waitUntilReady = async () => {
    for (const until = Date.now() + 60_000; !(await isReady(url)); await wait(100)) {
      if (isGone(web)) throw new Error(`the pages ended: see ${logDir}/web.log`);
      if (Date.now() > until) throw new Error(`the installation does not get ready: see ${logDir}`);
    }
  };
  const end = async (child: ChildProcess) => {
    if (isGone(child)) return;
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGTERM");
    const kill = setTimeout(() => child.kill("SIGKILL"), 5_000);
    await ended;
    clearTimeout(kill);
  };
  const stop = async () => {
    await Promise.all([end(web), end(worker)]);
    await database.stop();
  };

  try {
    await waitUntilReady();
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    url,
    database,
    env,
    web: () => web,
    worker: () => worker,
    restart: async () => {
      if (isGone(web)) web = startWeb();
      if (isGone(worker)) worker = startWorker();
      await waitUntilReady();
    },
    moveTo: async (now) => {
      await Promise.all([end(web), end(worker)]);
      childEnvironment.DOCKET_NOW = now.toISOString();
      web = startWeb();
      worker = startWorker();
      await waitUntilReady();
    },
    stop,
  };
}

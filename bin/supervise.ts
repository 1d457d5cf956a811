import { readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { commandOf, endProcess, isGoneWithin, type ProcessMark, parentOf, takeLock } from "../db/alive";
import { writeDurably } from "../db/durable";
import { EmbeddedInUse, type EmbeddedServer, startEmbedded } from "../db/embedded";
import { migrate } from "../db/migrate";
import { type Config, ConfigError, config } from "../server/config";
import { demoAddress, demoStaff } from "../server/staff/demo";
import { ensureBuild } from "./build.mjs";
import { demoAccounts, demoState, makeDemo, runSeed } from "./demo";
import { type SupervisedChild, superviseChild } from "./supervised";
import { writeVerifier } from "./verifier/build.mjs";

/** Expected: said in one line, exit code 1. */
class CannotStart extends Error {}

const say = (line: string) => console.log(line);

/** What has been started, in the order in which it is stopped. */
type Running = {
  readonly children: SupervisedChild[];
  database: EmbeddedServer | null;
  isStopping: boolean;
  /** Aborted on stop. */
  readonly stopping: AbortController;
};

async function refuseTakenPort({ host, port }: Config): Promise<void> {
  const fault = await new Promise<NodeJS.ErrnoException | null>((resolve) => {
    const probe = createServer();
    probe.once("error", resolve);
    probe.listen(port, host, () => probe.close(() => resolve(null)));
  });
  if (fault?.code === "EADDRINUSE")
    throw new CannotStart(`PORT: ${port} on ${host} is in use by another program; choose another with PORT=….`);
  if (fault) throw new CannotStart(`HOST, PORT: cannot listen on ${host}:${port} (${fault.code}).`);
}

/** Ends children that an earlier supervisor left behind, and remembers ours for the next one. */
const childrenFile = ({ dataDir }: Config) => path.join(dataDir, "children.json");

async function endOrphans(settings: Config): Promise<void> {
  let marks: ProcessMark[] = [];
  try {
    marks = JSON.parse(readFileSync(childrenFile(settings), "utf8")) as ProcessMark[];
  } catch {}
  await Promise.all(
    marks.map((mark) =>
      endProcess(mark, [
        ["SIGTERM", 3],
        ["SIGKILL", 3],
      ]),
    ),
  );
}

/** Whole or not at all: whoever reads it while a child is started again, or after a kill, must find all of them. */
const rememberChildren = (settings: Config, children: readonly SupervisedChild[]) =>
  writeDurably(childrenFile(settings), JSON.stringify(children.flatMap((child) => child.mark() ?? [])));

async function startDatabase(settings: Config, running: Running, giveUp: (line: string) => void) {
  say("Starting the database…");
  const start = async (): Promise<EmbeddedServer> => {
    const server = await startEmbedded({ dataDir: settings.dataDir });
    running.database = server;
    void server.exited.then(() => {
      if (running.isStopping || running.database !== server) return;
      console.error("the database ended; starting it again.");
      start().catch((error: Error) => giveUp(`The database does not start again: ${error.message}`));
    });
    return server;
  };
  const server = await start();
  if (server.home !== settings.dataDir)
    say(`Its files are in ${server.home}: the user that runs it cannot reach ${settings.dataDir}.`);
  return server;
}

/** Brings the database to this build and makes the demo once. */
async function prepareDatabase(settings: Config, server: EmbeddedServer | null): Promise<NodeJS.ProcessEnv> {
  const env: NodeJS.ProcessEnv = { ...process.env, NEXT_TELEMETRY_DISABLED: "1" };
  if (server) env.DOCKET_EMBEDDED_URL = server.appUrl;
  if (server && settings.demo) {
    const state = await demoState(server);
    if (state === "real") say("This data directory was first used without the demo: none is made.");
    if (state === "new") {
      say("Making the demo community; this takes about a minute, once…");
      await makeDemo(server, say);
    }
  }
  const ownerUrl = server?.ownerUrl ?? settings.migrateUrl;
  const appUrl = server?.appUrl ?? settings.databaseUrl;
  if (!ownerUrl || !appUrl) throw new CannotStart("DATABASE_URL: is not set");
  await migrate({ ownerUrl, appUrl, say });
  const left = settings.demo ? 0 : await demoAccounts(ownerUrl);
  if (left > 0)
    say(
      `This database holds a demo, and demo mode is off: its ${left} accounts, its API key and its connection are refused.`,
    );
  await runSeed(env, []);
  return env;
}

const nextWords = (settings: Config, isDevelopment: boolean) => [
  ...["--import", new URL("./parent-watch.mjs", import.meta.url).href, "node_modules/next/dist/bin/next"],
  ...[isDevelopment ? "dev" : "start", "-H", settings.host, "-p", `${settings.port}`],
];

const workerWords = (isDevelopment: boolean) => [
  ...["--import", new URL("./parent-watch.mjs", import.meta.url).href],
  ...(isDevelopment
    ? ["node_modules/tsx/dist/cli.mjs", "watch", "--clear-screen=false", "bin/worker.ts"]
    : ["--import", "tsx", "bin/worker.ts"]),
];

/** Waits until the pages and the worker answer. */
async function waitUntilReady(settings: Config, running: Running): Promise<void> {
  const { hostname } = new URL(config().url);
  const host = settings.host === "0.0.0.0" || settings.host === "::" ? "localhost" : (settings.host ?? hostname);
  const address = `http://${host.includes(":") ? `[${host}]` : host}:${settings.port}/readyz`;
  for (const until = Date.now() + 120_000; !running.isStopping; await wait(200)) {
    const answer = await fetch(address, { signal: AbortSignal.timeout(5_000) }).catch(() => null);
    if (answer?.ok) return;
    if (Date.now() > until)
      throw new CannotStart(`Docket does not get ready: ${(await answer?.text()) ?? "no answer"}`);
  }
}

function greet(settings: Config): void {
  say("");
  say(`Docket is at ${settings.url}`);
  if (settings.demo) {
    say(`Demo accounts, password ${settings.demo.password}:`);
    for (const person of demoStaff) say(`  ${demoAddress(person.account)}`);
    say(`Demo API key: ${settings.demo.apiKey}`);
  }
  say(`Data is kept in ${settings.dataDir}. Ctrl-C stops everything.`);
}

async function stopAll(running: Running): Promise<void> {
  await Promise.all(running.children.map((child) => child.stop()));
  const { database } = running;
  running.database = null;
  await database?.stop();
}

/**
 * npm hands signals on, but cannot when it is killed with -9: then its going is the signal. Between npm and us there
 * may be a shell, which outlives it.
 */
function watchNpm(onGone: () => void): void {
  if (!process.env.npm_lifecycle_event) return;
  const shell = commandOf(process.ppid).includes(" -c ") ? process.ppid : null;
  const npmOf = () => (shell && process.ppid === shell ? parentOf(shell) : process.ppid);
  const npm = npmOf();
  setInterval(() => {
    if (npmOf() !== npm) onGone();
  }, 1_000).unref();
}

/**
 * Runs everything until a signal: database, pages, worker. Never returns; the exit code is 0 after a signal, 1 when
 * it cannot start or gives up.
 */
export async function supervise({ isDevelopment }: { isDevelopment: boolean }): Promise<void> {
  const running: Running = { children: [], database: null, isStopping: false, stopping: new AbortController() };
  let lock: string | null = null;
  const end = async (exitCode: number): Promise<void> => {
    if (running.isStopping) return;
    running.isStopping = true;
    running.stopping.abort();
    await stopAll(running).catch((error: Error) => console.error(error.message));
    if (lock) rmSync(lock, { force: true });
    process.exit(exitCode);
  };
  const giveUp = (line: string) => {
    console.error(line);
    void end(1);
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    process.on(signal, () => {
      if (!running.isStopping) say("\nStopping…");
      void end(0);
    });
  watchNpm(() => void end(1));

  try {
    const settings = config();
    const lockPath = path.join(settings.dataDir, "docket.lock");
    const holder = takeLock(lockPath);
    if (holder && !((await isGoneWithin(holder, 5)) && takeLock(lockPath) === null))
      throw new CannotStart(`Docket is already running on ${settings.dataDir} (process ${holder.pid}).`);
    lock = lockPath;
    await endOrphans(settings);
    await refuseTakenPort(settings);
    if (isDevelopment) await writeVerifier("public");
    else if (!(await ensureBuild(settings.distDir, running.stopping.signal)))
      throw new CannotStart("The pages could not be built.");
    const server = settings.embedded ? await startDatabase(settings, running, giveUp) : null;
    const base = await prepareDatabase(settings, server);
    if (running.isStopping) return;
    const env: NodeJS.ProcessEnv = { ...base, NODE_ENV: isDevelopment ? "development" : "production" };
    const onStart = () => setImmediate(() => rememberChildren(settings, running.children));
    for (const [name, words] of [
      ["web", nextWords(settings, isDevelopment)],
      ["worker", workerWords(isDevelopment)],
    ] as const)
      running.children.push(superviseChild({ name, words, env }, onStart, giveUp));
    await waitUntilReady(settings, running);
    if (!running.isStopping) greet(settings);
  } catch (error) {
    if (running.isStopping) return;
    const isExpected = error instanceof CannotStart || error instanceof ConfigError || error instanceof EmbeddedInUse;
    console.error(
      isExpected ? error.message : `Docket cannot start: ${error instanceof Error ? error.message : error}`,
    );
    await end(1);
  }
}

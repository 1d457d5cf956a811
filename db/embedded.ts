import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import postgres from "postgres";
import { commandOf, endProcess, isAlive, markOf, type ProcessMark, readMark, takeLock } from "./alive";
import { clusterHome, initialise, type OsUser, serverBinaries, serverUser } from "./embedded-files";

/** What `postgres.json` in the data directory remembers between starts. */
type Remembered = {
  readonly port: number;
  /** The data directory that this was written for: a copy of it is another installation. */
  readonly dataDir: string;
  readonly home: string;
  readonly superPassword: string;
  readonly ownerPassword: string;
  readonly appPassword: string;
};

export type EmbeddedUrls = {
  /** Application role `docket_app`: granted privileges only. */
  readonly appUrl: string;
  /** Role `docket_owner`, which owns everything and migrates. */
  readonly ownerUrl: string;
  /** Superuser, for tests and for the making of roles. */
  readonly superUrl: string;
};

export type EmbeddedServer = EmbeddedUrls & {
  /** Resolves when the server ends, wanted or not. */
  readonly exited: Promise<void>;
  /** The directory above the cluster: `dataDir`, unless the server's user cannot reach that. */
  readonly home: string;
  /** The postmaster, for tests that kill it. */
  readonly postmasterPid: () => number | null;
  readonly stop: () => Promise<void>;
};

export type EmbeddedOptions = {
  /** Absolute. Made when missing. */
  readonly dataDir: string;
  /** Off for tests that kill nothing: a machine crash would lose data. */
  readonly isDurable?: boolean;
  /** Removes the whole data directory when the server ends. */
  readonly isTemporary?: boolean;
  readonly maxConnections?: number;
};

/** Another live process runs the embedded server of this data directory. */
export class EmbeddedInUse extends Error {
  constructor(readonly holder: ProcessMark) {
    super(`the embedded database is in use by process ${holder.pid}`);
    this.name = "EmbeddedInUse";
  }
}

const lockFile = (dataDir: string) => path.join(dataDir, "postgres.lock");
const memoryFile = (dataDir: string) => path.join(dataDir, "postgres.json");
const logFileOf = (dataDir: string) => path.join(dataDir, "postgres.log");

const urlsOf = ({ port, superPassword, ownerPassword, appPassword }: Remembered, database = "docket"): EmbeddedUrls => {
  const url = (role: string, password: string) => `postgres://${role}:${password}@127.0.0.1:${port}/${database}`;
  return {
    appUrl: url("docket_app", appPassword),
    ownerUrl: url("docket_owner", ownerPassword),
    superUrl: url("docket_super", superPassword),
  };
};

function recall(dataDir: string): Remembered | null {
  try {
    return JSON.parse(readFileSync(memoryFile(dataDir), "utf8")) as Remembered;
  } catch {
    return null;
  }
}

function remember(dataDir: string, memory: Remembered): void {
  const draft = `${memoryFile(dataDir)}.new`;
  writeFileSync(draft, `${JSON.stringify(memory, null, 2)}\n`, { mode: 0o600, flush: true });
  renameSync(draft, memoryFile(dataDir));
}

/** The addresses of the embedded server that another live process runs on this data directory; null when none does. */
export function runningEmbedded(dataDir: string): EmbeddedUrls | null {
  const holder = readMark(lockFile(dataDir));
  const memory = recall(dataDir);
  return holder && memory && isAlive(holder) ? urlsOf(memory) : null;
}

const isPortFree = (port: number) =>
  new Promise<number | null>((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(null));
    probe.listen(port, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address ? address.port : null));
    });
  });

const choosePort = async (preferred: number) => (await isPortFree(preferred)) ?? (await isPortFree(0)) ?? preferred;

const postmasterOf = (clusterDir: string): number | null => {
  try {
    return Number.parseInt(readFileSync(path.join(clusterDir, "postmaster.pid"), "utf8"), 10) || null;
  } catch {
    return null;
  }
};

/**
 * Ends a postmaster that outlived a killed owner. A pid file whose number now belongs to another program is
 * removed, because PostgreSQL would take that program for a running server and refuse to start.
 */
async function clearEarlierServer(clusterDir: string): Promise<void> {
  const pid = postmasterOf(clusterDir);
  if (!pid) return;
  const mark = markOf(pid);
  if (!mark.startedAt) return;
  if (commandOf(pid).includes(clusterDir))
    await endProcess(mark, [
      ["SIGINT", 10],
      ["SIGQUIT", 5],
      ["SIGKILL", 5],
    ]);
  else rmSync(path.join(clusterDir, "postmaster.pid"), { force: true });
}

/** @throws Error when the server is there and knows another password: its files are not those of this data directory. */
const isAnswering = async (url: string): Promise<boolean> => {
  const sql = postgres(url, { max: 1, connect_timeout: 2, onnotice: () => undefined });
  try {
    await sql`select 1`;
    return true;
  } catch (error) {
    if ((error as { code?: string }).code === "28P01")
      throw new Error("the embedded database has another password than postgres.json in the data directory says");
    return false;
  } finally {
    await sql.end({ timeout: 1 });
  }
};

type Launch = { keeper: ChildProcess; exited: Promise<void> };

function launch(options: EmbeddedOptions, binary: string, clusterDir: string, port: number, user?: OsUser): Launch {
  const logFile = logFileOf(options.dataDir);
  if ((statSync(logFile, { throwIfNoEntry: false })?.size ?? 0) > 10_000_000) truncateSync(logFile);
  const settings = {
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    max_connections: options.maxConnections ?? 100,
    timezone: "UTC",
    log_timezone: "UTC",
    // The server's log is no place for personal data: no statements, no details with key values.
    log_min_error_statement: "panic",
    log_error_verbosity: "terse",
    log_checkpoints: "off",
    ...(options.isDurable === false ? { fsync: "off", full_page_writes: "off", synchronous_commit: "off" } : {}),
  };
  const args = ["-D", clusterDir, "-p", `${port}`];
  for (const [name, value] of Object.entries(settings)) args.push("-c", `${name}=${value}`);
  const keeperFile = fileURLToPath(new URL("./embedded-keeper.mjs", import.meta.url));
  const removeOnExit = options.isTemporary ? options.dataDir : undefined;
  const order = JSON.stringify({ binary, args, uid: user?.uid, gid: user?.gid, logFile, removeOnExit });
  // In a group of its own: Ctrl-C is for the owner, which stops the database last.
  const keeper = spawn(process.execPath, [keeperFile, order], { stdio: ["pipe", "ignore", "ignore"], detached: true });
  keeper.stdin?.on("error", () => undefined);
  return { keeper, exited: new Promise((resolve) => keeper.once("exit", () => resolve())) };
}

/** Files of a cluster whose passwords are gone with their data directory: out of the way, not deleted. */
function setAside(clusterDir: string): void {
  if (!existsSync(path.join(clusterDir, "PG_VERSION"))) return;
  rmSync(`${clusterDir}.left`, { recursive: true, force: true });
  renameSync(clusterDir, `${clusterDir}.left`);
}

/** Recovery after a crash may take its time. */
const startLimitMs = 120_000;

/**
 * Puts another cluster in the place of this data directory's own: `place` does it, knowing the directory and the OS
 * user that will run the server. The roles get new passwords at the next start.
 *
 * @throws EmbeddedInUse when a live process runs the server.
 */
export function placeCluster(
  dataDir: string,
  superPassword: string,
  place: (clusterDir: string, user: OsUser | undefined) => void,
): void {
  mkdirSync(dataDir, { recursive: true, mode: 0o711 });
  const mine = readMark(lockFile(dataDir));
  const holder = mine && isAlive(mine) ? mine : takeLock(lockFile(dataDir));
  if (holder) throw new EmbeddedInUse(holder);
  try {
    const user = serverUser();
    const home = clusterHome(dataDir, user);
    place(path.join(home, "postgres"), user);
    const newPassword = () => randomBytes(24).toString("hex");
    remember(dataDir, {
      superPassword,
      ownerPassword: newPassword(),
      appPassword: newPassword(),
      dataDir,
      home,
      port: recall(dataDir)?.port ?? 0,
    });
  } finally {
    rmSync(lockFile(dataDir), { force: true });
  }
}

/** Makes the two roles and the database unless they are there. Passwords are hexadecimal, made by us. */
async function prepareRoles({ superUrl }: EmbeddedUrls, memory: Remembered): Promise<void> {
  const onServer = postgres(superUrl.replace(/\/docket$/, "/postgres"), { max: 1, onnotice: () => undefined });
  try {
    for (const [role, password] of [
      ["docket_owner", memory.ownerPassword],
      ["docket_app", memory.appPassword],
    ] as const) {
      const [found] = await onServer`select 1 from pg_roles where rolname = ${role}`;
      await onServer.unsafe(`${found ? "alter" : "create"} role ${role} login password '${password}'`);
    }
    const [found] = await onServer`select 1 from pg_database where datname = 'docket'`;
    if (!found) await onServer.unsafe("create database docket owner docket_owner");
    await onServer.unsafe("revoke connect, temporary on database docket from public");
    await onServer.unsafe("grant connect on database docket to docket_app");
  } finally {
    await onServer.end({ timeout: 2 });
  }
}

/**
 * Starts the embedded PostgreSQL 18 of a data directory, whatever state an earlier run left it in: never two
 * postmasters on one cluster, and none that outlives this process.
 *
 * @throws EmbeddedInUse when another live process runs it.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedServer> {
  const { dataDir } = options;
  mkdirSync(dataDir, { recursive: true, mode: 0o711 });
  // A directory for temporary files is closed to others; the user who runs the server must pass.
  if (options.isTemporary) chmodSync(dataDir, 0o711);
  const holder = takeLock(lockFile(dataDir));
  if (holder) throw new EmbeddedInUse(holder);
  const release = () => rmSync(lockFile(dataDir), { force: true });
  try {
    const user = serverUser();
    const binaries = serverBinaries(user);
    const newPassword = () => randomBytes(24).toString("hex");
    const earlier = recall(dataDir);
    const home = earlier?.dataDir === dataDir ? earlier.home : clusterHome(dataDir, user);
    const clusterDir = path.join(home, "postgres");
    await clearEarlierServer(clusterDir);
    if (!earlier) setAside(clusterDir);
    let memory: Remembered = {
      superPassword: newPassword(),
      ownerPassword: newPassword(),
      appPassword: newPassword(),
      ...earlier,
      dataDir,
      home,
      port: await choosePort(earlier?.port ?? 0),
    };
    remember(dataDir, memory);
    const version = statSync(path.join(clusterDir, "PG_VERSION"), { throwIfNoEntry: false });
    if (!version) initialise(clusterDir, { initdb: binaries.initdb, user, password: memory.superPassword });

    const until = Date.now() + startLimitMs;
    // Backends of a killed postmaster may hold its memory for a moment, and a port may be taken meanwhile: try again.
    for (;;) {
      const { keeper, exited } = launch(options, binaries.postgres, clusterDir, memory.port, user);
      const urls = urlsOf(memory);
      let hasEnded = false;
      void exited.then(() => {
        hasEnded = true;
      });
      const probeUrl = urls.superUrl.replace(/\/docket$/, "/postgres");
      const stop = async () => {
        keeper.stdin?.end();
        await exited;
        release();
      };
      try {
        while (!hasEnded && Date.now() < until && !(await isAnswering(probeUrl))) await wait(50);
        if (!hasEnded) await prepareRoles(urls, memory);
      } catch (error) {
        await stop();
        throw error;
      }
      if (!hasEnded) {
        return { ...urls, home, exited, stop, postmasterPid: () => postmasterOf(clusterDir) };
      }
      if (Date.now() > until) throw new Error(`the embedded database does not start: see ${logFileOf(dataDir)}`);
      await wait(300);
      memory = { ...memory, port: await choosePort(memory.port) };
      remember(dataDir, memory);
    }
  } catch (error) {
    release();
    throw error;
  }
}

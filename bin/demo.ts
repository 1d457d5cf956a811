import { spawn } from "node:child_process";
import postgres from "postgres";
import type { EmbeddedUrls } from "../db/embedded";
import { migrate } from "../db/migrate";

const draftName = "docket_seed";
const seededMark = "docket demo";

const inDatabase = (url: string, name: string) => url.replace(/\/docket$/, `/${name}`);
const urlsIn = (urls: EmbeddedUrls, name: string): EmbeddedUrls => ({
  appUrl: inDatabase(urls.appUrl, name),
  ownerUrl: inDatabase(urls.ownerUrl, name),
  superUrl: inDatabase(urls.superUrl, name),
});

async function onServer<T>(url: string, work: (sql: postgres.Sql) => Promise<T>): Promise<T> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    return await work(sql);
  } finally {
    await sql.end({ timeout: 2 });
  }
}

/**
 * Runs `bin/seed.ts` in a process of its own, which ends with this one.
 *
 * @param words `--demo` to make the demo community as well.
 */
export function runSeed(env: NodeJS.ProcessEnv, words: readonly string[]): Promise<void> {
  const watch = new URL("./parent-watch.mjs", import.meta.url).href;
  const child = spawn(process.execPath, ["--import", watch, "--import", "tsx", "bin/seed.ts", ...words], {
    env,
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => (code === 0 ? resolve() : reject(new Error("the demo could not be made"))));
  });
}

/** `new`: nobody has used this database yet. `real`: it was first used outside demo mode, and stays as it is. */
export async function demoState(urls: EmbeddedUrls): Promise<"new" | "seeded" | "real"> {
  return onServer(urls.superUrl, async (sql) => {
    const [row] = await sql<{ mark: string | null; isUsed: boolean }[]>`
      select shobj_description(oid, 'pg_database') as mark, to_regclass('public.schema_migration') is not null as "isUsed"
      from pg_database where datname = current_database()`;
    if (row?.mark === seededMark) return "seeded";
    return row?.isUsed ? "real" : "new";
  });
}

/** How many accounts of a demo a migrated database holds: outside demo mode all of them are refused. */
export const demoAccounts = (ownerUrl: string): Promise<number> =>
  onServer(ownerUrl, async (sql) => {
    const [row] = await sql<{ count: number }[]>`select count(*)::int as count from staff where demo`;
    return row?.count ?? 0;
  });

/**
 * Makes the demo in a database of its own that then takes the place of `docket`: killed at any moment, the next
 * start finds either no demo or a whole one. Nobody else may be connected.
 */
export async function makeDemo(
  urls: EmbeddedUrls,
  say: (line: string) => void,
  env: NodeJS.ProcessEnv = process.env,
): Promise<void> {
  const maintenance = inDatabase(urls.superUrl, "postgres");
  const draft = urlsIn(urls, draftName);
  await onServer(maintenance, async (sql) => {
    await sql.unsafe(`drop database if exists ${draftName} with (force)`);
    await sql.unsafe(`create database ${draftName} owner docket_owner`);
    await sql.unsafe(`revoke connect, temporary on database ${draftName} from public`);
    await sql.unsafe(`grant connect on database ${draftName} to docket_app`);
    // A demo that was cut off is dropped whole, so its commits need not wait for the disk.
    await sql.unsafe(`alter database ${draftName} set synchronous_commit = off`);
    await sql.unsafe(`comment on database ${draftName} is '${seededMark}'`);
  });
  await migrate({ ...draft, say });
  await runSeed({ ...env, DOCKET_EMBEDDED_URL: draft.appUrl }, ["--demo"]);
  await onServer(maintenance, async (sql) => {
    await sql.unsafe("drop database if exists docket with (force)");
    await sql.unsafe(`alter database ${draftName} reset synchronous_commit`);
    await sql.unsafe("checkpoint");
    await sql.unsafe(`alter database ${draftName} rename to docket`);
  });
}

import { chownSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { copyFile, mkdir, opendir, writeFile } from "node:fs/promises";
import path from "node:path";
import postgres from "postgres";
import { z } from "zod";
import { BackupFault, checkCluster, type Extent, extentOf } from "./backup-check";
import { syncDirectory, syncTree, writeDurably } from "./durable";
import { placeCluster } from "./embedded";
import { type OsUser, serverMajor } from "./embedded-files";

export { BackupFault };

/** `backup.json`, written last: a backup without it was not finished. */
const Manifest = z.object({
  format: z.literal("docket/backup/v1"),
  madeAt: z.iso.datetime(),
  /** Major version of PostgreSQL, whose files these are. */
  postgres: z.string(),
  log: z.object({ origin: z.string(), size: z.number() }).nullable(),
  superPassword: z.string(),
  /** In which segment of the write-ahead log the copy ended, and how much there is of it. Earlier backups say neither. */
  lastSegment: z.string().optional(),
  extent: z.object({ files: z.number(), bytes: z.number() }).optional(),
});
export type Manifest = z.infer<typeof Manifest>;

/** What a running server rebuilds by itself or must not find. Source: PostgreSQL's manual, "Making a base backup". */
const leftOut = new Set(["postmaster.pid", "postmaster.opts", "backup_label", "tablespace_map", "pg_internal.init"]);
const emptied = /^(pg_wal|pg_dynshmem|pg_notify|pg_replslot|pg_serial|pg_snapshots|pg_stat_tmp|pg_subtrans)$/;
const isTemporary = (name: string) => name.startsWith("pgsql_tmp");

const isGone = (error: unknown) => (error as NodeJS.ErrnoException).code === "ENOENT";

/** Copies a cluster that is in use: files come, go and change meanwhile, which the write-ahead log makes good. */
async function copyLive(from: string, to: string, depth = 0): Promise<void> {
  await mkdir(to, { recursive: true, mode: 0o700 });
  for await (const entry of await opendir(from)) {
    const [source, target] = [path.join(from, entry.name), path.join(to, entry.name)];
    if (leftOut.has(entry.name) || isTemporary(entry.name)) continue;
    try {
      if (!entry.isDirectory()) await copyFile(source, target);
      else if (depth === 0 && emptied.test(entry.name)) await mkdir(target, { mode: 0o700 });
      else await copyLive(source, target, depth + 1);
    } catch (error) {
      if (!isGone(error)) throw error;
    }
  }
}

/** The segments of the write-ahead log from the backup's begin to its end. */
async function copyLog(from: string, to: string, first: string, last: string): Promise<void> {
  const needed = readdirSync(from).filter((name) => /^[0-9A-F]{24}$/.test(name) && name >= first && name <= last);
  if (!needed.includes(first) || !needed.includes(last))
    throw new Error("the write-ahead log of the backup is not there any more");
  for (const name of needed) await copyFile(path.join(from, name), path.join(to, name));
}

/** What a backup's directory holds. */
const places = (directory: string) => ({
  cluster: path.join(directory, "postgres"),
  secrets: path.join(directory, "secrets"),
  manifest: path.join(directory, "backup.json"),
});

/** What the manifest counts: everything that was written before it. */
function extentOfBackup(directory: string) {
  const { cluster, secrets } = places(directory);
  const [one, other] = [extentOf(cluster), existsSync(secrets) ? extentOf(secrets) : { files: 0, bytes: 0 }];
  return { files: one.files + other.files, bytes: one.bytes + other.bytes };
}

/** A backup holds what its manifest says, and its cluster can be recovered. @throws BackupFault */
function checkBackup(directory: string, manifest: Manifest): void {
  try {
    const found = manifest.extent && extentOfBackup(directory);
    if (found && (found.files !== manifest.extent?.files || found.bytes !== manifest.extent.bytes))
      throw new BackupFault(
        `it was made of ${manifest.extent?.files} files with ${manifest.extent?.bytes} bytes, and has ${found.files} with ${found.bytes}`,
      );
    checkCluster(places(directory).cluster, manifest.postgres, manifest.lastSegment ?? null);
  } catch (error) {
    throw error instanceof BackupFault
      ? new BackupFault(`the backup in ${directory} cannot be restored: ${error.message}`)
      : error;
  }
}

/** Puts everything below the directory on disk, and the directories above it that were made for it. */
function syncBackup(directory: string, firstMade: string | undefined): void {
  syncTree(directory);
  const top = path.dirname(firstMade ?? directory);
  for (let above = path.dirname(directory); above.startsWith(top); above = path.dirname(above)) {
    syncDirectory(above);
    if (above === path.dirname(above)) break;
  }
}

/**
 * Copies a running embedded server into a new directory, without stopping anybody: the state at the end of the copy.
 * Written beside it: the files in `secrets`, without which nobody can read what is sealed. On return all of it is on
 * disk and was looked at; the manifest comes last.
 *
 * @throws BackupFault when the directory is not empty, when another backup is being made, or when the copy is not whole.
 */
export async function backUp(
  superUrl: string,
  directory: string,
  secrets: Readonly<Record<string, string>>,
  now: Date,
): Promise<Manifest & { readonly extent: Extent }> {
  if (existsSync(directory) && readdirSync(directory).length > 0)
    throw new BackupFault(`${directory} is not empty; a backup needs a directory of its own`);
  const firstMade = mkdirSync(directory, { recursive: true, mode: 0o700 });
  const { cluster } = places(directory);
  // One session: it holds the slot that keeps the log, and begins and ends the backup.
  const sql = postgres(superUrl, { max: 1, onnotice: () => undefined });
  try {
    await sql`select pg_create_physical_replication_slot('docket_backup', true, true)`.catch((error: unknown) => {
      const isTaken = (error as { code?: string }).code === "42710";
      throw isTaken ? new BackupFault("another backup is being made") : error;
    });
    const [place] = await sql<{ home: string; version: string }[]>`
      select current_setting('data_directory') as home, current_setting('server_version') as version`;
    const [begun] = await sql<{ first: string }[]>`select pg_walfile_name(pg_backup_start('docket', true)) as first`;
    if (!place || !begun) throw new Error("the server does not begin a backup");
    await copyLive(place.home, cluster);
    const [log] = await sql<{ origin: string; size: string }[]>`
      select origin, h.size from audit_head h join audit_log l using (origin) where l.closed_at is null`;
    const [ended] = await sql<{ last: string; labelfile: string }[]>`
      select pg_walfile_name(lsn) as last, labelfile from pg_backup_stop(false)`;
    if (!ended) throw new Error("the server does not end the backup");
    await writeFile(path.join(cluster, "backup_label"), ended.labelfile, { mode: 0o600 });
    await copyLog(path.join(place.home, "pg_wal"), path.join(cluster, "pg_wal"), begun.first, ended.last);
    for (const [name, file] of Object.entries(secrets))
      if (existsSync(file)) cpSync(file, path.join(places(directory).secrets, name), { recursive: true });
    const manifest = {
      format: "docket/backup/v1" as const,
      madeAt: now.toISOString(),
      postgres: place.version.split(".")[0] ?? "",
      log: log ? { origin: log.origin, size: Number(log.size) } : null,
      superPassword: decodeURIComponent(new URL(superUrl).password),
      lastSegment: ended.last,
      extent: extentOfBackup(directory),
    };
    checkBackup(directory, manifest);
    syncBackup(directory, firstMade);
    writeDurably(places(directory).manifest, `${JSON.stringify(manifest, null, 2)}\n`);
    return manifest;
  } finally {
    await sql.end({ timeout: 2 });
  }
}

/** Reads what a backup says of itself. @throws BackupFault when it is none, or was not finished. */
export function readBackup(directory: string): Manifest {
  try {
    return Manifest.parse(JSON.parse(readFileSync(places(directory).manifest, "utf8")));
  } catch {
    throw new BackupFault(`${directory} holds no finished backup of Docket`);
  }
}

const giveTo = (user: OsUser, file: string): void => {
  chownSync(file, user.uid, user.gid);
  for (const entry of readdirSync(file, { withFileTypes: true }))
    if (entry.isDirectory()) giveTo(user, path.join(file, entry.name));
    else chownSync(path.join(file, entry.name), user.uid, user.gid);
};

/**
 * Puts a backup in the place of a data directory's cluster, which is kept beside it under `postgres.before-restore`.
 * The next start recovers it. Secrets are put where none are; those that are there and differ are a fault, unless they
 * are keys of the log that were made or retired since.
 *
 * @throws BackupFault when the backup is not whole, or of another major version of PostgreSQL than the embedded
 *   server's, which could not read it; EmbeddedInUse while Docket runs on this data directory.
 */
export function restore(directory: string, dataDir: string, secrets: Readonly<Record<string, string>>): Manifest {
  const manifest = readBackup(directory);
  const major = serverMajor();
  if (manifest.postgres !== major)
    throw new BackupFault(
      `${directory} is of PostgreSQL ${manifest.postgres}, and this Docket has PostgreSQL ${major}: restore it with the version of Docket that made it`,
    );
  checkBackup(directory, manifest);
  const saved = Object.entries(secrets).map(([name, file]) => ({
    name,
    from: path.join(places(directory).secrets, name),
    file,
  }));
  for (const { name, from, file } of saved)
    if (
      existsSync(from) &&
      existsSync(file) &&
      !isSame(from, file) &&
      !(name === "signing-keys" && isLater(from, file))
    )
      throw new BackupFault(`${file} is not the one of the backup; move it away first, or nothing sealed can be read`);
  placeCluster(dataDir, manifest.superPassword, (clusterDir, user) => {
    const kept = `${clusterDir}.before-restore`;
    if (existsSync(clusterDir) && existsSync(kept))
      throw new BackupFault(`${kept} is there from an earlier restore; move it away first`);
    const draft = `${clusterDir}.new`;
    rmSync(draft, { recursive: true, force: true });
    cpSync(places(directory).cluster, draft, { recursive: true });
    if (user) giveTo(user, draft);
    syncTree(draft);
    if (existsSync(clusterDir)) renameSync(clusterDir, kept);
    renameSync(draft, clusterDir);
    syncDirectory(path.dirname(clusterDir));
  });
  for (const { from, file } of saved)
    if (existsSync(from) && !existsSync(file)) {
      cpSync(from, file, { recursive: true });
      syncTree(file);
      syncDirectory(path.dirname(file));
    }
  return manifest;
}

/** The logs of which a file holds keys that sign: each is a line, as Go's note package writes them. */
const signedBy = (file: string): string[] =>
  readFileSync(file, "utf8")
    .split("\n")
    .flatMap((line) => /^PRIVATE\+KEY\+([^+]+)\+/.exec(line)?.[1] ?? []);

/** Whether the file that is here may follow that of a backup: it has a key of every log of which that has one. */
function isLater(from: string, file: string): boolean {
  const [then, now] = [signedBy(from), new Set(signedBy(file))];
  return then.length > 0 && then.every((log) => now.has(log));
}

/** A file, or a directory of files, byte for byte. */
function isSame(one: string, other: string): boolean {
  try {
    const names = readdirSync(one, { withFileTypes: true });
    return names.every(({ name }) => isSame(path.join(one, name), path.join(other, name)));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOTDIR") return false;
    return existsSync(other) && readFileSync(one).equals(readFileSync(other));
  }
}

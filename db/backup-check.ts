import { closeSync, existsSync, openSync, readdirSync, readFileSync, readSync, statSync } from "node:fs";
import path from "node:path";

/** A directory that is no backup, or a place that is taken: said in one line. */
export class BackupFault extends Error {}

/** First and last segment of the write-ahead log without which a copy of a running cluster is no state of it. */
export type LogRange = { readonly first: string; readonly last: string };

/** The name of a segment: time line, and two halves of its number. Source: PostgreSQL, `XLogFileName`. */
const segmentName = /^([0-9A-F]{8})([0-9A-F]{8})([0-9A-F]{8})$/;
const hex = (value: number) => value.toString(16).toUpperCase().padStart(8, "0");

/** The first bytes of a file as numbers, in the order of this machine, which is the server's. */
function head(file: string, bytes: number): DataView {
  const buffer = new Uint8Array(bytes);
  const handle = openSync(file, "r");
  try {
    if (readSync(handle, buffer, 0, bytes, 0) < bytes) throw new BackupFault(`${file} is cut short`);
    return new DataView(buffer.buffer);
  } finally {
    closeSync(handle);
  }
}

const littleEndian = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1;

/**
 * What the first page of a segment says of itself. Source: PostgreSQL, `XLogLongPageHeaderData`: magic, info, time
 * line, address (at 8), remaining length, system (at 24), size of a segment (at 32).
 */
function segmentHead(file: string) {
  const view = head(file, 36);
  return {
    address: view.getBigUint64(8, littleEndian),
    system: view.getBigUint64(24, littleEndian),
    segmentBytes: view.getUint32(32, littleEndian),
  };
}

/** All names from the first segment to the last, of one time line. */
function* segmentsBetween({ first, last }: LogRange, segmentBytes: number): Generator<string> {
  const [, line, ...from] = segmentName.exec(first) ?? [];
  const [, sameLine, ...to] = segmentName.exec(last) ?? [];
  if (!line || line !== sameLine) throw new BackupFault("the write-ahead log of the backup is of two time lines");
  const perFile = 0x1_0000_0000 / segmentBytes;
  const numberOf = ([high = "", low = ""]: readonly string[]) =>
    Number.parseInt(high, 16) * perFile + Number.parseInt(low, 16);
  for (let number = numberOf(from); number <= numberOf(to); number++)
    yield `${line}${hex(Math.floor(number / perFile))}${hex(number % perFile)}`;
}

/** Every segment is there, whole, of this cluster, and where the log is that its name says: not a recycled one. */
function checkSegments(cluster: string, range: LogRange): void {
  const fileOf = (name: string) => path.join(cluster, "pg_wal", name);
  const needed = (name: string) => {
    if (!existsSync(fileOf(name))) throw new BackupFault(`segment ${name} of its write-ahead log is missing`);
    return fileOf(name);
  };
  const { segmentBytes } = segmentHead(needed(range.first));
  if (segmentBytes < 0x10_0000 || segmentBytes > 0x4000_0000)
    throw new BackupFault(`segment ${range.first} of its write-ahead log is damaged`);
  const system = head(path.join(cluster, "global", "pg_control"), 8).getBigUint64(0, littleEndian);
  const perFile = 0x1_0000_0000n / BigInt(segmentBytes);
  for (const name of segmentsBetween(range, segmentBytes)) {
    const file = needed(name);
    const found = segmentHead(file);
    const number = BigInt(`0x${name.slice(8, 16)}`) * perFile + BigInt(`0x${name.slice(16)}`);
    const isWhole = statSync(file).size === segmentBytes && found.segmentBytes === segmentBytes;
    if (!isWhole || found.system !== system || found.address !== number * BigInt(segmentBytes))
      throw new BackupFault(`segment ${name} of its write-ahead log is damaged`);
  }
}

/**
 * Looks at a copy of a cluster as far as that is possible without starting it: it is of this major version, it has
 * the label that makes the server recover it, and the log that this needs.
 *
 * @param last the segment in which the backup ended; null for backups that do not say it: the newest one there.
 * @throws BackupFault that says in one line what is wrong.
 */
export function checkCluster(cluster: string, major: string, last: string | null): void {
  const text = (name: string) => {
    const file = path.join(cluster, name);
    if (!existsSync(file)) throw new BackupFault(`${name} is missing`);
    return readFileSync(file, "utf8");
  };
  if (text("PG_VERSION").trim() !== major) throw new BackupFault(`its files are not those of PostgreSQL ${major}`);
  if (!existsSync(path.join(cluster, "global", "pg_control"))) throw new BackupFault("global/pg_control is missing");
  if (existsSync(path.join(cluster, "postmaster.pid"))) throw new BackupFault("a server has run in it");
  const [, first] = /^START WAL LOCATION: [0-9A-F/]+ \(file ([0-9A-F]{24})\)$/m.exec(text("backup_label")) ?? [];
  if (!first) throw new BackupFault("backup_label names no segment of the write-ahead log");
  const there = readdirSync(path.join(cluster, "pg_wal")).filter((name) => segmentName.test(name));
  checkSegments(cluster, { first, last: last ?? there.sort().at(-1) ?? first });
}

export type Extent = { readonly files: number; readonly bytes: number };

/** How many files are below a place, and how many bytes they hold. */
export function extentOf(place: string): Extent {
  let [files, bytes] = [0, 0];
  for (const entry of readdirSync(place, { withFileTypes: true })) {
    const below = path.join(place, entry.name);
    const found = entry.isDirectory() ? extentOf(below) : { files: 1, bytes: statSync(below).size };
    files += found.files;
    bytes += found.bytes;
  }
  return { files, bytes };
}

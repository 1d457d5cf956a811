import { mkdirSync, mkdtempSync, renameSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeEach, expect, it } from "vitest";
import { BackupFault, checkCluster } from "./backup-check";

// A cluster made of what the check reads. That it finds the same in a real one, `backup.test.ts` shows.
const folder = mkdtempSync(path.join(tmpdir(), "docket-backup-check-"));
const cluster = path.join(folder, "postgres");
const segmentBytes = 0x10_0000;
const system = 7_300_000_000_000_000_000n;
const segments = ["000000010000000000000FFE", "000000010000000000000FFF", "000000010000000100000000"] as const;
const [first, middle, last] = segments;
const segmentFile = (name: string) => path.join(cluster, "pg_wal", name);

const littleEndian = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1;
function putSegment(name: string, { address, ofSystem = system }: { address: bigint; ofSystem?: bigint }): void {
  const head = new DataView(new ArrayBuffer(40));
  head.setBigUint64(8, address, littleEndian);
  head.setBigUint64(24, ofSystem, littleEndian);
  head.setUint32(32, segmentBytes, littleEndian);
  writeFileSync(segmentFile(name), new Uint8Array(head.buffer));
  truncateSync(segmentFile(name), segmentBytes);
}
const addressOf = (at: number) => (0xffen + BigInt(at)) * BigInt(segmentBytes);
const label = (text = `START WAL LOCATION: 0/FFE00028 (file ${first})\nCHECKPOINT LOCATION: 0/FFE00060\n`) =>
  writeFileSync(path.join(cluster, "backup_label"), text);

beforeEach(() => {
  rmSync(cluster, { recursive: true, force: true });
  for (const name of ["global", "pg_wal"]) mkdirSync(path.join(cluster, name), { recursive: true });
  writeFileSync(path.join(cluster, "PG_VERSION"), "18\n");
  writeFileSync(path.join(cluster, "global", "pg_control"), new Uint8Array(BigUint64Array.of(system).buffer));
  label();
  segments.forEach((name, at) => {
    putSegment(name, { address: addressOf(at) });
  });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it("finds a cluster whole whose log goes on over the end of a row of segment names", () => {
  checkCluster(cluster, "18", last);
  checkCluster(cluster, "18", null);
});

it.each<[string, RegExp, () => void]>([
  [
    "files of another version",
    /not those of PostgreSQL 18$/,
    () => writeFileSync(path.join(cluster, "PG_VERSION"), "17\n"),
  ],
  ["no version", /^PG_VERSION is missing$/, () => rmSync(path.join(cluster, "PG_VERSION"))],
  ["no control file", /pg_control is missing$/, () => rmSync(path.join(cluster, "global", "pg_control"))],
  [
    "a server that ran in it",
    /a server has run in it$/,
    () => writeFileSync(path.join(cluster, "postmaster.pid"), "1"),
  ],
  ["no label", /^backup_label is missing$/, () => rmSync(path.join(cluster, "backup_label"))],
  ["a label that names nothing", /names no segment/, () => label("")],
  [
    "a label of another segment",
    /segment 0{7}100000000000000AA of .* missing$/,
    () => label("START WAL LOCATION: 0/AA00028 (file 0000000100000000000000AA)\n"),
  ],
  ["its first segment gone", /FFE of its write-ahead log is missing$/, () => rmSync(segmentFile(first))],
  ["a segment between gone", /FFF of its write-ahead log is missing$/, () => rmSync(segmentFile(middle))],
  ["its last segment gone", /100000000 of its write-ahead log is missing$/, () => rmSync(segmentFile(last))],
  [
    "a segment of another time line at its end",
    /two time lines$/,
    () => renameSync(segmentFile(last), segmentFile("000000020000000100000000")),
  ],
  ["an empty segment", /FFE is cut short$/, () => truncateSync(segmentFile(first), 0)],
  ["a segment cut short", /FFF of .* is damaged$/, () => truncateSync(segmentFile(middle), 8192)],
  ["a recycled segment", /FFF of .* is damaged$/, () => putSegment(middle, { address: addressOf(0) })],
  [
    "a segment of another cluster",
    /100000000 of .* is damaged$/,
    () => putSegment(last, { address: addressOf(2), ofSystem: 7n }),
  ],
  [
    "a segment full of zeros",
    /FFE of .* is damaged$/,
    () => writeFileSync(segmentFile(first), new Uint8Array(segmentBytes)),
  ],
])("refuses a cluster with %s", (what, sentence, spoil) => {
  spoil();
  const end = what.includes("time line") ? "000000020000000100000000" : last;
  expect(() => checkCluster(cluster, "18", end)).toThrow(BackupFault);
  expect(() => checkCluster(cluster, "18", end)).toThrow(sentence);
});

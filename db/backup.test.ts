import { spawnSync } from "node:child_process";
import fs, {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import postgres from "postgres";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { BackupFault, backUp, readBackup, restore } from "./backup";
import { EmbeddedInUse, type EmbeddedServer, startEmbedded } from "./embedded";
import { migrate } from "./migrate";

const folder = mkdtempSync(path.join(tmpdir(), "docket-backup-"));
chmodSync(folder, 0o711);
const dataDir = path.join(folder, "data");
const shelf = path.join(folder, "shelf");
const backup = path.join(shelf, "backup");
const keysFile = path.join(dataDir, "data-keys.json");
const signingFile = path.join(dataDir, "signing-keys");
const secrets = { "data-keys.json": keysFile, "signing-keys": signingFile };
const signing = (...keys: string[]) => `# Private keys\n${keys.map((key) => `PRIVATE+KEY+${key}\n`).join("")}`;
const firstKey = "docket/public-1/log/1+0a0b0c0d+AQ";
const now = new Date("2026-11-22T03:00:00Z");
const running: EmbeddedServer[] = [];

const start = async (dir: string) => {
  const server = await startEmbedded({ dataDir: dir });
  running.push(server);
  return server;
};
const stop = async (server: EmbeddedServer) => {
  running.splice(running.indexOf(server), 1);
  await server.stop();
};
async function asking<T>(url: string, work: (sql: postgres.Sql) => Promise<T>): Promise<T> {
  const sql = postgres(url, { max: 4, onnotice: () => undefined });
  try {
    return await work(sql);
  } finally {
    await sql.end({ timeout: 2 });
  }
}
const standing = (url: string) =>
  asking(url, async (sql) => {
    const [row] = await sql<{ total: number; moves: number }[]>`
      select (select sum(held) from purse)::int as total, (select count(*) from move)::int as moves`;
    return row ?? { total: 0, moves: 0 };
  });

/** Moves coins between two purses for as long as `until` is pending: whatever moment is copied, their sum is the same. */
const moveCoins = (url: string, until: Promise<unknown>) =>
  asking(url, async (sql) => {
    let isOver = false;
    void until.then(() => {
      isOver = true;
    });
    while (!isOver)
      await sql.begin(async (tx) => {
        await tx`update purse set held = held - 1 where id = 1`;
        await tx`update purse set held = held + 1 where id = 2`;
        await tx`insert into move default values`;
      });
  });

/** What was put on disk, in order, and how large it was then. */
type Synced = { readonly place: string; readonly bytes: number };
async function syncing<T>(work: () => Promise<T>): Promise<readonly Synced[]> {
  const synced: Synced[] = [];
  const { fsyncSync } = fs;
  fs.fsyncSync = (handle) => {
    fsyncSync(handle);
    const place = readlinkSync(`/proc/self/fd/${handle}`);
    synced.push({ place, bytes: statSync(place).size });
  };
  syncBuiltinESMExports();
  try {
    await work();
  } finally {
    fs.fsyncSync = fsyncSync;
    syncBuiltinESMExports();
  }
  return synced;
}
const below = (place: string) =>
  readdirSync(place, { recursive: true, encoding: "utf8" }).map((name) => path.join(place, name));

let synced: readonly Synced[] = [];
let movesBefore = 0;
let movesAfter = 0;

beforeAll(async () => {
  const server = await start(dataDir);
  await migrate(server);
  writeFileSync(keysFile, "the keys", { mode: 0o600 });
  writeFileSync(signingFile, signing(firstKey), { mode: 0o600 });
  await asking(server.ownerUrl, (sql) =>
    sql.unsafe(`create table purse (id int primary key, held int); create table move (id bigserial, filling text default repeat('x', 500));
      insert into purse values (1, 1000000), (2, 0); insert into move select from generate_series(1, 20000)`),
  );
  movesBefore = (await standing(server.ownerUrl)).moves;
  const copying = syncing(() => backUp(server.superUrl, backup, secrets, now));
  await Promise.all([copying, moveCoins(server.ownerUrl, copying)]);
  synced = await copying;
  movesAfter = (await standing(server.ownerUrl)).moves;
  await stop(server);
}, 120_000);

afterEach(async () => {
  for (const server of running.splice(0)) await server.stop();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it("is a whole state of a database that went on meanwhile, and starts in another place", async () => {
  expect(movesAfter).toBeGreaterThan(movesBefore);
  const other = path.join(folder, "other");
  const keys = path.join(other, "data-keys.json");
  expect(restore(backup, other, { "data-keys.json": keys })).toMatchObject({
    madeAt: now.toISOString(),
    postgres: "18",
  });
  expect(readFileSync(keys, "utf8")).toBe("the keys");
  const server = await start(other);
  const found = await standing(server.ownerUrl);
  expect(found.total).toBe(1_000_000);
  expect(found.moves).toBeGreaterThanOrEqual(movesBefore);
  expect(found.moves).toBeLessThanOrEqual(movesAfter);
  await migrate(server);
});

it("is put by the command where nothing was before, with the keys of the backup", () => {
  const fresh = path.join(folder, "fresh");
  const run = spawnSync(process.execPath, ["bin/run.mjs", "bin/docket.ts", "restore", backup], {
    env: { PATH: process.env.PATH ?? "", HOME: folder, DOCKET_DATA_DIR: fresh } as unknown as NodeJS.ProcessEnv,
    encoding: "utf8",
  });
  expect([run.status, run.stderr]).toEqual([0, ""]);
  expect(readFileSync(path.join(fresh, "data-keys.json"), "utf8")).toBe("the keys");
  expect(existsSync(path.join(fresh, "auth-secret"))).toBe(false);
});

it("takes the place of a later state, which is kept, once", async () => {
  const before = await start(dataDir);
  await asking(before.ownerUrl, (sql) => sql`update purse set held = 7`);
  await stop(before);
  restore(backup, dataDir, secrets);
  const after = await start(dataDir);
  expect((await standing(after.ownerUrl)).total).toBe(1_000_000);
  const kept = `${path.join(after.home, "postgres")}.before-restore`;
  expect(existsSync(path.join(kept, "PG_VERSION"))).toBe(true);
  await stop(after);
  expect(() => restore(backup, dataDir, secrets)).toThrow(/before-restore is there from an earlier restore/);
  rmSync(kept, { recursive: true });
});

it("lets the keys that sign stay where some were made or retired since, and takes no others for them", () => {
  const kept = path.join(dataDir, "postgres.before-restore");
  const successor = "docket/public-2/log/2+01020304+AQ";
  for (const keys of [
    [firstKey, successor],
    ["docket/public-1/log/1+0f0f0f0f+AQ", successor],
  ]) {
    writeFileSync(signingFile, signing(...keys));
    restore(backup, dataDir, secrets);
    expect(readFileSync(signingFile, "utf8")).toBe(signing(...keys));
    rmSync(kept, { recursive: true });
  }
  for (const other of [signing(successor), signing(), ""]) {
    writeFileSync(signingFile, other);
    expect(() => restore(backup, dataDir, secrets)).toThrow(/signing-keys is not the one of the backup/);
  }
  writeFileSync(signingFile, signing(firstKey));
});

it("is refused while the server runs, and where the keys are others", async () => {
  const server = await start(dataDir);
  expect(() => restore(backup, dataDir, secrets)).toThrow(EmbeddedInUse);
  await expect(backUp(server.superUrl, backup, secrets, now)).rejects.toThrow(/is not empty/);
  await stop(server);
  writeFileSync(keysFile, "other keys");
  expect(() => restore(backup, dataDir, secrets)).toThrow(/not the one of the backup/);
  writeFileSync(keysFile, "the keys");
});

it("is on disk before it says that it is finished: every file as it stays, every directory, the manifest last", () => {
  const places = synced.map(({ place }) => place);
  const manifest = path.join(backup, "backup.json");
  expect(places.slice(-2)).toEqual([`${manifest}.new`, backup]);
  const before = synced.slice(0, -2);
  const wanted = below(backup).filter((place) => place !== manifest);
  expect(wanted.length).toBeGreaterThan(500);
  const onDisk = new Map(before.map(({ place, bytes }) => [place, bytes]));
  expect(wanted.filter((place) => onDisk.get(place) !== statSync(place).size)).toEqual([]);
  // The directories that were made for it have names in others.
  expect([...onDisk.keys()].filter((place) => !wanted.includes(place)).sort()).toEqual([folder, shelf, backup].sort());
});

it("puts what it restores on disk as well", async () => {
  const other = path.join(folder, "durable");
  const keys = path.join(other, "data-keys.json");
  const found = await syncing(async () => restore(backup, other, { "data-keys.json": keys }));
  const { home } = JSON.parse(readFileSync(path.join(other, "postgres.json"), "utf8")) as { home: string };
  const places = new Set(found.map(({ place }) => place));
  const restored = below(path.join(home, "postgres")).map((place) => place.replace("/postgres/", "/postgres.new/"));
  expect([keys, home, ...restored].filter((place) => !places.has(place))).toEqual([]);
});

/** The backup, as `spoil` leaves it. */
function spoilt(spoil: (directory: string) => void): string {
  const directory = path.join(folder, "spoilt");
  rmSync(directory, { recursive: true, force: true });
  cpSync(backup, directory, { recursive: true });
  spoil(directory);
  return directory;
}
const edit = (file: string, change: (text: string) => string) =>
  writeFileSync(file, change(readFileSync(file, "utf8")));

it.each<[string, RegExp, (directory: string) => void]>([
  [
    "another major version",
    /is of PostgreSQL 17, and this Docket has PostgreSQL 18: restore it with the version of Docket that made it$/,
    (directory) =>
      edit(path.join(directory, "backup.json"), (text) => text.replace('"postgres": "18"', '"postgres": "17"')),
  ],
  [
    "a file less",
    /cannot be restored: it was made of \d+ files with \d+ bytes, and has \d+ with/,
    (directory) => rmSync(path.join(directory, "postgres", "pg_xact", "0000")),
  ],
  [
    "no label, though nobody counted",
    /cannot be restored: backup_label is missing$/,
    (directory) => {
      edit(path.join(directory, "backup.json"), (text) => JSON.stringify({ ...JSON.parse(text), extent: undefined }));
      rmSync(path.join(directory, "postgres", "backup_label"));
    },
  ],
])("is refused in one line with %s, and nothing is put anywhere", (_what, sentence, spoil) => {
  const directory = spoilt(spoil);
  const nowhere = path.join(folder, "nowhere");
  expect(() => restore(directory, nowhere, {})).toThrow(BackupFault);
  expect(() => restore(directory, nowhere, {})).toThrow(sentence);
  expect(existsSync(nowhere)).toBe(false);
});

it("is no backup until it is finished", () => {
  const unfinished = path.join(folder, "unfinished");
  mkdirSync(path.join(unfinished, "postgres"), { recursive: true });
  expect(() => readBackup(unfinished)).toThrow(BackupFault);
  expect(() => restore(unfinished, path.join(folder, "nowhere"), {})).toThrow(/no finished backup/);
  expect(existsSync(path.join(folder, "nowhere", "postgres.json"))).toBe(false);
});

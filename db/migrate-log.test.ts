import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { drizzle } from "drizzle-orm/postgres-js";
import { migrate as runDrizzle } from "drizzle-orm/postgres-js/migrator";
import postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { LogBroken } from "../server/audit/failure";
import { createKey } from "../server/audit/keys";
import { checkStore, signCheckpoint } from "../server/audit/sign";
import { logStatus } from "../server/audit/status";
import { stopLog } from "../server/audit/stop";
import { openSuccessor } from "../server/audit/successor";
import { grow } from "../server/audit/testing/log";
import { type Verified, verifyLog } from "../server/audit/verify";
import { closeMonths } from "../server/filings/period";
import { bundleOf, drain, found, openOffice, verified } from "../server/filings/testing/office";
import { fromIsoDay, hour, after as plus } from "../server/kernel/calendar";
import { useDatabase } from "../server/testing/database";
import { closePools } from "./client";
import { migrate } from "./migrate";
import { migrationTable } from "./migration-state";

const urls = useDatabase();
const by = { kind: "operator", command: "test" } as const;
const october = plus(fromIsoDay("2026-10-10"), 10 * hour);
const november = plus(fromIsoDay("2026-11-05"), 10 * hour);
const later = fromIsoDay("2026-11-24");
/** The last migration of the build from before logs had successors. */
const lastThen = "0008_erase_once";

let superuser: postgres.Sql;
let vkey: string;
let verdict: Verified;
let number: string;
let bundle: Uint8Array;

/** Runs the migrations up to one of them, as the build did that ended there. */
async function migrateTo(tag: string): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), "docket-migrations-"));
  cpSync(fileURLToPath(new URL("./migrations", import.meta.url)), folder, { recursive: true });
  const file = path.join(folder, "meta/_journal.json");
  const journal = JSON.parse(readFileSync(file, "utf8")) as { entries: { tag: string }[] };
  const end = journal.entries.findIndex((entry) => entry.tag === tag) + 1;
  writeFileSync(file, JSON.stringify({ ...journal, entries: journal.entries.slice(0, end) }));
  const owner = postgres(urls().ownerUrl, { max: 1, onnotice: () => undefined });
  await runDrizzle(drizzle(owner), {
    migrationsFolder: folder,
    migrationsSchema: "public",
    migrationsTable: migrationTable,
  });
  await owner.end();
  rmSync(folder, { recursive: true });
}

const columnsOf = (schema: string) =>
  superuser<{ table: string; columns: string[] }[]>`
    select table_name as table, array_agg(column_name::text order by column_name) as columns
    from information_schema.columns where table_schema = ${schema} and is_generated = 'NEVER' and table_name <> ${migrationTable}
    group by 1`;

/** The bytes of a filing's content, or of a file of it, as older builds held them. */
const whole = (row: string, kind: string) =>
  `(select string_agg(p.bytes, ''::bytea order by p.ordinal) from kept.filing_part p where p.filing_id = ${row} and p.kind = ${kind})`;
const before: Readonly<Record<string, readonly [column: string, value: string]>> = {
  filing: ["canonical", whole("t.id", "'json'")],
  filing_file: ["bytes", whole("t.filing_id", "t.kind")],
};

/** Everything that the database holds, put into the tables of an older build. */
async function moveTo(tag: string): Promise<void> {
  await closePools();
  await superuser`alter schema public rename to kept`;
  await superuser`create schema public authorization docket_owner`;
  await migrateTo(tag);
  const kept = new Map((await columnsOf("kept")).map(({ table, columns }) => [table, columns]));
  const then = await columnsOf("public");
  await superuser.begin(async (tx) => {
    await tx`set local session_replication_role = replica`;
    for (const { table, columns } of then) {
      const shared = columns.filter((column) => kept.get(table)?.includes(column)).map((column) => `"${column}"`);
      const [column, value] = columns.includes(before[table]?.[0] ?? "") ? (before[table] ?? []) : [];
      await tx`delete from ${tx(table)}`;
      await tx.unsafe(
        `insert into "${table}" (${[...shared, ...(column ? [column] : [])].join()}) overriding system value
         select ${[...shared, ...(value ? [value] : [])].join()} from kept."${table}" t`,
      );
    }
    await tx`select setval('audit_pending_seq', 10000), setval('audit_checkpoint_seq', 10000)`;
  });
}

beforeAll(async () => {
  superuser = postgres(urls().superUrl, { max: 1, onnotice: () => undefined });
  vkey = await createKey(by, october);
  const office = await openOffice(october);
  for (const _ of [1, 2]) await office.suspend(october);
  await grow(600, october);
  await signCheckpoint(october);
  await closeMonths(november);
  await drain(november);
  number = await office.sealNew("2026-10-01", "2026-11-01", november);
  bundle = await bundleOf(number, november);
  verdict = await verifyLog();
  // These wait for their leaves while the new build is installed.
  await office.suspend(later);
  await moveTo(lastThen);
});
afterAll(() => superuser.end());

test("a log, its checkpoints and its filings are whole after the installation of a build that knows successors", async () => {
  const [old] = await superuser`select count(*)::int as many from information_schema.columns
    where table_schema = 'public' and table_name in ('audit_leaf', 'audit_tile', 'filing') and column_name = 'log'`;
  expect(old).toEqual({ many: 0 });
  await migrate(urls());

  expect(verdict).toMatchObject({ ok: true });
  expect(await verifyLog()).toEqual(verdict);
  await checkStore();
  const again = await bundleOf(number, later);
  expect(Buffer.from(again).equals(Buffer.from(bundle))).toBe(true);
  expect(found(await verified(again, vkey))).toEqual([]);
});

test("it goes on, and may have a successor", async () => {
  const waiting = (await logStatus(later))?.pending as number;
  expect(waiting).toBeGreaterThan(0);
  await drain(later);
  const size = (verdict as Verified & { ok: true }).size + BigInt(waiting);
  expect(await verifyLog()).toMatchObject({ ok: true, size });
  await signCheckpoint(later);

  await stopLog(by, new LogBroken("store_ahead", "9999"), later);
  await openSuccessor(by, "restored", later);
  await drain(later);
  expect(await verifyLog()).toMatchObject({ ok: true, size: size + 3n });
  expect(await verifyLog({ log: 1 })).toMatchObject({ ok: true, size });
  const again = await bundleOf(number, later);
  expect(Buffer.from(again).equals(Buffer.from(bundle))).toBe(true);
});

import { sql } from "drizzle-orm";
import postgres from "postgres";
import { describe, expect, it } from "vitest";
import { useDatabase } from "../server/testing/database";
import { readDatabase, touchDatabase, writeDatabase } from "./client";
import { migrate } from "./migrate";
import { isMigrated } from "./migration-state";

const urls = useDatabase();

const refusalOf = async (url: string, statement: string) => {
  const client = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    await client.unsafe(statement);
    return null;
  } catch (error) {
    return (error as { code?: string }).code;
  } finally {
    await client.end();
  }
};

const insufficientPrivilege = "42501";

describe("migrating", () => {
  it("changes nothing the second time, and several may do it at once", async () => {
    const run = () => migrate(urls());
    await expect(Promise.all([run(), run(), run()])).resolves.toBeDefined();
    expect(await isMigrated(readDatabase())).toBe(true);
  });

  it("says it when there is one role only", async () => {
    const lines: string[] = [];
    await migrate({ ownerUrl: urls().ownerUrl, appUrl: urls().ownerUrl, say: (line) => lines.push(line) });
    expect(lines).toEqual([expect.stringContaining("One database role only")]);
  });

  it("refuses an owner's address of another database", async () => {
    const elsewhere = urls().ownerUrl.replace(/\/\w+$/, "/postgres");
    await expect(migrate({ ownerUrl: urls().ownerUrl, appUrl: elsewhere })).rejects.toThrow(/^DOCKET_MIGRATE_URL: /);
  });

  it("refuses a migration that was changed after it ran", async () => {
    const owner = postgres(urls().ownerUrl, { max: 1 });
    const [row] = await owner<{ id: number; hash: string }[]>`select id, hash from schema_migration limit 1`;
    await owner`update schema_migration set hash = 'changed' where id = ${row?.id ?? 0}`;
    await expect(migrate(urls())).rejects.toThrow(/changed after they ran/);
    await owner`update schema_migration set hash = ${row?.hash ?? ""} where id = ${row?.id ?? 0}`;
    await owner.end();
  });
});

describe("the application role", () => {
  it.each([
    "insert into audit_log (origin, opened_at) values ('x', now())",
    "update audit_event set kind = 'x'",
    "delete from audit_leaf",
    "truncate audit_event",
    "truncate staff",
    "update schema_migration set hash = 'x'",
    "create table mine (a int)",
    "alter table staff add column mine int",
    "drop table staff",
  ])("may not: %s", async (statement) => {
    expect(await refusalOf(urls().appUrl, statement)).toBe(insufficientPrivilege);
  });

  it("may queue jobs and see them", async () => {
    const rows = await writeDatabase().transaction(async (tx) => {
      await tx.execute(sql`select graphile_worker.add_job('nothing', '{}'::json)`);
      return tx.execute(sql`select 1 from graphile_worker.jobs where task_identifier = 'nothing'`);
    });
    expect(rows).toHaveLength(1);
  });
});

describe("the pools", () => {
  it("speak UTC and prepare short statements, in transactions too", async () => {
    const [zone] = await writeDatabase().execute<{ zone: string }>(sql`select current_setting('TimeZone') as zone`);
    expect(zone?.zone).toBe("UTC");
    const prepared = await writeDatabase().transaction((tx) =>
      tx.execute(sql`select 1 from pg_prepared_statements where statement like ${"%pg_prepared_statements%"}`),
    );
    expect(prepared).toHaveLength(1);
  });

  it("refuse to write through a read", async () => {
    const attempt = readDatabase().execute(sql`delete from outbox`);
    await expect(attempt).rejects.toMatchObject({ cause: { code: "25006" } });
  });

  it("show each statement to the guard before it is sent", async () => {
    const guarded = touchDatabase((statement) => {
      if (statement.includes("delete")) throw new Error("stopped");
    });
    await expect(guarded.transaction((tx) => tx.execute(sql`delete from outbox`))).rejects.toThrow("stopped");
    await expect(guarded.transaction((tx) => tx.execute(sql`select 1 as one`))).resolves.toHaveLength(1);
  });
});

import { fileURLToPath } from "node:url";
import { readMigrationFiles } from "drizzle-orm/migrator";
import { drizzle } from "drizzle-orm/postgres-js";
import { migrate as runDrizzle } from "drizzle-orm/postgres-js/migrator";
import { runMigrations as migrateJobs } from "graphile-worker";
import postgres from "postgres";
import { migrationTable } from "./migration-state";

const migrationsFolder = fileURLToPath(new URL("./migrations", import.meta.url));

/** Any number will do, so long as all versions of Docket use the same one. */
const lockNumber = 4_020_260_101;

export type MigrateOptions = {
  /** Role that owns the tables. */
  readonly ownerUrl: string;
  /** Role of web and worker; may be the same. */
  readonly appUrl: string;
  /** Takes one line for the operator. */
  readonly say?: (line: string) => void;
};

const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;

/**
 * What the application role may do: rows of every table, except that tables of the log are read-only to it; and
 * every function of ours, among them the ones that append to the log. Nobody else may run those functions.
 */
async function grantTables(owner: postgres.Sql, schema: string, app: string): Promise<void> {
  const role = quoted(app);
  const inSchema = quoted(schema);
  const tables = await owner<{ name: string }[]>`
    select c.relname as name from pg_class c
    where c.relnamespace = ${schema}::regnamespace and c.relkind in ('r', 'p', 'v', 'm')
      and pg_has_role(c.relowner, 'usage') order by 1`;
  const functions = await owner<{ signature: string }[]>`
    select p.oid::regprocedure::text as signature from pg_proc p
    where p.pronamespace = ${schema}::regnamespace and pg_has_role(p.proowner, 'usage')
      and not exists (select 1 from pg_depend d where d.objid = p.oid and d.deptype = 'e') order by 1`;
  await owner.begin(async (tx) => {
    await tx.unsafe(`grant usage on schema ${inSchema} to ${role}`);
    for (const { name } of tables) {
      const isReadOnly = name.startsWith("audit_") || name === migrationTable;
      const table = `${inSchema}.${quoted(name)}`;
      await tx.unsafe(`revoke all on ${table} from ${role}, public`);
      await tx.unsafe(`grant select${isReadOnly ? "" : ", insert, update, delete"} on ${table} to ${role}`);
    }
    await tx.unsafe(`grant usage, select on all sequences in schema ${inSchema} to ${role}`);
    for (const { signature } of functions) {
      await tx.unsafe(`revoke all on function ${signature} from public`);
      await tx.unsafe(`grant execute on function ${signature} to ${role}`);
    }
  });
}

/** The job runner's own schema. Its tables have row security without policies: all but the owner would see nothing. */
async function grantJobs(owner: postgres.Sql, app: string): Promise<void> {
  const role = quoted(app);
  const closed = await owner<{ name: string }[]>`
    select c.relname as name from pg_class c
    where c.relnamespace = 'graphile_worker'::regnamespace and c.relrowsecurity
      and not exists (select 1 from pg_policy p where p.polrelid = c.oid and p.polname = 'docket_app')`;
  await owner.begin(async (tx) => {
    await tx.unsafe(`grant usage on schema graphile_worker to ${role}`);
    await tx.unsafe(`grant select, insert, update, delete on all tables in schema graphile_worker to ${role}`);
    await tx.unsafe(`grant usage, select on all sequences in schema graphile_worker to ${role}`);
    await tx.unsafe(`grant execute on all functions in schema graphile_worker to ${role}`);
    for (const { name } of closed)
      await tx.unsafe(
        `create policy docket_app on graphile_worker.${quoted(name)} to ${role} using (true) with check (true)`,
      );
  });
}

/** The migrator compares dates only, and silently skips a file that is older than the last one it ran. */
async function refuseSkipped(owner: postgres.Sql): Promise<void> {
  const rows = await owner<{ hash: string }[]>`select hash from ${owner(migrationTable)}`;
  const ran = new Set(rows.map((row) => row.hash));
  const missing = readMigrationFiles({ migrationsFolder }).filter((migration) => !ran.has(migration.hash));
  if (missing.length > 0)
    throw new Error(
      `${missing.length} migration(s) were changed after they ran, or are older than the last one that ran: ` +
        `see "when" in db/migrations/meta/_journal.json (${missing.map((migration) => migration.folderMillis).join(", ")})`,
    );
}

/**
 * Brings a database to this build's schema and gives the application role its privileges. Several processes may
 * call it at once; one works, the others wait.
 *
 * @throws Error whose message is one line for the operator: a server older than 15, a migration that was skipped.
 */
export async function migrate({ ownerUrl, appUrl, say = () => undefined }: MigrateOptions): Promise<void> {
  const owner = postgres(ownerUrl, {
    max: 1,
    onnotice: () => undefined,
    connection: { application_name: "docket-migrate", TimeZone: "UTC" },
  });
  const app = postgres(appUrl, { max: 1, onnotice: () => undefined });
  try {
    const [server] = await owner<{ version: number; schema: string | null; role: string; database: string }[]>`
      select current_setting('server_version_num')::int as version, current_schema() as schema,
        current_user as role, current_database() as database`;
    if (!server || server.version < 150_000) throw new Error("DATABASE_URL: PostgreSQL 15 or newer is needed");
    if (server.version >= 190_000) say("This PostgreSQL is newer than 18, with which Docket has not been tried.");
    if (!server.schema) throw new Error("DOCKET_MIGRATE_URL: search_path names no schema that exists");
    await owner`select pg_advisory_lock(${lockNumber})`;
    await runDrizzle(drizzle(owner), {
      migrationsFolder,
      migrationsSchema: server.schema,
      migrationsTable: migrationTable,
    });
    await refuseSkipped(owner);
    await migrateJobs({ connectionString: ownerUrl });
    const [user] = await app<{ role: string; database: string }[]>`
      select current_user as role, current_database() as database`;
    if (user?.database !== server.database)
      throw new Error("DOCKET_MIGRATE_URL: names another database than DATABASE_URL");
    if (user.role === server.role) {
      say("One database role only: triggers guard the audit log, but privileges cannot. See README, two roles.");
    } else {
      await grantTables(owner, server.schema, user.role);
      await grantJobs(owner, user.role);
    }
  } finally {
    await Promise.all([owner.end({ timeout: 5 }), app.end({ timeout: 5 })]);
  }
}

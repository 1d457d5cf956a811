import { sql } from "drizzle-orm";
import type { Reader } from "./client";
import journal from "./migrations/meta/_journal.json" with { type: "json" };

/** The table in which the migrator keeps what it has run; in the schema that `search_path` picks, like all others. */
export const migrationTable = "schema_migration";

/** When this build's last migration was written, in milliseconds: what the database must have reached. */
export const lastMigrationMs = Math.max(...journal.entries.map((entry) => entry.when));

/** Whether the database has run every migration that this build knows. */
export async function isMigrated(tx: Reader): Promise<boolean> {
  const rows = await tx.execute<{ last: string | null }>(
    sql`select max(created_at)::text as last from ${sql.identifier(migrationTable)}`,
  );
  return Number(rows[0]?.last ?? 0) >= lastMigrationMs;
}

import type postgres from "postgres";

type Rows = ReadonlyMap<string, Readonly<Record<string, unknown>>>;
export type Snapshot = ReadonlyMap<string, Rows>;

const textual = ["text", "text[]", "character varying", "json", "jsonb", "bytea"];

/** What every column that can hold a text holds, by table and primary key. */
export async function snapshot(sql: postgres.Sql): Promise<Snapshot> {
  const tables = await sql<{ table: string; keys: string[]; columns: string[] }[]>`
    select c.relname as "table",
      (select array_agg(a.attname::text order by a.attname) from pg_index i join pg_attribute a
        on a.attrelid = i.indrelid and a.attnum = any(i.indkey) where i.indrelid = c.oid and i.indisprimary) as keys,
      (select array_agg(a.attname::text) from pg_attribute a where a.attrelid = c.oid and a.attnum > 0
        and not a.attisdropped and format_type(a.atttypid, null) = any(${textual})) as columns
    from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'`;
  const found = new Map<string, Rows>();
  for (const { table, keys, columns } of tables) {
    // Drafts have no primary key: a case and a person.
    const names = keys ?? (table === "case_draft" ? ["case_id", "staff_id"] : null);
    if (!columns || !names) continue;
    const rows = await sql.unsafe<{ row: Record<string, unknown> }[]>(`select to_jsonb(t) as row from "${table}" t`);
    found.set(
      table,
      new Map(
        rows.map(({ row }) => [
          names.map((name) => String(row[name])).join(" "),
          Object.fromEntries(columns.map((column) => [column, row[column]])),
        ]),
      ),
    );
  }
  return found;
}

/**
 * Columns in which a row that was there before says something else now, or is gone having said something, as
 * `table.column`, in order. Rows that came since do not count.
 */
export function changedColumns(before: Snapshot, after: Snapshot): string[] {
  const changed = new Set<string>();
  for (const [table, rows] of before)
    for (const [key, row] of rows) {
      const now = after.get(table)?.get(key);
      for (const [column, value] of Object.entries(row))
        if (value !== null && JSON.stringify(now?.[column] ?? null) !== JSON.stringify(value))
          changed.add(`${table}.${column}`);
    }
  return [...changed].sort();
}

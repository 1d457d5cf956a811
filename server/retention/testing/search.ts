import type postgres from "postgres";

type Column = { readonly schema: string; readonly table: string; readonly column: string; readonly type: string };

/** Columns that can hold a text in some form. */
const columns = (sql: postgres.Sql) => sql<Column[]>`
  select n.nspname as schema, c.relname as "table", a.attname as "column", format_type(a.atttypid, null) as type
  from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p') and a.attnum > 0 and not a.attisdropped
    and n.nspname in ('public', 'graphile_worker')
    and format_type(a.atttypid, null) in ('text', 'text[]', 'character varying', 'json', 'jsonb', 'bytea')
  order by 1, 2, 3`;

/**
 * Looks for texts in every column of every table, as UTF-8 bytes and as JSON and PostgreSQL would escape them.
 *
 * @returns `table.column: text` for each place where one was found.
 */
export async function findEverywhere(sql: postgres.Sql, wanted: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  const forms = wanted.flatMap((text) => {
    const bytes = Buffer.from(text);
    return [text, JSON.stringify(text).slice(1, -1), bytes.toString("hex"), bytes.toString("base64")].map((form) => ({
      text,
      form,
    }));
  });
  for (const { schema, table, column, type } of await columns(sql)) {
    const name = `${schema}.${table}.${column}`;
    const bytes = type === "bytea" ? `"${column}"` : `convert_to("${column}"::text, 'UTF8')`;
    const rows = await sql.unsafe<{ text: string }[]>(
      `select distinct w.text from unnest($1::text[], $2::text[]) as w (text, form)
       where exists (select from "${schema}"."${table}" where position(decode(w.form, 'hex') in ${bytes}) > 0)`,
      [forms.map(({ text }) => text), forms.map(({ form }) => Buffer.from(form).toString("hex"))],
    );
    found.push(...rows.map(({ text }) => `${name}: ${text}`));
  }
  return found;
}

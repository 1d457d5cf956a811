import { randomUUID } from "node:crypto";
import { load, type Measured } from "./measure";
import type { World } from "./world";

/**
 * The bare SQL of the same work, as pgbench's script has it and as our own driver sends it: one transaction that
 * inserts one event row and updates one state row, and commits durably. Everything else is a ratio to this, from the
 * same run on the same machine. Beside it, the same two rows in a single statement, which no application of several
 * tables can send.
 */
export async function bareSql({ sql, watched }: World, seconds: number) {
  await sql`create table if not exists bench_event (id uuid primary key, at timestamptz not null, body text not null)`;
  await sql`create table if not exists bench_state (id int primary key, n int not null)`;
  await sql`insert into bench_state select g, 0 from generate_series(1, 10000) g on conflict do nothing`;
  const body = "x".repeat(400);
  const forms = {
    transaction: (turn: number) =>
      sql.begin(async (tx) => {
        await tx`insert into bench_event values (${randomUUID()}, now(), ${body})`;
        await tx`update bench_state set n = n + 1 where id = ${(turn % 10_000) + 1}`;
      }),
    "one statement": (turn: number) =>
      sql`with made as (insert into bench_event values (${randomUUID()}, now(), ${body})) update bench_state set n = n + 1 where id = ${(turn % 10_000) + 1}`,
  };
  const measured: (Measured & { form: keyof typeof forms; clients: number })[] = [];
  for (const form of ["transaction", "one statement"] as const) {
    await load(16, { count: 2_000, seconds: 2 }, (_, turn) => forms[form](turn));
    for (const clients of [1, 16])
      measured.push({
        form,
        clients,
        ...(await load(clients, { count: 1e6, seconds }, (_, turn) => forms[form](turn), { ...watched, server: null })),
      });
  }
  return measured;
}

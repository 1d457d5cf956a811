import { randomUUID } from "node:crypto";
import { load, type Measured } from "./measure";
import type { World } from "./world";

/**
 * The bare SQL of the same work: one event row inserted and one state row updated in one durable commit, sent as one
 * prepared statement. Everything else is a ratio to this, from the same run on the same machine.
 */
export async function bareSql({ sql, watched }: World, seconds: number) {
  await sql`create table if not exists bench_event (id uuid primary key, at timestamptz not null, body text not null)`;
  await sql`create table if not exists bench_state (id int primary key, n int not null)`;
  await sql`insert into bench_state select g, 0 from generate_series(1, 10000) g on conflict do nothing`;
  const body = "x".repeat(400);
  const once = (turn: number) =>
    sql`with made as (insert into bench_event values (${randomUUID()}, now(), ${body})) update bench_state set n = n + 1 where id = ${(turn % 10_000) + 1}`;
  const measured: (Measured & { clients: number })[] = [];
  for (const clients of [1, 16])
    measured.push({
      clients,
      ...(await load(clients, { count: 1e6, seconds }, (_, turn) => once(turn), { ...watched, server: null })),
    });
  return measured;
}

import { sql } from "drizzle-orm";
import postgres from "postgres";
import { describe, expect, test, vi } from "vitest";
import { readDatabase } from "../../db/client";
import type { OperatorActor } from "../kernel/actor";
import { newId } from "../kernel/id";
import type { AuditKind } from "../kernel/verdict";
import { useDatabase } from "../testing/database";
import { transact } from "../transact";
import { readEnvelope } from "./leaf";
import { sequence } from "./sequence";
import { startSequencer } from "./sequencer";
import { logStatus } from "./status";
import { appendLeaves, emptyEdge, emptyRoot, leafHash, rootOf } from "./tree";

const urls = useDatabase();
const now = new Date("2026-11-22T08:00:00.000Z");
const by: OperatorActor = { kind: "operator", command: "test" };

/** Commits one entry of a kind about a subject of its own. */
const append = (kind: AuditKind, at = now) =>
  transact(by, at, async (_tx, settle) => {
    const entry = {
      kind,
      action: `${kind}.tried`,
      subject: { kind, id: newId(at), version: 1 },
      pub: { round: 1 },
    } as const;
    return settle({ ok: true, next: null, entry, effects: [] }).eventId;
  });
const leaves = async () => {
  const rows = await readDatabase().execute<{ index: string; event_id: string; envelope: Buffer; leaf_hash: Buffer }>(
    sql`select index, event_id, envelope, leaf_hash from audit_leaf order by index`,
  );
  return rows.map((row) => ({ ...row, header: readEnvelope(row.envelope) }));
};

describe("sequence", () => {
  test("a migrated database has its log, empty", async () => {
    const status = await logStatus(now);
    expect(status?.origin).toMatch(/^docket\/public-[0-9a-f]{8}\/log\/1$/);
    expect(status).toMatchObject({
      size: 0,
      root: Buffer.from(emptyRoot).toString("hex"),
      pending: 0,
      lastSequencedAt: null,
    });
  });

  test("gives each event one leaf, dense, in the order of the queue, with counters by kind", async () => {
    const ids = [await append("case"), await append("decision"), await append("case")];
    expect(await logStatus(new Date(now.getTime() + 5_000))).toMatchObject({
      size: 0,
      pending: 3,
      pendingAgeSeconds: 5,
    });
    expect(await sequence(now, 2)).toBe(2);
    expect(await sequence(now)).toBe(1);
    expect(await sequence(now)).toBe(0);
    const made = await leaves();
    expect(made.map((leaf) => leaf.event_id)).toEqual(ids);
    expect(made.map((leaf) => [leaf.header?.i, leaf.header?.kind, leaf.header?.n])).toEqual([
      ["0", "case", "0"],
      ["1", "decision", "0"],
      ["2", "case", "1"],
    ]);
    expect(made.every((leaf) => leaf.leaf_hash.equals(leafHash(leaf.envelope)))).toBe(true);
    const root = rootOf(
      appendLeaves(
        emptyEdge,
        made.map((leaf) => leaf.leaf_hash),
      ),
    );
    expect(await logStatus(now)).toMatchObject({ size: 3, pending: 0, root: Buffer.from(root).toString("hex") });
  });

  test("a clock that steps back does not take the log back", async () => {
    const later = new Date("2026-11-22T09:00:00.000Z");
    await append("case");
    await sequence(later);
    await append("case");
    await sequence(now);
    expect((await leaves()).slice(-2).map((leaf) => leaf.header?.seq_at)).toEqual([
      later.toISOString(),
      later.toISOString(),
    ]);
  });

  test("many sequencers at once and many writers make no gap, no double and no loss", async () => {
    const before = (await leaves()).length;
    const writing = Promise.all(
      Array.from({ length: 8 }, async () => {
        for (let nth = 0; nth < 25; nth++) await append("report");
      }),
    );
    let isWriting = true;
    const draining = Array.from({ length: 3 }, async () => {
      while (isWriting) await sequence(now, 7);
    });
    await writing;
    isWriting = false;
    await Promise.all(draining);
    while ((await sequence(now)) > 0);
    const made = await leaves();
    expect(made.length - before).toBe(200);
    expect(made.map((leaf) => Number(leaf.index))).toEqual(made.map((_, nth) => nth));
    expect(new Set(made.map((leaf) => leaf.event_id)).size).toBe(made.length);
    const [rest] = await readDatabase().execute(sql`select count(*)::int as waiting from audit_pending`);
    expect(rest).toEqual({ waiting: 0 });
  });

  test("the loop drains by itself and stops when told", async () => {
    const sequencer = startSequencer();
    const id = await append("staff");
    await vi.waitFor(async () => expect((await leaves()).some((leaf) => leaf.event_id === id)).toBe(true), 5_000);
    await sequencer.stop();
    await append("staff");
    expect(await logStatus(now)).toMatchObject({ pending: 1 });
    await sequence(now);
  });
});

describe("what the database refuses", () => {
  const refused = async (url: string, statement: string) => {
    const client = postgres(url, { max: 1, onnotice: () => undefined });
    try {
      return await client.unsafe(statement).then(
        () => "done",
        (error: postgres.PostgresError) => error.code,
      );
    } finally {
      await client.end();
    }
  };
  const tables = [
    "audit_event",
    "audit_private_field",
    "audit_leaf",
    "audit_tile",
    "audit_log",
    "audit_head",
    "audit_pending",
  ];

  test.each(tables)("the application role cannot write %s", async (table) => {
    for (const statement of [`delete from ${table}`, `truncate ${table}`, `insert into ${table} default values`])
      expect(await refused(urls().appUrl, statement)).toBe("42501");
  });

  test.each(tables)("not even the owner deletes or truncates %s", async (table) => {
    await append("case");
    expect(await refused(urls().ownerUrl, `truncate ${table} cascade`)).toBe("23001");
    expect(await refused(urls().ownerUrl, `delete from ${table}`)).toBe("23001");
  });

  test.each([
    "update audit_event set action = action",
    "update audit_leaf set kind = kind",
    "update audit_tile set level = level",
    "update audit_log set closed_at = now()",
    "update audit_private_field set name = name",
    "update audit_pending set event_id = event_id",
    "update audit_head set size = size + 1",
    "update audit_head set root = root",
    "insert into audit_head (origin, size, root, frontier, counters) select origin, 0, root, frontier, counters from audit_head on conflict (origin) do update set size = 0",
  ])("not even the owner may: %s", async (statement) => {
    expect(await refused(urls().ownerUrl, statement)).toBe("23001");
  });

  test("an event whose columns and body differ is refused", async () => {
    const body = Buffer.from('{"action":"case.tried","t":"docket/audit-body/v1"}').toString("hex");
    const row = {
      id: newId(now),
      kind: "case",
      action: "case.other",
      subject_kind: "case",
      subject_id: "x",
      actor_ref: "x",
      occurred_at: now,
      body,
      salt: "00".repeat(32),
      commitment: "00".repeat(32),
    };
    expect(await refused(urls().appUrl, `select audit_append('${JSON.stringify([row])}', '[]', now())`)).toBe("23514");
  });

  test("a leaf with another hash, another event or from another size is refused", async () => {
    const id = await append("case");
    const [head] = await readDatabase().execute<{ origin: string; size: string }>(
      sql`select origin, size from audit_head`,
    );
    const [row] = await readDatabase().execute<{ seq: string }>(
      sql`select seq from audit_pending where event_id = ${id}`,
    );
    const hash = Buffer.from(leafHash(Buffer.from("x"))).toString("hex");
    const commit = (size: number, event: string, kind: string, leaf: string) =>
      refused(
        urls().appUrl,
        `select audit_commit('${head?.origin}', ${size}, '2100-01-01T00:00Z', '{${row?.seq}}', '{${event}}', '{${kind}}', '{78}', '{${leaf}}', '{}', '{}', '{}', '', '{}', '{}')`,
      );
    const size = Number(head?.size);
    expect(await commit(size + 1, id, "case", hash)).toBe("23001");
    expect(await commit(size, newId(now), "case", hash)).toBe("23001");
    expect(await commit(size, id, "decision", hash)).toBe("23001");
    expect(await commit(size, id, "case", "00".repeat(32))).toBe("23001");
    expect(await commit(size, id, "case", hash)).toBe("done");
  });

  test("every event_id names an entry by a deferred key, and a definer's function finds its own schema only", async () => {
    const loose = await readDatabase().execute(sql`
      select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid
      where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r' and a.attname = 'event_id'
        and c.relname not like 'audit\_%' and not exists (
          select from pg_constraint k where k.conrelid = c.oid and k.contype = 'f' and k.condeferred
            and k.confrelid = 'audit_event'::regclass and k.conname = c.relname || '_event_id_fk')`);
    expect([...loose]).toEqual([]);
    const open = await readDatabase().execute(sql`
      select p.proname from pg_proc p where p.pronamespace = current_schema()::regnamespace and p.prosecdef
        and not ('search_path=public, pg_temp' = any (coalesce(p.proconfig, '{}')))`);
    expect([...open]).toEqual([]);
  });
});

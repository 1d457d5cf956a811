import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { sql } from "drizzle-orm";
import postgres from "postgres";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { auditEvent, auditPending, outbox } from "../../db/schema";
import type { OperatorActor } from "../kernel/actor";
import { newId } from "../kernel/id";
import { read } from "../read";
import { useDatabase } from "../testing/database";
import { transact } from "../transact";
import { sequence } from "./sequence";
import { verifyLog } from "./verify";

// Whoever is at work is killed in a process of its own, or its connection is cut while it waits for a table that the
// test holds. Signing, storing and publishing are killed in `sign-crash.test.ts`.
const urls = useDatabase();
const now = new Date("2026-11-22T08:00:00.000Z");
const by: OperatorActor = { kind: "operator", command: "test" };
let superuser: postgres.Sql;
beforeAll(() => {
  superuser = postgres(urls().superUrl, { max: 2, onnotice: () => undefined });
});
afterAll(() => superuser.end());

const append = (many = 1) =>
  transact(by, now, async (_tx, settle) => {
    for (let nth = 0; nth < many; nth++) {
      const id = newId(now);
      const entry = { kind: "case", action: "case.tried", subject: { kind: "case", id, version: 1 }, pub: {} } as const;
      settle({ ok: true, next: null, entry, effects: [{ topic: "x", key: id }] });
    }
  });
const counts = () =>
  read(async (tx) => ({
    events: await tx.$count(auditEvent),
    pending: await tx.$count(auditPending),
    effects: await tx.$count(outbox),
    leaves: Number((await tx.execute(sql`select count(*) as many from audit_leaf`))[0]?.many),
  }));

/** Cuts whoever waits for `table` while `work` runs, and gives what became of the work. */
async function cutAt(table: string, work: () => Promise<unknown>): Promise<"done" | "cut"> {
  return superuser.begin(async (holding) => {
    await holding.unsafe(`lock table ${table} in exclusive mode`);
    const outcome = work().then(
      () => "done" as const,
      () => "cut" as const,
    );
    await vi.waitFor(
      async () => {
        const cut = await superuser`
          select pg_terminate_backend(l.pid) from pg_locks l join pg_stat_activity using (pid)
          where datname = current_database() and not l.granted and l.relation = ${table}::regclass`;
        expect(cut.length).toBeGreaterThan(0);
      },
      { timeout: 10_000, interval: 20 },
    );
    return outcome;
  });
}

const program = fileURLToPath(new URL("./testing/work-and-die.ts", import.meta.url));
/** Works in another process, which is killed at a place; gives the signal that ended it, or its exit code. */
async function workAndDie(...words: readonly string[]): Promise<string | number> {
  const child = spawn(process.execPath, ["--import", "tsx", program, ...words], {
    env: { ...process.env, NODE_ENV: "test", DOCKET_NOW: now.toISOString() },
    stdio: ["ignore", "inherit", "inherit"],
  });
  const [code, signal] = (await once(child, "exit")) as [number | null, string | null];
  return signal ?? code ?? -1;
}

/** Waits until the database has noticed that nobody is there any more, and counts. */
async function countsAfterwards() {
  await vi.waitFor(
    async () => {
      const left = await superuser`
        select from pg_stat_activity where datname = current_database() and state like 'idle in transaction%'`;
      expect(left).toHaveLength(0);
    },
    { timeout: 10_000, interval: 20 },
  );
  return counts();
}

test.each([
  ["before the append", ["audit_append"], 0],
  ["after the append, before the commit", ["commit", "audit_append"], 0],
  ["after the commit", ["--"], 1],
])("a writer that is killed %s leaves all of its act or nothing", async (_where, place, made) => {
  const before = await counts();
  expect(await workAndDie("append", ...place)).toBe("SIGKILL");
  expect(await countsAfterwards()).toEqual({
    ...before,
    events: before.events + made,
    pending: before.pending + made,
    effects: before.effects + made,
  });
});

test.each([
  ["before the drain", ["audit_take"], false],
  ["after the drain, before the insert", ["audit_commit", "audit_take"], false],
  ["after the insert, before the commit", ["commit", "audit_commit"], false],
  ["after the commit", ["--"], true],
])("a sequencer that is killed %s leaves every entry in the queue or in the log", async (_where, place, isMade) => {
  await append(300);
  const before = await counts();
  expect(await workAndDie("sequence", ...place)).toBe("SIGKILL");
  expect(await countsAfterwards()).toEqual(isMade ? { ...before, pending: 0, leaves: before.events } : before);
  expect(await sequence(now)).toBe(isMade ? 0 : before.pending);
  expect(await counts()).toMatchObject({ pending: 0, leaves: before.events });
  expect(await verifyLog()).toMatchObject({ ok: true, size: BigInt(before.events) });
});

test.each(["audit_event", "audit_pending"])("a writer that is cut at %s leaves nothing", async (table) => {
  const before = await counts();
  expect(await cutAt(table, () => append())).toBe("cut");
  expect(await counts()).toEqual(before);
  await append();
  expect(await counts()).toEqual({
    ...before,
    events: before.events + 1,
    pending: before.pending + 1,
    effects: before.effects + 1,
  });
});

test.each(["audit_leaf", "audit_tile", "audit_pending"])(
  "a sequencer that is cut at %s leaves the queue as it was",
  async (table) => {
    await append(300);
    const before = await counts();
    expect(await cutAt(table, () => sequence(now))).toBe("cut");
    expect(await counts()).toEqual(before);
    expect(await sequence(now)).toBe(before.pending);
    expect(await counts()).toMatchObject({ pending: 0, leaves: before.events });
    expect(await verifyLog()).toMatchObject({ ok: true, size: BigInt(before.events) });
  },
);

test("a writer whose connection is cut while it computes fails, and every place in the pool works on", async () => {
  const before = await counts();
  let cut: () => void = () => undefined;
  const wasCut = new Promise<void>((resolve) => {
    cut = resolve;
  });
  const works = Array.from({ length: 8 }, () =>
    transact(by, now, async (tx, settle) => {
      await tx.execute(sql`select 1 as computing`);
      await wasCut;
      await tx.execute(sql`select 1`).catch(() => undefined);
      const id = newId(now);
      settle({
        ok: true,
        next: null,
        entry: { kind: "case", action: "case.tried", subject: { kind: "case", id, version: 1 }, pub: {} },
        effects: [],
      });
    }).then(
      () => "done",
      () => "cut",
    ),
  );
  await vi.waitFor(async () => {
    const found =
      await superuser`select pid from pg_stat_activity where state = 'idle in transaction' and datname = current_database() and query like '%computing%'`;
    expect(found).toHaveLength(8);
  }, 10_000);
  await superuser`select pg_terminate_backend(pid) from pg_stat_activity where state = 'idle in transaction' and datname = current_database()`;
  await vi.waitFor(async () => {
    const found =
      await superuser`select pid from pg_stat_activity where state = 'idle in transaction' and datname = current_database()`;
    expect(found).toHaveLength(0);
  }, 10_000);
  cut();
  expect(new Set(await Promise.all(works))).toEqual(new Set(["cut"]));
  expect(await counts()).toEqual(before);
  await Promise.all(Array.from({ length: 40 }, () => append()));
  expect((await counts()).events).toBe(before.events + 40);
});

import postgres from "postgres";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { grow } from "../audit/testing/log";
import { read } from "../read";
import { useDatabase } from "../testing/database";
import { headOfLog } from "./store";

const urls = useDatabase();
let superuser: postgres.Sql;
beforeAll(async () => {
  superuser = postgres(urls().superUrl, { max: 2, onnotice: () => undefined });
  await grow(5, new Date("2026-11-22T08:00:00.000Z"));
});
afterAll(() => superuser.end());

test("an entry that gets its leaf while the log is looked at is counted: as waiting, or in the size", async () => {
  const before = await read(headOfLog);
  const looked = await superuser.begin(async (tx) => {
    await tx`set local session_replication_role = replica`;
    await tx`lock table audit_pending in access exclusive mode`;
    const looking = read(headOfLog);
    await vi.waitFor(async () => {
      const blocked =
        await superuser`select from pg_locks join pg_stat_activity using (pid) where datname = current_database() and relation = 'audit_pending'::regclass and not granted`;
      expect(blocked).toHaveLength(1);
    });
    // What a sequencer commits between two looks.
    await tx`delete from audit_pending`;
    await tx`update audit_head set size = size + 1`;
    return { looking };
  });
  expect(await looked.looking).toMatchObject({ pending: 0, size: before.size + 1 });
});

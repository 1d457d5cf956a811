import postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { sequence } from "../audit/sequence";
import { grow } from "../audit/testing/log";
import { auditKinds } from "../kernel/verdict";
import { read } from "../read";
import { useDatabase } from "../testing/database";
import { logRows, type ProvedRow } from "./store-log";

const urls = useDatabase();
const now = new Date("2026-11-22T08:00:00.000Z");
let superuser: postgres.Sql;
beforeAll(async () => {
  superuser = postgres(urls().superUrl, { max: 1, onnotice: () => undefined });
  await grow(2_100, now);
  while ((await sequence(now)) > 0);
});
afterAll(() => superuser.end({ timeout: 2 }));

async function all(actions: readonly string[], from = 0): Promise<ProvedRow[]> {
  const rows: ProvedRow[] = [];
  const range = { log: 1, from, to: 2_090, kinds: auditKinds, actions: new Set(actions) };
  await read(async (tx) => {
    for await (const row of logRows(tx, range)) rows.push(row);
  });
  return rows;
}
const tamper = (change: (tx: postgres.TransactionSql) => Promise<unknown>) =>
  superuser.begin(async (tx) => {
    await tx`set local session_replication_role = replica`;
    await change(tx);
  });

test("every entry of the range comes once, in order, over more than one page, and is the one that the log took", async () => {
  const rows = await all([]);
  expect(rows.map(({ index }) => index)).toEqual(Array.from({ length: 2_090 }, (_, nth) => nth));
  expect(rows.filter(({ genuine }) => !genuine)).toEqual([]);
  expect((await all([], 2_000)).map(({ index }) => index)[0]).toBe(2_000);
  const last = new Map<string, number>();
  for (const { kind, ordinal } of rows) {
    expect(ordinal).toBe((last.get(kind) ?? -1) + 1);
    last.set(kind, ordinal);
  }
});

test("only what was asked for is read", async () => {
  const [{ action = "" } = {}] = await superuser<{ action: string }[]>`
    select e.action from audit_leaf l join audit_event e on e.id = l.event_id where l.index = 1_050`;
  expect((await all([])).every(({ row }) => row === null)).toBe(true);
  const read = (await all([action])).flatMap(({ row }) => (row ? [row] : []));
  expect(read.find(({ index }) => index === 1_050)?.action).toBe(action);
  expect(new Set(read.map((row) => row.action))).toEqual(new Set([action]));
});

test("an entry that was altered, whose leaf was, or that is gone, is told, read or not", async () => {
  await tamper(async (tx) => {
    await tx`update audit_event set body = convert_to(replace(convert_from(body, 'UTF8'), '2026', '2027'), 'UTF8')
      where id = (select event_id from audit_leaf where index = 7)`;
    await tx`update audit_leaf set envelope = convert_to(replace(convert_from(envelope, 'UTF8'), '"c":"', '"c":"0'), 'UTF8')
      where index = 1_800`;
    await tx`update audit_leaf set kind = case kind when 'case' then 'report' else 'case' end where index = 1_900`;
    await tx`delete from audit_event where id = (select event_id from audit_leaf where index = 2_050)`;
  });
  const rows = await all([]);
  expect(rows).toHaveLength(2_090);
  expect(rows.filter(({ genuine }) => !genuine).map(({ index }) => index)).toEqual([7, 1_800, 1_900, 2_050]);
});

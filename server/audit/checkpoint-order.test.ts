import postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { read } from "../read";
import { useDatabase } from "../testing/database";
import { createKey } from "./keys";
import { signCheckpoint } from "./sign";
import { headNow, leafHashes } from "./store";
import { lastPublished } from "./store-checkpoint";
import { grow, tamper } from "./testing/log";
import { appendLeaves, emptyEdge } from "./tree";
import { verifyLog } from "./verify";
import { CheckpointCheck } from "./verify-checkpoints";

const urls = useDatabase();
const now = new Date("2026-11-22T08:00:00.000Z");
const later = new Date("2026-11-22T08:00:20.000Z");
let superuser: postgres.Sql;

beforeAll(() => {
  superuser = postgres(urls().superUrl, { max: 1, onnotice: () => undefined });
});
afterAll(() => superuser.end());

test("a dozen checkpoints follow each other by number, not by text, and the log verifies", async () => {
  await createKey({ kind: "operator", command: "test" }, now);
  for (let nth = 0; nth < 12; nth++) {
    await grow(nth === 0 ? 1 : 30, now);
    const { size } = await signCheckpoint(now);
    const last = await read(async (tx) => lastPublished(tx, (await headNow(tx))?.origin ?? ""));
    expect(last?.size).toBe(size);
  }
  expect(await read(async (tx) => (await headNow(tx))?.size)).toBeGreaterThan(300n);
  expect(await verifyLog()).toMatchObject({ ok: true });
});

test("what a slow signer publishes while the log is verified belongs to leaves that have gone by", async () => {
  await grow(300, now);
  const { size: early } = await signCheckpoint(now);
  await grow(230, later);
  await signCheckpoint(later);
  const head = await read(headNow);
  const leaves = await read((tx) => leafHashes(tx, 1, 0n, head?.size ?? 0n));
  await superuser`create table slow as select origin, size, root, note, signed_at from audit_checkpoint where size = ${early.toString()}`;
  await tamper(superuser, `delete from audit_checkpoint where size = ${early}`);

  const check = await read((tx) => CheckpointCheck.begin(tx, head?.origin ?? "", 0n));
  const first = leaves.slice(0, Number(early) + 100);
  await read((tx) => check.pass(tx, emptyEdge, first));
  await superuser`insert into audit_checkpoint (origin, size, root, note, signed_at) select * from slow`;
  await read((tx) => check.pass(tx, appendLeaves(emptyEdge, first), leaves.slice(first.length)));
  expect(await superuser`select from audit_checkpoint where size = ${early.toString()}`).toHaveLength(1);
});

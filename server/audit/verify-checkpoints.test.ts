import postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { read } from "../read";
import { useDatabase } from "../testing/database";
import { createKey } from "./keys";
import { signCheckpoint } from "./sign";
import { headNow, leafHashes } from "./store";
import { grow, tamper } from "./testing/log";
import { appendLeaves, emptyEdge } from "./tree";
import { CheckpointCheck } from "./verify-checkpoints";

const urls = useDatabase();
const now = new Date("2026-11-22T08:00:00.000Z");
const later = new Date("2026-11-22T08:00:20.000Z");
let superuser: postgres.Sql;

beforeAll(() => {
  superuser = postgres(urls().superUrl, { max: 1, onnotice: () => undefined });
});
afterAll(() => superuser.end());

test("what a slow signer publishes while the log is verified belongs to leaves that have gone by", async () => {
  await createKey({ kind: "operator", command: "test" }, now);
  await grow(300, now);
  const { size: early } = await signCheckpoint(now);
  await grow(230, later);
  await signCheckpoint(later);
  const head = await read(headNow);
  const leaves = await read((tx) => leafHashes(tx, 0n, head?.size ?? 0n));
  await superuser`create table slow as select origin, size, root, note, signed_at from audit_checkpoint where size = ${early.toString()}`;
  await tamper(superuser, `delete from audit_checkpoint where size = ${early}`);

  const check = await read((tx) => CheckpointCheck.begin(tx, head?.origin ?? "", 0n));
  const first = leaves.slice(0, 400);
  await read((tx) => check.pass(tx, emptyEdge, first));
  await superuser`insert into audit_checkpoint (origin, size, root, note, signed_at) select * from slow`;
  await read((tx) => check.pass(tx, appendLeaves(emptyEdge, first), leaves.slice(400)));
  expect(await superuser`select from audit_checkpoint`).toHaveLength(2);
});

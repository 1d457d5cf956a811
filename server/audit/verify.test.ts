import postgres from "postgres";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { OperatorActor } from "../kernel/actor";
import { newId } from "../kernel/id";
import { useDatabase } from "../testing/database";
import { transact } from "../transact";
import { bodyCommitment } from "./body";
import { sequence } from "./sequence";
import { logStatus } from "./status";
import { leafHash } from "./tree";
import { verifyLog } from "./verify";

const urls = useDatabase();
const now = new Date("2026-11-22T08:00:00.000Z");
const by: OperatorActor = { kind: "operator", command: "test" };
const tables = ["audit_event", "audit_private_field", "audit_pending", "audit_leaf", "audit_tile", "audit_head"];
const sequenced = 600;
let superuser: postgres.Sql;

const append = (many: number) =>
  transact(by, now, async (_tx, settle) => {
    for (let nth = 0; nth < many; nth++) {
      const kind = nth % 3 === 0 ? "decision" : "case";
      const id = newId(now);
      const priv = nth % 10 === 0 ? { about: `case:${id}`, values: { facts: `事实 ${nth}`, note: "x" } } : undefined;
      const entry = {
        kind,
        action: `${kind}.tried`,
        subject: { kind, id, version: 1 },
        pub: { round: nth },
        priv,
      } as const;
      settle({ ok: true, next: null, entry, effects: [] });
    }
  });

/** What somebody with all rights over the database can do: triggers and keys are off. */
const tamper = async (...statements: string[]) => {
  await superuser.begin(async (tx) => {
    await tx.unsafe("set local session_replication_role = replica");
    for (const statement of statements) await tx.unsafe(statement);
  });
};

beforeAll(async () => {
  superuser = postgres(urls().superUrl, { max: 1, onnotice: () => undefined });
  await append(sequenced);
  while ((await sequence(now, 250)) > 0);
  await append(5);
  for (const table of tables) await superuser.unsafe(`create table keep_${table} as table ${table}`);
});
afterEach(async () => {
  await tamper(
    ...tables.flatMap((table) => [
      `delete from ${table}`,
      `insert into ${table} ${table === "audit_pending" ? "overriding system value" : ""} table keep_${table}`,
    ]),
  );
  expect(await verifyLog()).toMatchObject({ ok: true });
});
afterAll(() => superuser.end());

const failure = async (from?: bigint) => {
  const found = await verifyLog({ from });
  return found.ok ? "passed" : `${found.failure} at ${found.at}`;
};

describe("a log that nobody touched", () => {
  test("passes, with the root that the head states", async () => {
    const status = await logStatus(now);
    expect(await verifyLog()).toEqual({
      ok: true,
      origin: status?.origin,
      size: BigInt(sequenced),
      root: status?.root,
    });
  });

  test.each([1n, 255n, 256n, 257n, 512n, 599n, 600n])("passes from size %s on", async (from) => {
    expect(await verifyLog({ from })).toMatchObject({ ok: true, size: BigInt(sequenced) });
  });

  test("cannot be verified from a size that it does not have", async () => {
    expect(await failure(601n)).toBe("head_size_wrong at 600");
  });
});

const eventOf = (index: number) => `(select event_id from audit_leaf where index = ${index})`;

describe("what a superuser alters is found, named and located", () => {
  test.each([
    [
      "a body",
      `update audit_event set body = convert_to(replace(convert_from(body, 'UTF8'), '"round":7', '"round":8'), 'UTF8') where id = ${eventOf(7)}`,
      "leaf_body_altered at 7",
    ],
    ["a salt", `update audit_event set salt = sha256(salt) where id = ${eventOf(7)}`, "leaf_body_altered at 7"],
    [
      "the copy of a body",
      `update audit_event set body_json = jsonb_set(body_json, '{pub,round}', '8') where id = ${eventOf(7)}`,
      "event_columns_altered at 7",
    ],
    [
      "whom an event names as its actor",
      `update audit_event set actor_ref = 'staff:x' where id = ${eventOf(7)}`,
      "event_columns_altered at 7",
    ],
    [
      "the subject of an event",
      `update audit_event set subject_id = 'x' where id = ${eventOf(7)}`,
      "event_columns_altered at 7",
    ],
    [
      "the time of an event",
      `update audit_event set occurred_at = occurred_at - interval '1 hour' where id = ${eventOf(7)}`,
      "event_columns_altered at 7",
    ],
    ["the kind of an event", `update audit_event set kind = 'staff' where id = ${eventOf(7)}`, "leaf_kind_wrong at 7"],
    ["an envelope", "update audit_leaf set envelope = envelope || '\\x20' where index = 300", "leaf_hash_wrong at 300"],
    [
      "a leaf's hash",
      "update audit_leaf set leaf_hash = sha256(leaf_hash) where index = 300",
      "leaf_hash_wrong at 300",
    ],
    [
      "an envelope with its hash",
      `update audit_leaf set envelope = '\\x7b7d', leaf_hash = '\\x${Buffer.from(leafHash(Buffer.from("{}"))).toString("hex")}' where index = 300`,
      "leaf_envelope_malformed at 300",
    ],
    ["the kind of a leaf", "update audit_leaf set kind = 'staff' where index = 300", "leaf_kind_wrong at 300"],
    [
      "the time of a leaf",
      "update audit_leaf set sequenced_at = sequenced_at + interval '1 second' where index = 300",
      "leaf_time_wrong at 300",
    ],
    [
      "a tile",
      "update audit_tile set hashes = set_byte(hashes, 9, 255 - get_byte(hashes, 9)) where index = 1",
      "tile_wrong at 0/1",
    ],
    ["a tile that is gone", "delete from audit_tile where index = 0", "tile_missing at 0/0"],
    [
      "a tile that should not be",
      "insert into audit_tile (log, level, index, hashes) select 1, 0, 2, hashes from audit_tile where index = 1",
      "tile_surplus at 0/2",
    ],
    [
      "a tile of a level that cannot be",
      "insert into audit_tile (log, level, index, hashes) select 1, 7, 0, hashes from audit_tile where index = 1",
      "tile_surplus at 7/0",
    ],
    ["the root in the head", "update audit_head set root = sha256(root)", "head_root_wrong at 600"],
    [
      "the edge in the head",
      "update audit_head set frontier = frontier[2:] || frontier[1]",
      "head_frontier_wrong at 600",
    ],
    [
      "the counters in the head",
      `update audit_head set counters = counters || '{"decision": 199}'`,
      "head_counters_wrong at 600",
    ],
    [
      "a counter too many in the head",
      `update audit_head set counters = counters || '{"staff": 1}'`,
      "head_counters_wrong at 600",
    ],
    ["the size in the head", "update audit_head set size = 599", "head_size_wrong at 600"],
    [
      "the time in the head",
      "update audit_head set last_sequenced_at = last_sequenced_at - interval '1 second'",
      "head_time_wrong at 600",
    ],
    ["the head that is gone", "delete from audit_head", "log_missing at 0"],
    ["an event that is gone", `delete from audit_event where id = ${eventOf(40)}`, "leaf_event_missing at 40"],
    ["a leaf that is gone", "delete from audit_leaf where index = 40", "leaf_missing at 40"],
    ["a tail that is cut off", "delete from audit_leaf where index >= 590", "head_size_wrong at 590"],
    [
      "an event that waits and was altered",
      "update audit_event set body = body || '\\x20' where id = (select event_id from audit_pending order by seq offset 2 limit 1)",
      "pending_body_altered",
    ],
    [
      "an event that waits and is gone",
      "delete from audit_event where id = (select event_id from audit_pending order by seq limit 1)",
      "pending_event_missing",
    ],
    [
      "an event that was taken out of the queue",
      "delete from audit_pending where seq = (select max(seq) from audit_pending)",
      "event_unqueued",
    ],
    [
      "a private value",
      "update audit_private_field set sealed = set_byte(sealed, 20, 255 - get_byte(sealed, 20)) where event_id = " +
        eventOf(10),
      "private_field_altered at 10",
    ],
    [
      "the salt of a private value",
      `update audit_private_field set salt = sha256(salt) where event_id = ${eventOf(10)}`,
      "private_field_altered at 10",
    ],
    [
      "a private value that is gone",
      `delete from audit_private_field where name = 'facts' and event_id = ${eventOf(10)}`,
      "private_field_missing at 10",
    ],
    [
      "a private value too many",
      `insert into audit_private_field select ${eventOf(11)}, name, salt, sealed, about from audit_private_field where event_id = ${eventOf(10)} and name = 'note'`,
      "private_field_altered at 11",
    ],
  ])("%s", async (_name, statement, wanted) => {
    await tamper(statement);
    expect(await failure()).toContain(wanted);
  });

  test("two private values that changed names", async () => {
    const rename = (from: string, to: string) =>
      `update audit_private_field set name = '${to}' where name = '${from}' and event_id = ${eventOf(10)}`;
    await tamper(rename("facts", "aside"), rename("note", "facts"), rename("aside", "note"));
    expect(await failure()).toBe("private_field_altered at 10");
  });

  test("two leaves that changed places, with their hashes", async () => {
    await tamper(
      "update audit_leaf set index = -1 where index = 20",
      "update audit_leaf set index = 20 where index = 21",
      "update audit_leaf set index = 21 where index = -1",
    );
    expect(await failure()).toBe("leaf_index_wrong at 20");
  });

  test("two events that changed leaves", async () => {
    await tamper(
      `create temporary table one on commit drop as select event_id from audit_leaf where index = 20`,
      `create temporary table two on commit drop as select event_id from audit_leaf where index = 22`,
      "update audit_leaf set event_id = gen_random_uuid() where index = 20",
      "update audit_leaf set event_id = (select event_id from one) where index = 22",
      "update audit_leaf set event_id = (select event_id from two) where index = 20",
    );
    expect(await failure()).toBe("leaf_body_altered at 20");
  });

  test("a body altered together with all that its own rows say of it", async () => {
    const [row] = await superuser.unsafe(
      `select e.salt, e.body, l.envelope from audit_event e join audit_leaf l on l.event_id = e.id where l.index = 7`,
    );
    const body = Buffer.from(String(row?.body).replace('"round":7', '"round":8'));
    const envelope = Buffer.from(
      String(row?.envelope).replace(/"c":"\w{64}"/, `"c":"${bodyCommitment(row?.salt, body)}"`),
    );
    const hash = Buffer.from(leafHash(envelope)).toString("hex");
    await tamper(
      `update audit_event set body = '\\x${body.toString("hex")}', body_json = '${body}' where id = ${eventOf(7)}`,
      `update audit_leaf set envelope = '\\x${envelope.toString("hex")}', leaf_hash = '\\x${hash}' where index = 7`,
    );
    expect(await failure()).toBe("tile_wrong at 0/0");
    await tamper(`update audit_tile set hashes = overlay(hashes placing '\\x${hash}' from 225) where index = 0`);
    expect(await failure()).toBe("head_root_wrong at 600");
    expect(await failure(400n)).toBe("head_root_wrong at 600");
  });

  test("a size from which one verifies does not hide what comes after it", async () => {
    await tamper(`update audit_event set salt = sha256(salt) where id = ${eventOf(400)}`);
    expect(await failure(100n)).toBe("leaf_body_altered at 400");
    expect(await failure(401n)).toBe("passed");
  });
});

describe("the sequencer stops by name", () => {
  const stops = () =>
    sequence(now).then(
      (made) => `made ${made}`,
      (error: { failure?: string }) => error.failure,
    );
  test.each([
    [
      "update audit_event set body = body || '\\x20' where id = (select event_id from audit_pending limit 1)",
      "pending_body_altered",
    ],
    [
      "update audit_event set salt = sha256(salt) where id = (select event_id from audit_pending limit 1)",
      "pending_body_altered",
    ],
    ["delete from audit_event where id = (select event_id from audit_pending limit 1)", "pending_event_missing"],
    ["update audit_head set root = sha256(root)", "head_root_wrong"],
    ["update audit_head set size = 599", "head_frontier_wrong"],
    ["update audit_head set frontier = '{}'", "head_frontier_wrong"],
    ["update audit_leaf set leaf_hash = sha256(leaf_hash) where index = 599", "head_frontier_wrong"],
    ["delete from audit_leaf where index = 599", "head_size_wrong"],
  ])("after: %s", async (statement, wanted) => {
    await tamper(statement);
    expect(await stops()).toBe(wanted);
    const [rest] = await superuser.unsafe("select (select count(*)::int from audit_pending) as waiting");
    expect(rest).toEqual({ waiting: 5 });
  });
});

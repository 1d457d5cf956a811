import postgres from "postgres";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { OperatorActor } from "../kernel/actor";
import { read } from "../read";
import { useDatabase } from "../testing/database";
import { formatCheckpoint } from "./checkpoint";
import { createKey, heldKeys, rotateKey } from "./keys";
import { formatNote } from "./note";
import { parseVkey } from "./note-key";
import { signCheckpoint } from "./sign";
import { headNow } from "./store";
import { grow, keepLog, tamper } from "./testing/log";
import type { Hash } from "./tree";
import { rootAt } from "./tree-store";
import { verifyLog } from "./verify";

const urls = useDatabase();
const now = new Date("2026-11-22T08:00:00.000Z");
const later = (seconds: number) => new Date(now.getTime() + seconds * 1_000);
const by: OperatorActor = { kind: "operator", command: "test" };
let superuser: postgres.Sql;
let origin: string;
let first: string;
let second: string;
let putBack: () => Promise<void>;

const failure = async (options: Parameters<typeof verifyLog>[0] = {}) => {
  const found = await verifyLog(options);
  return found.ok ? "passed" : `${found.failure} at ${found.at}`;
};

beforeAll(async () => {
  superuser = postgres(urls().superUrl, { max: 1, onnotice: () => undefined });
  origin = (await read(headNow))?.origin as string;
  await signCheckpoint(now).catch(() => undefined);
  first = await createKey(by, now);
  await signCheckpoint(now);
  for (const many of [10, 250, 300]) {
    await grow(many, later(many));
    await signCheckpoint(later(many));
  }
  // Sizes so far: 1, 11, 261, 561. The first key ends a day later.
  second = (await rotateKey(by, later(1_000), 1)).vkey;
  for (const seconds of [2_000, 200_000]) {
    await grow(10, later(seconds));
    await signCheckpoint(later(seconds));
  }
  putBack = await keepLog(superuser);
});
afterEach(async () => {
  await putBack();
  expect(await failure()).toBe("passed");
});
afterAll(() => superuser.end());

/** A note about a size by the key of the log: what somebody who stole the key could sign. */
const forged = (size: bigint, root: Hash) => {
  const text = formatCheckpoint({ origin, size, root, extensions: [] });
  const signatures = heldKeys(origin).map((key) => ({
    name: key.name,
    id: key.id,
    signature: key.sign(new TextEncoder().encode(text)),
  }));
  return formatNote({ text, signatures });
};
const insert = (seq: number, size: bigint, root: Hash, note: string, at: Date) =>
  `insert into audit_checkpoint overriding system value values
    (${seq}, '${origin}', ${size}, '\\x${Buffer.from(root).toString("hex")}', '${note}', '${at.toISOString()}')`;

describe("checkpoints that nobody touched", () => {
  test.each([0n, 1n, 11n, 256n, 261n, 400n, 573n, 583n])("pass from size %s on", async (from) => {
    expect(await failure({ from })).toBe("passed");
  });

  test("pass with the keys that signed them, and with no others", async () => {
    const keys = [parseVkey(first), parseVkey(second)];
    expect(await failure({ keys })).toBe("passed");
    expect(await failure({ keys: keys.slice(0, 1) })).toMatch(/^checkpoint_note_wrong at 6 \(note_key_unknown\)$/);
    expect(await failure({ keys: keys.slice(1) })).toMatch(/^checkpoint_note_wrong at 1 \(note_key_unknown\)$/);
  });
});

describe("what a superuser alters is found and named", () => {
  test.each<[string, string, string]>([
    [
      "the size in the columns",
      "update audit_checkpoint set size = 262 where seq = 3",
      "checkpoint_columns_altered at 3",
    ],
    [
      "the root in the columns",
      "update audit_checkpoint set root = sha256('x') where seq = 3",
      "checkpoint_columns_altered at 3",
    ],
    [
      "a line of the note",
      "update audit_checkpoint set note = replace(note, E'\\n261\\n', E'\\n262\\n') where seq = 3",
      "checkpoint_note_wrong at 3 (note_signature_wrong)",
    ],
    [
      "the newlines of the note",
      "update audit_checkpoint set note = replace(note, E'\\n', E'\\r\\n') where seq = 3",
      "checkpoint_note_wrong at 3 (note_control_character)",
    ],
    [
      "the last newline of the note",
      "update audit_checkpoint set note = rtrim(note, E'\\n') where seq = 3",
      "checkpoint_note_wrong at 3 (note_newline_missing)",
    ],
    [
      "the time",
      "update audit_checkpoint set signed_at = '2026-11-22T07:00Z' where seq = 3",
      "checkpoint_time_wrong at 3",
    ],
    [
      "the time into a key's absence",
      "update audit_checkpoint set signed_at = '2026-11-20T07:00Z' where seq = 1",
      "checkpoint_key_inactive at 1",
    ],
    [
      "the time after a key's end",
      "update audit_checkpoint set signed_at = signed_at + interval '10 days' where seq in (4, 5, 6)",
      "checkpoint_key_inactive at 4",
    ],
    [
      "the end of the first key",
      "update audit_log_key set active_until = '2026-11-22T08:00:05Z' where active_until is not null",
      "checkpoint_key_inactive at 2",
    ],
    ["a key", "update audit_log_key set vkey = replace(vkey, '+A', '+B')", "key_altered at key_kind_unknown"],
    [
      "that a key was ever there",
      "delete from audit_log_key where active_until is null",
      "checkpoint_note_wrong at 6 (note_key_unknown)",
    ],
    [
      "an old one published again",
      "insert into audit_checkpoint overriding system value select 90, origin, size, root, note, now() + interval '1 year' from audit_checkpoint where seq = 2",
      "checkpoint_replayed at 90",
    ],
    [
      "the order of two",
      "update audit_checkpoint c set (size, root, note) = (select size, root, note from audit_checkpoint o where o.seq = 5 - c.seq) where seq in (2, 3)",
      "checkpoint_replayed at 3",
    ],
  ])("%s", async (_what, statement, name) => {
    await tamper(superuser, statement);
    expect(await failure()).toBe(name);
  });

  test("a split view: another root for a size, signed with the stolen key", async () => {
    const root = new Uint8Array(32).fill(7);
    await tamper(superuser, insert(90, 583n, root, forged(583n, root), later(300_000)));
    expect(await failure()).toBe("checkpoint_root_wrong at 90");
  });

  test("a checkpoint of leaves that were never there, signed with the stolen key", async () => {
    const root = new Uint8Array(32).fill(7);
    await tamper(superuser, insert(90, 9_999n, root, forged(9_999n, root), later(300_000)));
    expect(await failure()).toBe("checkpoint_ahead at 90");
  });

  test("one of another log", async () => {
    const root = await read((tx) => rootAt(tx, 1, 583n));
    const note = forged(583n, root).replace("docket/", "ticket/");
    await tamper(superuser, insert(90, 583n, root, note, later(300_000)));
    expect(await failure()).toBe("checkpoint_note_wrong at 90 (note_signature_wrong)");
  });
});

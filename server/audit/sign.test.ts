import { cpSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import postgres from "postgres";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { OperatorActor } from "../kernel/actor";
import { Refused } from "../kernel/refusal";
import { read } from "../read";
import { readinessAt } from "../readiness";
import { useDatabase } from "../testing/database";
import { openCheckpoint } from "./checkpoint";
import { checkpointFolder, checkpointStore, fileStore } from "./checkpoint-store";
import { createKey, listKeys, rotateKey } from "./keys";
import { parseNote } from "./note";
import { parseVkey } from "./note-key";
import { verifyConsistency, verifyInclusion } from "./proof";
import { sequence } from "./sequence";
import { checkStore, signCheckpoint } from "./sign";
import { logStatus } from "./status";
import { resumeLog } from "./stop";
import { headNow } from "./store";
import { lastPublished, openStop } from "./store-checkpoint";
import { grow, keepLog, tamper } from "./testing/log";
import { leafHash } from "./tree";
import { proveConsistency, proveInclusion, rootAt } from "./tree-store";
import { verifyLog } from "./verify";

const urls = useDatabase();
const now = new Date("2026-11-22T08:00:00.000Z");
const later = (seconds: number) => new Date(now.getTime() + seconds * 1_000);
const by: OperatorActor = { kind: "operator", command: "test" };
let superuser: postgres.Sql;
let origin: string;
let vkey: string;
let putBack: () => Promise<void>;

const size = 530n;
const store = () => checkpointStore(origin);
const folder = () => checkpointFolder(origin);
const kept = () => `${folder()}.kept`;
const published = () => read((tx) => lastPublished(tx, origin));
const sizes = async () =>
  (await superuser<{ size: string }[]>`select size from audit_checkpoint order by seq`).map((row) => row.size);

/** How signing ends: the name of what is refused, and why the log stands still. */
const refusal = async (at = later(100)) => {
  const code = await signCheckpoint(at).then(
    () => "signed",
    (error: unknown) => {
      if (error instanceof Refused) return error.refusal.code;
      throw error;
    },
  );
  return [code, (await read((tx) => openStop(tx, origin)))?.failure ?? null];
};

beforeAll(async () => {
  superuser = postgres(urls().superUrl, { max: 2, onnotice: () => undefined });
  origin = (await read(headNow))?.origin as string;
  vkey = await createKey(by, now);
  await grow(300, now);
  await signCheckpoint(now);
  await grow(Number(size) - 301, later(20));
  await signCheckpoint(later(20));
  putBack = await keepLog(superuser);
  cpSync(folder(), kept(), { recursive: true });
});
beforeEach(async () => {
  expect(await published()).toMatchObject({ size });
});
afterEach(async () => {
  await putBack();
  rmSync(folder(), { recursive: true, force: true });
  cpSync(kept(), folder(), { recursive: true });
});
afterAll(() => superuser.end());

describe("a checkpoint", () => {
  test("says where the log is, opens with its key, and is in the store and the table alike", async () => {
    const last = await published();
    const head = await read(headNow);
    const opened = openCheckpoint(last?.note as string, { origin, keys: [parseVkey(vkey)] });
    expect(opened).toMatchObject({ origin, size });
    expect(Buffer.from(opened.root)).toEqual(head?.root);
    expect((await store().read())?.note).toBe(last?.note);
  });

  test("is not made again while nothing grew, unless it is renewed", async () => {
    const before = await sizes();
    expect(await signCheckpoint(later(60))).toMatchObject({ size, signedAt: later(20) });
    expect(await sizes()).toEqual(before);
    expect(await signCheckpoint(later(90_000), { renew: true })).toMatchObject({ size, signedAt: later(90_000) });
    // Another worker, which saw a moment ago that it was due.
    expect(await signCheckpoint(later(90_001), { renew: true })).toMatchObject({ signedAt: later(90_000) });
    expect(await sizes()).toEqual([...before, String(size)]);
  });

  test("is consistent with every one before it, and proves every leaf, at all widths of tiles", async () => {
    const root = await read((tx) => rootAt(tx, 1, size));
    for (const fromSize of [1n, 2n, 255n, 256n, 257n, 301n, 512n, 513n, 529n, 530n]) {
      const fromRoot = await read((tx) => rootAt(tx, 1, fromSize));
      const proof = await read((tx) => proveConsistency(tx, 1, fromSize, size));
      expect(verifyConsistency({ fromSize, toSize: size, fromRoot, toRoot: root, proof })).toBeNull();
    }
    const leaves = await superuser<{ index: string; envelope: Buffer }[]>`select index, envelope from audit_leaf`;
    for (const { index, envelope } of leaves.filter((leaf) => Number(leaf.index) % 37 === 0)) {
      const proof = await read((tx) => proveInclusion(tx, 1, BigInt(index), size));
      const leaf = { index: BigInt(index), size, leafHash: leafHash(envelope), root, proof };
      expect(verifyInclusion(leaf)).toBeNull();
      expect(verifyInclusion({ ...leaf, leafHash: leafHash(Buffer.from("x")) })).not.toBeNull();
    }
  });

  test("by many signers at once: each is whole, in order, and nothing stops", async () => {
    await grow(5, later(30));
    const signed = await Promise.all(
      Array.from({ length: 8 }, (_, nth) => signCheckpoint(later(30 + nth), { store: fileStore(folder()) })),
    );
    expect(new Set(signed.map((one) => one.size))).toEqual(new Set([size + 5n]));
    const listed = await sizes();
    expect(listed).toEqual([...listed].sort((a, b) => Number(a) - Number(b)));
    expect(await read((tx) => openStop(tx, origin))).toBeUndefined();
  });

  test("never goes back in time, though the clock steps back", async () => {
    await grow(1, later(-86_400));
    expect(await signCheckpoint(later(-86_400))).toMatchObject({ size: size + 1n, signedAt: later(20) });
  });

  test("cannot be published smaller, earlier or beyond the log, nor altered, by the application", async () => {
    const app = postgres(urls().appUrl, { max: 1 });
    try {
      const [{ seq } = { seq: 0 }] = await app`select max(seq) as seq from audit_checkpoint`;
      const publish = (many: number, at: Date) =>
        app`select audit_publish(${seq}, ${origin}, ${many}, '00', 'x', ${at}::timestamptz)`;
      await expect(publish(529, later(30))).rejects.toThrow(/neither older nor smaller/);
      await expect(publish(531, later(30))).rejects.toThrow(/nor larger than its log/);
      await expect(publish(530, later(10))).rejects.toThrow(/neither older nor smaller/);
      await expect(app`update audit_checkpoint set size = 1`).rejects.toThrow(/permission denied/);
      await expect(app`insert into audit_log_key values ('x', ${origin}, now(), null)`).rejects.toThrow(/permission/);
    } finally {
      await app.end();
    }
    await expect(superuser`delete from audit_checkpoint`).rejects.toThrow(/refused/);
    await expect(superuser`update audit_log_key set vkey = 'x'`).rejects.toThrow(/retired once/);
  });
});

describe("what does not continue stops the log by its own name", () => {
  test("the root was altered: a split view", async () => {
    await tamper(superuser, "update audit_head set root = sha256('other')");
    expect(await refusal()).toEqual(["audit.stopped", "log_rewritten"]);
  });

  test("leaf, tile and head were rewritten together", async () => {
    // A history of its own, whole in itself: the same leaves but for the one at 300.
    const row = await superuser<
      { hash: string }[]
    >`select encode(leaf_hash, 'hex') as hash from audit_leaf order by index`;
    const { appendLeaves, emptyEdge, rootOf } = await import("./tree");
    const hashes = row.map(({ hash }, at) => Buffer.from(at === 300 ? "00".repeat(32) : hash, "hex"));
    const edge = appendLeaves(emptyEdge, hashes);
    const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
    await tamper(
      superuser,
      "update audit_leaf set leaf_hash = decode(repeat('00', 32), 'hex') where index = 300",
      "update audit_tile set hashes = (select string_agg(leaf_hash, '' order by index) from audit_leaf where index between 256 and 511) where index = 1",
      `update audit_head set root = '\\x${hex(rootOf(edge))}', frontier = '{${edge.frontier.map(hex).join()}}'`,
    );
    expect(await refusal()).toEqual(["audit.stopped", "log_rewritten"]);
  });

  test("an older backup was restored: the store is ahead, and not one leaf is added", async () => {
    await grow(10, later(30));
    await signCheckpoint(later(30));
    await putBack();
    await expect(checkStore()).rejects.toThrow(/^store_ahead at 540/);
    expect(await refusal()).toEqual(["audit.stopped", "store_ahead"]);
    await grow(3, later(40));
    expect(await read(headNow)).toMatchObject({ size });
  });

  test("after an older backup the log grew again, past the checkpoint that was lost", async () => {
    await grow(10, later(30));
    await signCheckpoint(later(30));
    await putBack();
    await grow(40, later(40));
    expect(await refusal()).toEqual(["audit.stopped", "log_rewritten"]);
  });

  test("a full tile is gone", async () => {
    await grow(300, later(30));
    await tamper(superuser, "delete from audit_tile where index = 2");
    await tamper(superuser, "delete from audit_leaf where index between 600 and 610");
    expect((await refusal())[1]).toMatch(/^(leaf|tile)_missing$/);
  });

  test("the store is gone", async () => {
    rmSync(folder(), { recursive: true });
    expect(await refusal()).toEqual(["audit.stopped", "store_missing"]);
  });

  test("an older checkpoint was put back into the store", async () => {
    const files = readdirSync(folder()).sort();
    rmSync(path.join(folder(), files.at(-1) as string));
    expect(await refusal()).toEqual(["audit.stopped", "store_behind"]);
  });

  test.each([
    ["empty", ""],
    ["cut off", "docket/x\n530\n"],
    ["signed by somebody else", "o\n1\nAAAA\n\n— o AAAAAAA=\n"],
  ])("the store is damaged: %s", async (_what, content) => {
    writeFileSync(path.join(folder(), readdirSync(folder()).sort().at(-1) as string), content);
    expect(await refusal()).toEqual(["audit.stopped", "store_damaged"]);
  });

  test("the store has a checkpoint whose text was altered", async () => {
    const note = (await store().read())?.note.replace("\n530\n", "\n529\n") as string;
    writeFileSync(path.join(folder(), readdirSync(folder()).sort().at(-1) as string), note);
    expect(await refusal()).toEqual(["audit.stopped", "store_damaged"]);
  });

  test("a public key was altered", async () => {
    await tamper(superuser, "update audit_log_key set vkey = replace(vkey, '+A', '+B')");
    expect(await refusal()).toEqual(["audit.stopped", "key_altered"]);
  });
});

describe("a log that is stopped", () => {
  test("takes entries but gives them no leaf, says why to whoever asks, and goes on when an operator resumes", async () => {
    await tamper(superuser, "update audit_head set root = sha256('other')");
    expect(await refusal()).toEqual(["audit.stopped", "log_rewritten"]);
    await grow(4, later(50));
    expect(await sequence(later(50))).toBe(0);
    expect(await logStatus(later(130))).toMatchObject({ pending: 5, stop: { failure: "log_rewritten", place: "530" } });
    expect(await readinessAt(later(130))).toMatchObject({
      isReady: true,
      sequencer: false,
      logStopped: "log_rewritten",
    });
    expect(await refusal()).toEqual(["audit.stopped", "log_rewritten"]);
    await superuser`update audit_stop set failure = 'store_ahead'`.catch((error: Error) =>
      expect(error.message).toMatch(/ends once/),
    );
    await tamper(superuser, "update audit_head set root = (select root from keep_audit_head)");
    await resumeLog(by, later(160));
    await expect(resumeLog(by, later(161))).rejects.toThrow("audit.not_stopped");
    // The four, and that it stopped, and that it goes on.
    expect(await sequence(later(160))).toBe(6);
    expect(await signCheckpoint(later(161))).toMatchObject({ size: size + 6n });
    const said =
      await superuser`select action, body_json -> 'pub' ->> 'failure' as failure from audit_event where subject_kind = 'log' order by id`;
    expect(said.map((row) => [row.action, row.failure])).toEqual([
      ["log.stopped", "log_rewritten"],
      ["log.resumed", "log_rewritten"],
    ]);
  });
});

describe("keys", () => {
  test("the first is made once", async () => {
    await expect(createKey(by, now)).rejects.toThrow("audit.signing_key_exists");
    expect(await listKeys()).toMatchObject([{ vkey, isHeld: true, activeUntil: null }]);
  });

  test("old and new sign together until the overlap ends", async () => {
    const rotated = await rotateKey(by, later(100), 7);
    const day = 86_400;
    const signers = async (at: Date) => {
      await grow(1, at);
      const { note } = await signCheckpoint(at);
      return { names: parseNote(note).signatures.map(({ id }) => id), note };
    };
    const old = parseVkey(vkey);
    const next = parseVkey(rotated.vkey);
    const both = await signers(later(101));
    expect(both.names).toEqual([old.id, next.id]);
    for (const key of [old, next]) openCheckpoint(both.note, { origin, keys: [key] });
    const after = await signers(later(100 + 8 * day));
    expect(after.names).toEqual([next.id]);
    expect(() => openCheckpoint(after.note, { origin, keys: [old] })).toThrow("note_key_unknown");
  });

  test("what the old one signed and nobody published is published as of when it still signed", async () => {
    await grow(1, later(100));
    const { note } = await signCheckpoint(later(101));
    await tamper(superuser, "delete from audit_checkpoint where seq = (select max(seq) from audit_checkpoint)");
    await rotateKey(by, later(110), 0);
    await sequence(later(120));
    await signCheckpoint(later(120));
    const [first, second] = await superuser<{ note: string; signed: Date }[]>`
      select note, signed_at as signed from audit_checkpoint order by seq desc limit 2`;
    expect(first?.signed).toEqual(later(120));
    expect(second).toEqual({ note, signed: new Date(later(110).getTime() - 1) });
    expect(await verifyLog()).toMatchObject({ ok: true });
  });

  test("without the private one nothing is signed, and nothing stops", async () => {
    const { config } = await import("../config");
    const file = config().signingKeyFile;
    cpSync(file, `${file}.kept`);
    rmSync(file);
    try {
      await grow(1, later(30));
      expect(await refusal()).toEqual(["audit.signing_key_missing", null]);
      writeFileSync(file, "PRIVATE+KEY+nonsense\n");
      await expect(signCheckpoint(later(31))).rejects.toThrow(/^DOCKET_SIGNING_KEY_FILE: key 1 /);
    } finally {
      cpSync(`${file}.kept`, file);
    }
  });
});

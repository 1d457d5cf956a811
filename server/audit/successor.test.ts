import { createHash } from "node:crypto";
import { renameSync } from "node:fs";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { config } from "../config";
import type { OperatorActor } from "../kernel/actor";
import { Refused } from "../kernel/refusal";
import { read } from "../read";
import { readinessAt } from "../readiness";
import { useDatabase } from "../testing/database";
import { openCheckpoint } from "./checkpoint";
import { createKey } from "./keys";
import { parseVkey } from "./note-key";
import { lastCheckpoint, publishedTile } from "./published";
import { sequence } from "./sequence";
import { checkStore, signCheckpoint } from "./sign";
import { logStatus } from "./status";
import { headNow } from "./store";
import { logs } from "./store-checkpoint";
import { openSuccessor, type Succession } from "./successor";
import { grow, keepLog, tamper } from "./testing/log";
import { parseTilePath } from "./tiles";
import { verifyLog } from "./verify";
import type { Opening } from "./verify-succession";

const urls = useDatabase();
const now = new Date("2026-11-22T08:00:00.000Z");
const later = (seconds: number) => new Date(now.getTime() + seconds * 1_000);
const by: OperatorActor = { kind: "operator", command: "audit succeed" };
let superuser: postgres.Sql;
let first: string;
let lost: string;
let before: { index: string; event_id: string }[];

/** The first log's key, as somebody who pinned it holds it. */
const oldKey = async () => {
  const [row] = await superuser<{ vkey: string }[]>`select vkey from audit_log_key where origin = ${first}`;
  return parseVkey(row?.vkey as string);
};
const refusalOf = (act: Promise<unknown>) =>
  act.then(
    () => null,
    (error: unknown) => {
      if (error instanceof Refused) return error.refusal.code;
      throw error;
    },
  );
const leavesOf = (log: number) =>
  superuser<{ index: string; event_id: string }[]>`
    select index, event_id from audit_leaf where log = ${log} order by index`;
const openingOf = async (log: number) => {
  const [row] = await superuser<{ action: string; pub: Opening }[]>`
    select e.action, e.body_json -> 'pub' as pub from audit_leaf l join audit_event e on e.id = l.event_id
    where l.log = ${log} and l.index = 0`;
  return row;
};

/** A log of 300 leaves that was signed; 40 more that were signed and then lost with the database; 5 that wait. */
beforeAll(async () => {
  superuser = postgres(urls().superUrl, { max: 2, onnotice: () => undefined });
  first = (await read(headNow))?.origin as string;
  await createKey(by, now);
  await grow(299, now);
  await signCheckpoint(now);
  const putBack = await keepLog(superuser);
  await grow(40, later(60));
  lost = (await signCheckpoint(later(60))).note;
  await putBack();
  before = await leavesOf(1);
});
afterAll(() => superuser.end());

describe("a log that was restored from an older backup", () => {
  test("has no successor before it has stopped", async () => {
    expect(await refusalOf(openSuccessor(by, "restored", later(90)))).toBe("audit.not_stopped");
    expect(await refusalOf(signCheckpoint(later(100)))).toBe("audit.stopped");
    await expect(checkStore()).rejects.toThrow(/^store_ahead at 340/);
  });

  test("has none while it is damaged in itself, or where its key is not", async () => {
    await tamper(
      superuser,
      "update audit_event set salt = sha256(salt) where id = (select event_id from audit_leaf where index = 7)",
    );
    await expect(openSuccessor(by, "restored", later(110))).rejects.toThrow(/^leaf_body_altered at 7/);
    await tamper(
      superuser,
      "update audit_event e set salt = k.salt from keep_audit_event k where k.id = e.id and k.salt <> e.salt",
    );
    const { signingKeyFile } = config();
    renameSync(signingKeyFile, `${signingKeyFile}.away`);
    expect(await refusalOf(openSuccessor(by, "restored", later(110)))).toBe("audit.signing_key_missing");
    renameSync(`${signingKeyFile}.away`, signingKeyFile);
    expect(await read(logs)).toHaveLength(1);
  });

  describe("and its successor", () => {
    let made: Succession;
    beforeAll(async () => {
      // The stop's own entry waits already, and so do these.
      await grow(5, later(120));
      made = await openSuccessor(by, "the disk of 22 November", later(130));
    });

    test("has another name and another key, and the old log is closed as it was", async () => {
      expect(made.closed).toEqual({ origin: first, size: 300n });
      expect(made.origin).toMatch(/^docket\/.+-[0-9a-f]{8}\/log\/2$/);
      expect(made.origin.replace(/\/2$/, "/1")).not.toBe(first);
      expect(parseVkey(made.vkey as string).name).toBe(made.origin);
      expect((await read(logs)).map(({ number, origin, closedAt }) => [number, origin, closedAt])).toEqual([
        [1, first, later(130)],
        [2, made.origin, null],
      ]);
      expect(await leavesOf(1)).toEqual(before);
      expect(await refusalOf(openSuccessor(by, "again", later(131)))).toBe("audit.not_stopped");
    });

    test("begins with what it follows, then every old entry in its place, then what waited", async () => {
      // The oldest of what waits is minutes old, and the log is not late with it.
      expect(await logStatus(later(131))).toMatchObject({
        size: 0,
        pendingAgeSeconds: 1,
        checkpoint: null,
        stop: null,
      });
      // One drain gives the opening its leaf, whatever waits ahead of it.
      expect(await sequence(later(131), 50)).toBe(1);
      expect(await sequence(later(300), 50)).toBe(50);
      expect(await logStatus(later(307))).toMatchObject({ size: 51, pendingAgeSeconds: 7 });
      expect(await readinessAt(later(307))).toMatchObject({ isReady: true, sequencer: true });
      expect(await readinessAt(later(331))).toMatchObject({ isReady: false, sequencer: false });
      expect(await openingOf(2)).toMatchObject({
        action: "log.opened",
        pub: { previous: { log: first, size: "300" }, signed: lost, reason: "the disk of 22 November" },
      });
      // What it names is what was signed of the leaves that are lost: anybody who holds that checkpoint sees it.
      const { pub } = (await openingOf(2)) as { pub: Opening };
      expect(openCheckpoint(pub.signed as string, { origin: first, keys: [await oldKey()] }).size).toBe(340n);
      while ((await sequence(later(301), 64)) > 0);
      const now2 = await leavesOf(2);
      expect(now2.slice(1, 301).map((leaf) => leaf.event_id)).toEqual(before.map((leaf) => leaf.event_id));
      // Behind them the stop, the five, and the new key.
      expect(now2).toHaveLength(1 + 300 + 1 + 5 + 1);
      expect(await superuser`select from audit_pending`).toHaveLength(0);
    });

    test("verifies whole, as the old one does, and is signed", async () => {
      expect(await verifyLog()).toMatchObject({ ok: true, origin: made.origin, size: 308n });
      expect(await verifyLog({ log: 1 })).toMatchObject({ ok: true, origin: first, size: 300n });
      expect(await verifyLog({ log: 3 })).toMatchObject({ ok: false, failure: "log_missing" });
      expect(await signCheckpoint(later(310))).toMatchObject({ origin: made.origin, size: 308n });
      await checkStore();
    });

    test("is served under its number, and the old one still is", async () => {
      expect(await lastCheckpoint()).toMatchObject({ log: 2, size: 308n });
      expect(await lastCheckpoint(1)).toMatchObject({ log: 1, origin: first, size: 300n });
      expect(await refusalOf(lastCheckpoint(3))).toBe("audit.not_published");
      const tile = parseTilePath("0/000");
      expect(await publishedTile(tile)).toEqual(await publishedTile(tile, 2));
      expect(await publishedTile(tile, 1)).not.toEqual(await publishedTile(tile, 2));
    });

    test.each([
      [
        "an opening that names other leaves",
        "update audit_head set root = sha256('x') where size = 300",
        "log_opening_wrong at 0",
      ],
      [
        "an old leaf that was left out",
        "update audit_leaf set event_id = (select event_id from audit_leaf where log = 2 and index = 304) where log = 1 and index = 10",
        "log_carried_wrong at 10",
      ],
      ["no head of the log before it", "delete from audit_head where size = 300", "log_opening_wrong at 0"],
    ])("is refused with %s", async (_what, statement, failure) => {
      const putBack = await keepLog(
        superuser,
        `kept_${createHash("sha256").update(statement).digest("hex").slice(0, 8)}`,
      );
      await tamper(superuser, statement);
      expect(await verifyLog()).toMatchObject({
        ok: false,
        sentence: expect.stringMatching(new RegExp(`^${failure}`)),
      });
      await putBack();
    });

    test("takes nothing more into the old log, and the application cannot open another", async () => {
      const app = postgres(urls().appUrl, { max: 1, onnotice: () => undefined });
      const commit = (origin: string, size: number) =>
        app`select audit_commit(${origin}, ${size}, now(), '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '', '{}', '{}')`;
      await expect(commit(first, 300)).rejects.toThrow(/not where this batch begins/);
      await expect(app`select audit_publish(0, ${first}, 1, '00', 'x', now())`).resolves.toMatchObject([
        { audit_publish: false },
      ]);
      await expect(
        app`select audit_succeed(${made.origin}, 'docket/x/log/3', gen_random_uuid(), now())`,
      ).rejects.toThrow(/only a log that is stopped/);
      await app.end();
    });

    test("may itself be followed", async () => {
      await tamper(superuser, "update audit_head set size = 307 where size = 308");
      await refusalOf(signCheckpoint(later(400)));
      await tamper(superuser, "update audit_head set size = 308 where size = 307");
      const third = await openSuccessor(by, "again", later(410));
      expect(third.origin).toMatch(/\/log\/3$/);
      while ((await sequence(later(411))) > 0);
      // Its opening, the 308, that the second stopped, and its key.
      expect(await verifyLog()).toMatchObject({ ok: true, origin: third.origin, size: 311n });
      for (const log of [1, 2]) expect(await verifyLog({ log })).toMatchObject({ ok: true });
      expect((await openingOf(3))?.pub.previous).toMatchObject({ log: made.origin, size: "308" });
    });
  });
});

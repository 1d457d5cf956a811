import { randomBytes } from "node:crypto";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { eq } from "drizzle-orm";
import { afterEach, describe, expect, test } from "vitest";
import { type Tx, writeDatabase } from "../../db/client";
import { privacyKey } from "../../db/schema";
import { forgetConfig } from "../config";
import type { StaffActor } from "../kernel/actor";
import { newId } from "../kernel/id";
import { read } from "../read";
import { useDatabase } from "../testing/database";
import { keyed, newDataKey, unwrap } from "./keyring";
import { maskName, maskPhone } from "./mask";
import { open, openMany, seal, sealMany } from "./seal";

useDatabase();
const now = new Date("2026-11-22T08:00:00.000Z");
const _by: StaffActor = { kind: "staff", id: newId(now), roles: ["moderator"], sessionId: newId(now) };
const write = <T>(work: (tx: Tx) => Promise<T>) => writeDatabase().transaction(work);
const erase = (about: string) =>
  write((tx) => tx.update(privacyKey).set({ wrapped: null, erasedAt: now }).where(eq(privacyKey.about, about)));

/** How many statements reach the database while `work` runs. */
async function statements(work: (tx: Tx) => Promise<unknown>): Promise<number> {
  let count = 0;
  await write((tx) => {
    const counting = new Proxy(tx, {
      get(target, name, receiver) {
        const value: unknown = Reflect.get(target, name, receiver);
        if (typeof value !== "function") return value;
        if (["execute", "select", "insert", "update", "delete"].includes(String(name))) count++;
        return value.bind(target);
      },
    });
    return work(counting);
  });
  return count;
}

describe("sealing", () => {
  const value = { about: "account:1", purpose: "account:1:phone", value: "13812345678" };

  test("what was sealed opens to the same text, and each sealing looks different", async () => {
    const [one, two] = await write((tx) => sealMany(tx, now, [value, value]));
    expect(one?.equals(two as Buffer)).toBe(false);
    expect(one?.includes(Buffer.from("1381234"))).toBe(false);
    const opened = await read((tx) =>
      openMany(
        tx,
        [one, two].map((sealed) => ({ ...value, sealed: sealed as Buffer })),
      ),
    );
    expect(opened).toEqual([value.value, value.value]);
  });

  test.each(["", "案卷 🗂️", "\u0000", "x".repeat(20_000)])("any text: %#", async (text) => {
    const sealed = await write((tx) => seal(tx, now, { ...value, value: text }));
    expect(await read((tx) => open(tx, { ...value, sealed }))).toBe(text);
  });

  test("a value opens only as what it was sealed for, and unaltered", async () => {
    const sealed = await write((tx) => seal(tx, now, value));
    await write((tx) => seal(tx, now, { ...value, about: "account:2" }));
    const opening = (change: object) => read((tx) => open(tx, { ...value, sealed, ...change }));
    await expect(opening({ purpose: "account:1:name" })).rejects.toThrow();
    await expect(opening({ about: "account:2" })).rejects.toThrow();
    for (const at of [0, 1, 14, sealed.length - 1]) {
      const altered = Buffer.from(sealed);
      altered[at] = (altered[at] as number) ^ 1;
      await expect(opening({ sealed: altered })).rejects.toThrow();
    }
    await expect(opening({ sealed: sealed.subarray(0, 12) })).rejects.toThrow();
  });

  test("after its key was destroyed nothing opens, and nothing more is sealed", async () => {
    const sealed = await write((tx) => seal(tx, now, { ...value, about: "account:3" }));
    await erase("account:3");
    expect(await read((tx) => open(tx, { ...value, about: "account:3", sealed }))).toBeNull();
    await expect(write((tx) => seal(tx, now, { ...value, about: "account:3" }))).rejects.toThrow("erased");
  });

  test("one key for each, however many make it at once", async () => {
    const abouts = Array.from({ length: 20 }, (_, nth) => `reporter:${nth}`);
    const rounds = await Promise.all(
      Array.from({ length: 8 }, (_, round) =>
        write((tx) =>
          sealMany(
            tx,
            now,
            (round % 2 ? abouts : abouts.toReversed()).map((about) => ({ about, purpose: "p", value: about })),
          ),
        ),
      ),
    );
    for (const [round, sealed] of rounds.entries()) {
      const order = round % 2 ? abouts : abouts.toReversed();
      expect(
        await read((tx) =>
          openMany(
            tx,
            sealed.map((bytes, nth) => ({ about: order[nth] as string, purpose: "p", sealed: bytes })),
          ),
        ),
      ).toEqual(order);
    }
  });

  test("500 reports with four values under three keys each take no more statements than one", async () => {
    const values = (many: number, salt: string) =>
      Array.from({ length: many }, (_, nth) =>
        [`reporter:${salt}${nth}`, `account:${salt}${nth}`, `group:${salt}${nth % 50}`, `group:${salt}${nth % 50}`].map(
          (about, place) => ({ about, purpose: `evidence:${place}`, value: `正文 ${nth}` }),
        ),
      ).flat();
    expect(await statements((tx) => sealMany(tx, now, values(1, "a")))).toBe(2);
    expect(await statements((tx) => sealMany(tx, now, values(500, "b")))).toBe(2);
    expect(await statements((tx) => sealMany(tx, now, values(500, "b")))).toBe(1);
  });
});

describe("keys", () => {
  afterEach(() => {
    delete process.env.DOCKET_KEYS_FILE;
    forgetConfig();
  });
  const useKeys = (ids: readonly number[], keys: Map<number, string>) => {
    const file = path.join(mkdtempSync(path.join(tmpdir(), "docket-keys-")), "keys.json");
    writeFileSync(
      file,
      JSON.stringify({ data: ids.map((id) => ({ id, key: keys.get(id) })), lookup: "00".repeat(32) }),
    );
    process.env.DOCKET_KEYS_FILE = file;
    forgetConfig();
  };

  test("a new installation key wraps from now on; the old one goes on unwrapping until it is gone", () => {
    const keys = new Map([1, 2].map((id) => [id, randomBytes(32).toString("hex")]));
    useKeys([1], keys);
    const old = newDataKey("account:1");
    useKeys([1, 2], keys);
    const young = newDataKey("account:1");
    expect([old.wrapped[0], young.wrapped[0]]).toEqual([1, 2]);
    expect(unwrap("account:1", old.wrapped).equals(old.key)).toBe(true);
    expect(() => unwrap("account:2", old.wrapped)).toThrow();
    useKeys([2], keys);
    expect(unwrap("account:1", young.wrapped).equals(young.key)).toBe(true);
    expect(() => unwrap("account:1", old.wrapped)).toThrow("no installation key 1");
  });

  test("a pseudonym is the same for the same words and place only", () => {
    expect(keyed("reporter", "a").equals(keyed("reporter", "a"))).toBe(true);
    expect(keyed("reporter", "a").equals(keyed("receipt", "a"))).toBe(false);
    expect(keyed("reporter", "a").equals(keyed("reporter", "b"))).toBe(false);
  });
});

describe("masks", () => {
  test.each([
    ["李小明", "李**"],
    ["李明", "李*"],
    ["欧阳娜娜子", "欧***"],
    ["李", "*"],
    ["", ""],
    ["  王芳 ", "王*"],
    ["Alice Wong", "A***"],
    ["𠮷野家", "𠮷**"],
  ])("name %s → %s", (name, masked) => expect(maskName(name)).toBe(masked));

  test.each([
    ["13812345678", "138****5678"],
    ["+86 138 1234 5678", "+86 138****5678"],
    ["+8613812345678", "+86 138****5678"],
    ["+1 (415) 555-0100", "+1 415****0100"],
    ["010-8888", "****88"],
    ["12345", "****"],
    ["", "****"],
  ])("phone %s → %s", (phone, masked) => expect(maskPhone(phone)).toBe(masked));
});

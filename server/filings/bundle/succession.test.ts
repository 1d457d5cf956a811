import { beforeAll, expect, test } from "vitest";
import { LogBroken } from "../../audit/failure";
import { createKey } from "../../audit/keys";
import { sequence } from "../../audit/sequence";
import { stopLog } from "../../audit/stop";
import { openSuccessor } from "../../audit/successor";
import type { OperatorActor } from "../../kernel/actor";
import { fromIsoDay, hour, after as plus } from "../../kernel/calendar";
import { useDatabase } from "../../testing/database";
import { closeMonths } from "../period";
import { checkFiling, getFiling, sealFiling } from "../service";
import { bundleOf, code, drain, found, type Office, openOffice, verified, waivers } from "../testing/office";

useDatabase();
const by: OperatorActor = { kind: "operator", command: "test" };
const september = plus(fromIsoDay("2026-09-20"), 10 * hour);
const october = plus(fromIsoDay("2026-10-10"), 10 * hour);
const november = plus(fromIsoDay("2026-11-05"), 10 * hour);
const months = [
  ["2026-09-01", "2026-10-01", { received: 1, measures: 1 }],
  ["2026-10-01", "2026-11-01", { received: 2, measures: 2 }],
] as const;
const later = fromIsoDay("2026-11-24");
let at: Office;
let vkey: string;
const before = new Map<string, Uint8Array>();
let drafted: { number: string; version: number };
let key: string;

beforeAll(async () => {
  vkey = await createKey(by, september);
  at = await openOffice(september);
  await at.suspend(september);
  await drain(september);
  for (const _ of [1, 2]) await at.suspend(october);
  await drain(october);
  expect(await closeMonths(november)).toBe(2);
  await drain(november);
  for (const [start, end] of months) {
    const number = await at.sealNew(start, end, november);
    before.set(number, await bundleOf(number, november));
  }
  const { number } = await at.draft("2026-11-01", "2026-11-05", later);
  drafted = { number, ...(await checkFiling(at.prepares, { number, version: 1, waivers }, later)) };
  await drain(later);
  await stopLog(by, new LogBroken("store_ahead", "9999"), later);
  key = (await openSuccessor(by, "restored from a backup", later)).vkey as string;
  // Not before all of it is carried over: the entry states what the log has.
  expect(await sequence(later)).toBe(1);
  expect(await sequence(later, 5)).toBe(5);
  expect(await closeMonths(later)).toBe(0);
  await drain(later);
  expect(await closeMonths(later)).toBe(2);
  await drain(later);
});

test("what was filed from the old one is still proved from it, by its own key", async () => {
  for (const [number, bytes] of before) {
    const again = await bundleOf(number, later);
    expect(Buffer.from(again).equals(Buffer.from(bytes))).toBe(true);
    expect(found(await verified(again, vkey))).toEqual([]);
  }
});

test("a draft of the old one is neither checked nor sealed", async () => {
  const { number, version } = drafted;
  expect(await code(checkFiling(at.prepares, { number, version, waivers }, later))).toBe("filings.log-closed");
  expect(await code(sealFiling(at.seals, { number, version }, later))).toBe("filings.log-closed");
});

test("a new filing of the same months says the same out of the successor, and is proved by its key", async () => {
  for (const [start, end, figures] of months) {
    const bytes = await bundleOf(await at.sealNew(start, end, later), later);
    const report = await verified(bytes, key);
    expect(found(report)).toEqual([]);
    expect(report).toMatchObject({ ok: true, summary: { figures } });
    expect((await verified(bytes, vkey)).ok).toBe(false);
  }
});

test("what came to a period after its log was closed is told on the page of the old filing", async () => {
  const [last] = [...before.keys()].slice(-1);
  expect((await getFiling(last as string)).changed).toBe(0);
  // Somebody wrote it down late: it happened in October.
  await at.suspend(october);
  expect((await getFiling(last as string)).changed).toBe(0);
  await drain(later);
  expect((await getFiling(last as string)).changed).toBeGreaterThan(0);
});

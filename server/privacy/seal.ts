import { sql } from "drizzle-orm";
import type { Reader, Tx } from "../../db/client";
import { assert } from "../kernel/assert";
import { Refused } from "../kernel/refusal";
import { refuse } from "./contract";
import { newDataKey, openBytesWith, sealWith, unwrap } from "./keyring";

/** What to seal: whose key (`account:<id>`, `reporter:<ref>` …), for which place, and the value. */
export type ToSeal = { readonly about: string; readonly purpose: string; readonly value: string | Uint8Array };
export type ToOpen = { readonly about: string; readonly purpose: string; readonly sealed: Buffer };

/** Wrapped data keys by whom they are about; null where erased. One statement, however many. */
async function wrappedKeys(tx: Reader, abouts: readonly string[]): Promise<Map<string, Buffer | null>> {
  const rows = await tx.execute<{ about: string; wrapped: Buffer | null }>(sql`
    select about, wrapped from privacy_key
    where about = any (array(select json_array_elements_text(${JSON.stringify(abouts)}::json)))`);
  return new Map(rows.map((row) => [row.about, row.wrapped]));
}

/** Makes data keys. @returns those that were made here; for the others somebody else was quicker. */
async function makeKeys(tx: Tx, now: Date, abouts: readonly string[]): Promise<Map<string, Buffer>> {
  const made = new Map(abouts.map((about) => [about, newDataKey(about)]));
  const given = [...made].map(([about, { wrapped }]) => ({ about, wrapped: wrapped.toString("hex") }));
  // In one order for everybody, so that two that make keys for the same people do not wait for each other.
  const rows = await tx.execute<{ about: string }>(sql`
    insert into privacy_key (about, wrapped, created_at)
    select about, decode(wrapped, 'hex'), ${now.toISOString()}::timestamptz
    from json_to_recordset(${JSON.stringify(given)}::json) as given (about text, wrapped text)
    order by about
    on conflict do nothing returning about`);
  return new Map(rows.map((row) => [row.about, made.get(row.about)?.key as Buffer]));
}

/** Keys that an open transaction has asked for: a decision seals in three places, and asks once. */
const held = new WeakMap<Tx, Map<string, Buffer>>();

/**
 * The data keys of these, made for those who have none. Keys are kept no longer than their transaction: a process that
 * remembers one would still read what an erasure elsewhere has destroyed.
 */
async function dataKeys(tx: Tx, now: Date, abouts: readonly string[]): Promise<ReadonlyMap<string, Buffer>> {
  const keys = held.get(tx) ?? new Map<string, Buffer>();
  held.set(tx, keys);
  const take = (wrapped: ReadonlyMap<string, Buffer | null>) => {
    for (const [about, key] of wrapped) {
      if (!key) throw new Refused(refuse("erased"));
      keys.set(about, unwrap(about, key));
    }
  };
  const lacking = () => abouts.filter((about) => !keys.has(about));
  if (lacking().length > 0) take(await wrappedKeys(tx, lacking()));
  if (lacking().length > 0) for (const [about, key] of await makeKeys(tx, now, lacking())) keys.set(about, key);
  if (lacking().length > 0) take(await wrappedKeys(tx, lacking()));
  return keys;
}

/** Asks for the keys of these beforehand, beside other statements, so that sealing needs none of its own. */
export async function holdKeys(tx: Tx, now: Date, abouts: readonly string[]): Promise<void> {
  await dataKeys(tx, now, [...new Set(abouts)]);
}

/**
 * Seals values under the data keys of those whom they are about, making keys for those who have none.
 * Three statements at most, however many values. Refuses: erased.
 *
 * @returns the sealed values, in the order asked.
 */
export async function sealMany(tx: Tx, now: Date, values: readonly ToSeal[]): Promise<Buffer[]> {
  if (values.length === 0) return [];
  const keys = await dataKeys(tx, now, [...new Set(values.map((value) => value.about))]);
  return values.map(({ about, purpose, value }) => {
    const key = keys.get(about);
    assert(key, `no key could be made for ${about}`);
    return sealWith(key, about, purpose, value);
  });
}

/** Seals one value. */
export const seal = async (tx: Tx, now: Date, value: ToSeal) => (await sealMany(tx, now, [value]))[0] as Buffer;

/**
 * Opens sealed bytes, in one statement. Callers that show them to a person go through `disclose`.
 *
 * @returns the bytes in the order asked; null where the key was erased.
 * @throws an error when a value was altered, or is about somebody or for a place other than stated.
 */
export async function openBytes(tx: Reader, values: readonly ToOpen[]): Promise<(Buffer | null)[]> {
  if (values.length === 0) return [];
  const wrapped = await wrappedKeys(tx, [...new Set(values.map((value) => value.about))]);
  const keys = new Map<string, Buffer>();
  for (const [about, key] of wrapped) if (key) keys.set(about, unwrap(about, key));
  return values.map(({ about, purpose, sealed }) => {
    const key = keys.get(about);
    return key ? openBytesWith(key, about, purpose, sealed) : null;
  });
}

/** Opens sealed texts as `openBytes` does. */
export const openMany = async (tx: Reader, values: readonly ToOpen[]): Promise<(string | null)[]> =>
  (await openBytes(tx, values)).map((bytes) => bytes?.toString("utf8") ?? null);

/** Opens one value; null when its key was erased. */
export const open = async (tx: Reader, value: ToOpen) => (await openMany(tx, [value]))[0] as string | null;

import { inArray } from "drizzle-orm";
import type { Reader, Tx } from "../../db/client";
import { privacyKey } from "../../db/schema";
import { assert } from "../kernel/assert";
import { newDataKey, openWith, sealWith, unwrap } from "./keyring";

/** What to seal: whose key (`account:<id>`, `reporter:<ref>` …), for which place, and the value. */
export type ToSeal = { readonly about: string; readonly purpose: string; readonly value: string };
export type ToOpen = { readonly about: string; readonly purpose: string; readonly sealed: Buffer };

/** Data keys of those not erased. */
async function wrappedKeys(tx: Reader, abouts: readonly string[]): Promise<Map<string, Buffer | null>> {
  const rows = await tx
    .select({ about: privacyKey.about, wrapped: privacyKey.wrapped })
    .from(privacyKey)
    .where(inArray(privacyKey.about, [...abouts]));
  return new Map(rows.map((row) => [row.about, row.wrapped]));
}

/**
 * Seals values under the data keys of those whom they are about, making keys for those who have none.
 * Three statements at most, however many values. An erased key is a bug here: rules refuse earlier.
 *
 * @returns the sealed values, in the order asked.
 */
export async function sealMany(tx: Tx, now: Date, values: readonly ToSeal[]): Promise<Buffer[]> {
  if (values.length === 0) return [];
  const abouts = [...new Set(values.map((value) => value.about))].sort();
  let wrapped = await wrappedKeys(tx, abouts);
  const missing = abouts.filter((about) => !wrapped.has(about));
  if (missing.length > 0) {
    await tx
      .insert(privacyKey)
      .values(missing.map((about) => ({ about, wrapped: newDataKey(about).wrapped, createdAt: now })))
      .onConflictDoNothing();
    wrapped = await wrappedKeys(tx, abouts);
  }
  const keys = new Map<string, Buffer>();
  for (const [about, key] of wrapped) {
    assert(key, `the key of ${about} was erased`);
    keys.set(about, unwrap(about, key));
  }
  return values.map(({ about, purpose, value }) => sealWith(keys.get(about) as Buffer, about, purpose, value));
}

/** Seals one value. */
export const seal = async (tx: Tx, now: Date, value: ToSeal) => (await sealMany(tx, now, [value]))[0] as Buffer;

/**
 * Opens sealed values. Callers that show them to a person go through `disclose`.
 *
 * @returns the values in the order asked; null where the key was erased.
 */
export async function openMany(tx: Reader, values: readonly ToOpen[]): Promise<(string | null)[]> {
  if (values.length === 0) return [];
  const wrapped = await wrappedKeys(tx, [...new Set(values.map((value) => value.about))]);
  const keys = new Map<string, Buffer>();
  for (const [about, key] of wrapped) if (key) keys.set(about, unwrap(about, key));
  return values.map(({ about, purpose, sealed }) => {
    const key = keys.get(about);
    return key ? openWith(key, about, purpose, sealed) : null;
  });
}

/** Opens one value; null when its key was erased. */
export const open = async (tx: Reader, value: ToOpen) => (await openMany(tx, [value]))[0] as string | null;

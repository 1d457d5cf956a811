import { createCipheriv, createDecipheriv, createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { config } from "../config";
import { assert } from "../kernel/assert";
import { randomBytes } from "../kernel/random";

/**
 * The installation's keys, from DOCKET_KEYS_FILE: `{"data": [{"id": 1, "key": "<64 hex digits>"}], "lookup": "<64 hex digits>"}`.
 * The last data key wraps, older ones only unwrap. They are never in the database.
 */
type Keyring = {
  readonly path: string;
  readonly current: number;
  readonly byId: ReadonlyMap<number, Buffer>;
  readonly lookup: Buffer;
};

let loaded: Keyring | undefined;

function keyring(): Keyring {
  const path = config().keysFile;
  if (loaded?.path === path) return loaded;
  const file = JSON.parse(readFileSync(path, "utf8")) as { data: { id: number; key: string }[]; lookup: string };
  const byId = new Map(file.data.map((entry) => [entry.id, Buffer.from(entry.key, "hex")]));
  const current = file.data.at(-1)?.id;
  assert(
    current !== undefined && [...byId.values()].every((key) => key.length === 32),
    "the keys file holds no usable key",
  );
  loaded = { path, current, byId, lookup: Buffer.from(file.lookup, "hex") };
  return loaded;
}

const encrypt = (key: Buffer, text: Uint8Array, bound: string) => {
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(Buffer.from(bound));
  return Buffer.concat([nonce, cipher.update(text), cipher.final(), cipher.getAuthTag()]);
};

const decrypt = (key: Buffer, sealed: Buffer, bound: string) => {
  const decipher = createDecipheriv("aes-256-gcm", key, sealed.subarray(0, 12)).setAAD(Buffer.from(bound));
  decipher.setAuthTag(sealed.subarray(-16));
  return Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()]);
};

/** A new data key, and the same key wrapped for the database: one byte of key id, then AES-256-GCM. */
export function newDataKey(about: string): { key: Buffer; wrapped: Buffer } {
  const { current, byId } = keyring();
  const key = randomBytes(32);
  const wrapped = encrypt(byId.get(current) as Buffer, key, `docket/wrap/v1\0${about}`);
  return { key, wrapped: Buffer.concat([Buffer.from([current]), wrapped]) };
}

/** Opens a wrapped data key. */
export function unwrap(about: string, wrapped: Buffer): Buffer {
  const key = keyring().byId.get(wrapped[0] as number);
  assert(key, `no installation key ${wrapped[0]} for a wrapped key`);
  return decrypt(key, wrapped.subarray(1), `docket/wrap/v1\0${about}`);
}

/** Seals one value: one byte of format, then AES-256-GCM bound to whom and what it is about. */
export const sealWith = (key: Buffer, about: string, purpose: string, value: string | Uint8Array) => {
  const bytes = typeof value === "string" ? Buffer.from(value, "utf8") : value;
  return Buffer.concat([Buffer.from([1]), encrypt(key, bytes, `docket/seal/v1\0${about}\0${purpose}`)]);
};

/** Opens what `sealWith` made. */
export function openBytesWith(key: Buffer, about: string, purpose: string, sealed: Buffer): Buffer {
  assert(sealed[0] === 1, "unknown format of a sealed value");
  return decrypt(key, sealed.subarray(1), `docket/seal/v1\0${about}\0${purpose}`);
}

/** Opens what `sealWith` made of a text. */
export const openWith = (key: Buffer, about: string, purpose: string, sealed: Buffer): string =>
  openBytesWith(key, about, purpose, sealed).toString("utf8");

/**
 * A keyed pseudonym: the same input gives the same answer on this installation only.
 * For reporters' pseudonyms and for receipts and link tokens, which are derived so that they need not be stored.
 */
export const keyed = (purpose: string, value: string) =>
  createHmac("sha256", keyring().lookup).update(`${purpose}\0${value}`).digest();

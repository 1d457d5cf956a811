import { sha256 } from "@noble/hashes/sha2.js";
import { fromBase64, toBase64 } from "./base64";
import { NoteRefused } from "./note-failure";

/** The only kind of key that signs here: Ed25519 (C2SP signed-note, "Signature types"). */
const ed25519Kind = 1;

/** Who a signature line says it is by. Name and id together name a key. */
export type KeyName = {
  readonly name: string;
  /** The first four bytes of the key's hash, as a number. */
  readonly id: number;
};
/** A key that verifies. */
export type VerifierKey = KeyName & { readonly publicKey: Uint8Array };
/** A key that signs; `seed` is the private key as RFC 8032 has it, 32 bytes. */
export type SigningSeed = KeyName & { readonly seed: Uint8Array };

const hexOf = (id: number) => id.toString(16).padStart(8, "0");

/** Whether a name may stand in a signature line: not empty, no Unicode space, no plus, no control character. */
export const isKeyName = (name: string): boolean => /^[^\p{White_Space}\p{Cc}\p{Surrogate}+]+$/u.test(name);

/** The id of an Ed25519 key: SHA-256(name ‖ 0x0A ‖ 0x01 ‖ public key), first four bytes, big-endian. */
export function keyIdOf(name: string, publicKey: Uint8Array): number {
  const prefix = new TextEncoder().encode(`${name}\n`);
  const message = new Uint8Array(prefix.length + 1 + publicKey.length);
  message.set(prefix);
  message[prefix.length] = ed25519Kind;
  message.set(publicKey, prefix.length + 1);
  return new DataView(sha256(message).buffer).getUint32(0);
}

/** A key that verifies, of a name and 32 bytes. Throws NoteRefused: note_key_name_malformed, key_malformed. */
export function verifierKeyOf(name: string, publicKey: Uint8Array): VerifierKey {
  if (!isKeyName(name)) throw new NoteRefused("note_key_name_malformed");
  if (publicKey.length !== 32) throw new NoteRefused("key_malformed");
  return { name, id: keyIdOf(name, publicKey), publicKey };
}

const encode = ({ name, id }: KeyName, bytes: Uint8Array) =>
  `${name}+${hexOf(id)}+${toBase64(Uint8Array.from([ed25519Kind, ...bytes]))}`;

/** Reads `name+hash+base64(0x01 ‖ 32 bytes)`. Base64 may hold plus signs, names may not. */
function decode(text: string): KeyName & { readonly bytes: Uint8Array } {
  const [, name, hash, base64] = /^([^+]*)\+([0-9a-f]{8})\+(.*)$/su.exec(text) ?? [];
  const encoded = base64 === undefined ? null : fromBase64(base64);
  if (!name || !hash || !encoded || !isKeyName(name)) throw new NoteRefused("key_malformed");
  if (encoded[0] !== ed25519Kind) throw new NoteRefused("key_kind_unknown");
  if (encoded.length !== 33) throw new NoteRefused("key_malformed");
  return { name, id: Number.parseInt(hash, 16), bytes: encoded.subarray(1) };
}

/** The form in which a public key is handed over: `name+hash+base64`. */
export const formatVkey = (key: VerifierKey): string => encode(key, key.publicKey);

/** Reads a public key. Throws NoteRefused: key_malformed, key_kind_unknown, key_hash_wrong. */
export function parseVkey(vkey: string): VerifierKey {
  const { name, id, bytes } = decode(vkey);
  if (keyIdOf(name, bytes) !== id) throw new NoteRefused("key_hash_wrong");
  return { name, id, publicKey: bytes };
}

const privatePrefix = "PRIVATE+KEY+";

/** The form in which a private key is kept, as Go's note package writes it. */
export const formatSkey = (key: SigningSeed): string => `${privatePrefix}${encode(key, key.seed)}`;

/**
 * Reads a private key. Its hash is of the public key, which the caller derives and compares.
 * Throws NoteRefused: key_malformed, key_kind_unknown.
 */
export function parseSkey(skey: string): SigningSeed {
  if (!skey.startsWith(privatePrefix)) throw new NoteRefused("key_malformed");
  const { name, id, bytes } = decode(skey.slice(privatePrefix.length));
  return { name, id, seed: bytes };
}

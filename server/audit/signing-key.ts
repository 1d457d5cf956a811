import { createPrivateKey, createPublicKey, type KeyObject, sign } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { ConfigError } from "../config";
import { randomBytes } from "../kernel/random";
import { formatSkey, parseSkey, type SigningSeed, type VerifierKey, verifierKeyOf } from "./note-key";

/** A key that signs for a log. The private half stays inside. */
export type SigningKey = VerifierKey & { readonly sign: (message: Uint8Array) => Uint8Array };

/** What stands before the 32 bytes of an Ed25519 key in PKCS #8 (RFC 8410). */
const pkcs8Prefix = Buffer.from("302e020100300506032b657004220420", "hex");

const privateKeyOf = (seed: Uint8Array): KeyObject =>
  createPrivateKey({ key: Buffer.concat([pkcs8Prefix, seed]), format: "der", type: "pkcs8" });

function signingKeyOf(name: string, seed: Uint8Array): SigningKey {
  const privateKey = privateKeyOf(seed);
  const { x } = createPublicKey(privateKey).export({ format: "jwk" });
  const publicKey = new Uint8Array(Buffer.from(x as string, "base64url"));
  return {
    ...verifierKeyOf(name, publicKey),
    sign: (message) => new Uint8Array(sign(null, message, privateKey)),
  };
}

function readLine(line: string): SigningKey {
  const { name, id, seed }: SigningSeed = parseSkey(line);
  const key = signingKeyOf(name, seed);
  if (key.id !== id) throw new Error("its hash is wrong");
  return key;
}

const linesOf = (file: string): string[] =>
  existsSync(file)
    ? readFileSync(file, "utf8")
        .split("\n")
        .map((line) => line.trim())
        .filter((line) => line !== "" && !line.startsWith("#"))
    : [];

/**
 * Keys in a file of private keys, a line each, as Go's note package writes them; lines with `#` are for people.
 *
 * @returns none when there is no such file.
 * @throws ConfigError when a line is no key: names the line, never its content.
 */
export const readSigningKeys = (file: string): SigningKey[] =>
  linesOf(file).map((line, nth) => {
    try {
      return readLine(line);
    } catch {
      throw new ConfigError(`DOCKET_SIGNING_KEY_FILE: key ${nth + 1} in the file is not a signing key`);
    }
  });

/** Makes a key and adds it to the file, which is replaced whole and is readable by its owner only. */
export function addSigningKey(file: string, name: string): SigningKey {
  const seed = randomBytes(32);
  const key = signingKeyOf(name, seed);
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o711 });
  const draft = `${file}.${process.pid}.${randomBytes(4).toString("hex")}`;
  const before = existsSync(file)
    ? readFileSync(file, "utf8").replace(/\n*$/, "\n")
    : "# Private keys that sign the audit log of Docket. Keep a copy in a safe place; nobody else may read them.\n";
  writeFileSync(draft, `${before}${formatSkey({ name, id: key.id, seed })}\n`, { mode: 0o600, flush: true });
  chmodSync(draft, 0o600);
  renameSync(draft, file);
  return key;
}

import { createHash } from "node:crypto";
import { zipOf } from "../filings/bundle/zip";
import { canonicalBytes, type Json } from "../kernel/json";
import type { Content } from "./content";
import { summaryPage } from "./summary";

/** A package is made and kept in memory once: larger ones are several referrals. */
export const packageLimitBytes = 24 * 1_048_576;

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
const utf8 = (text: string) => Buffer.from(text, "utf8");

/** SHA-256 of the canonical content: what somebody looked at is what is sealed, or the seal is refused. */
export const contentHash = (content: Content): string => sha256(canonicalBytes(content as unknown as Json));

export type Stamp = { readonly proposedBy: string; readonly sealedBy: string; readonly sealedAt: string };
export type PackedFile = { readonly name: string; readonly bytes: Uint8Array; readonly sha256: string };
export type Package = {
  readonly zip: Buffer;
  readonly sha256: string;
  readonly contentSha256: string;
  /** Without the manifest, which lists them. */
  readonly files: readonly PackedFile[];
};

async function* each<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}

/**
 * Packs a content: the content as data, the same for people to read, the entries of the log with their proofs, and a
 * manifest with the SHA-256 of each.
 *
 * @param log lines of `log.json`; null when the log does not go along.
 */
export async function pack(content: Content, log: Json | null, stamp: Stamp): Promise<Package> {
  const file = (name: string, bytes: Uint8Array): PackedFile => ({ name, bytes, sha256: sha256(bytes) });
  const files = [
    file("content.json", canonicalBytes(content as unknown as Json)),
    file("summary.html", utf8(summaryPage(content))),
    ...(log === null ? [] : [file("log.json", canonicalBytes(log))]),
  ];
  const manifest: Json = {
    t: "docket/referral-manifest/v1",
    number: content.number,
    content: contentHash(content),
    ...stamp,
    files: files.map(({ name, bytes, sha256: hash }) => ({ name, bytes: bytes.length, sha256: hash })),
  };
  const all = [...files, file("manifest.json", canonicalBytes(manifest))];
  const pieces: Uint8Array[] = [];
  const packed = all.map(({ name, bytes }) => ({ name: `${content.number}/${name}`, pieces: each([bytes]) }));
  for await (const piece of zipOf(each(packed))) pieces.push(piece);
  const zip = Buffer.concat(pieces);
  return { zip, sha256: sha256(zip), contentSha256: contentHash(content), files };
}

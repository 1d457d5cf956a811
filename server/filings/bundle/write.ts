import { createHash } from "node:crypto";
import { canonicalBytes, type Json } from "../../kernel/json";
import type { FileKind } from "../contract";
import { type BundledFile, bundleType, type Header, type Manifest, names, type Opening } from "../verifier/format";
import { type Packed, zipOf } from "./zip";

/** Everything that goes into a bundle. Long parts come as they are asked for. */
export type BundleParts = Omit<Manifest, "t" | "files" | "seal"> & {
  readonly seal: Omit<Manifest["seal"], keyof Opening | "header"> & {
    readonly header: string;
    readonly opening: TextOpening;
  };
  /** Signed notes, verbatim. */
  readonly notes: { readonly asOf: string; readonly seal: string; readonly previous: string | null };
  /** Lines of `leaves.ndjson`, without newlines. */
  readonly lines: AsyncIterable<string>;
  /** The sealed files; the one of kind `json` is the canonical content. */
  readonly documents: readonly {
    readonly kind: FileKind;
    readonly name: string;
    readonly pieces: () => AsyncIterable<Uint8Array>;
  }[];
};

/** What opens a leaf, as the log holds it: the body's canonical bytes as text, and the salt, hex. */
export type TextOpening = { readonly body: string; readonly salt: string };

/** A line of a leaf. The header's envelope and the body go in as they are: they are canonical JSON already. */
export const leafLine = (envelope: string, hash: string, opening: TextOpening | null): string =>
  opening
    ? `{"body":${opening.body},"hash":"${hash}","header":${envelope},"salt":"${opening.salt}"}`
    : `{"hash":"${hash}","header":${envelope}}`;

/** A line of a closed subtree. */
export const nodeLine = (level: number, hash: string): string => `{"node":{"hash":"${hash}","level":${level}}}`;

const pieceBytes = 65_536;

async function* joined(lines: AsyncIterable<string>): AsyncGenerator<Uint8Array> {
  let text = "";
  for await (const line of lines) {
    text += `${line}\n`;
    if (text.length < pieceBytes) continue;
    yield Buffer.from(text, "utf8");
    text = "";
  }
  if (text !== "") yield Buffer.from(text, "utf8");
}

/** The same bytes in pieces of one length, which the packer's output depends on. */
async function* even(pieces: Iterable<Uint8Array> | AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let rest: Uint8Array = new Uint8Array();
  for await (const piece of pieces) {
    const held = rest.length === 0 ? piece : Buffer.concat([rest, piece]);
    const end = held.length - (held.length % pieceBytes);
    for (let at = 0; at < end; at += pieceBytes) yield held.subarray(at, at + pieceBytes);
    rest = held.subarray(end);
  }
  if (rest.length > 0) yield rest;
}

/** Passes the bytes of a file on, and puts its line into the manifest when the last one went by. */
async function* listed(
  files: BundledFile[],
  kind: FileKind | null,
  { name, pieces }: Packed,
): AsyncGenerator<Uint8Array> {
  const hash = createHash("sha256");
  let bytes = 0;
  for await (const piece of pieces) {
    hash.update(piece);
    bytes += piece.length;
    yield piece;
  }
  files.push({ name, sha256: hash.digest("hex"), bytes, kind });
}

async function* filesOf(parts: BundleParts): AsyncGenerator<Packed> {
  const { notes, lines, documents, seal, ...stated } = parts;
  const files: BundledFile[] = [];
  const file = (name: string, kind: FileKind | null, pieces: AsyncIterable<Uint8Array>): Packed => ({
    name,
    pieces: listed(files, kind, { name, pieces }),
  });
  const note = (name: string, text: string) => file(name, null, even([Buffer.from(text, "utf8")]));
  yield note(names.asOf, notes.asOf);
  yield note(names.seal, notes.seal);
  if (notes.previous !== null) yield note(names.previous, notes.previous);
  yield file(names.leaves, null, joined(lines));
  for (const { kind, name, pieces } of documents)
    yield file(kind === "json" ? names.filing : `${names.documents}${name}`, kind, even(pieces()));
  const { header, opening, ...proofs } = seal;
  const manifest: Manifest = {
    t: bundleType,
    ...stated,
    seal: {
      ...proofs,
      header: JSON.parse(header) as Header,
      body: JSON.parse(opening.body) as Json,
      salt: opening.salt,
    },
    files,
  };
  yield { name: names.manifest, pieces: even([canonicalBytes(manifest as unknown as Json)]) };
}

/** Writes a bundle (`verifier/format.ts`) as a zip, in pieces. The same parts give the same bytes. */
export const writeBundle = (parts: BundleParts): AsyncGenerator<Uint8Array> => zipOf(filesOf(parts));

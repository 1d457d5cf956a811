import { createHash } from "node:crypto";
import { ed25519 } from "@noble/curves/ed25519.js";
import type { AuditKind } from "../../kernel/verdict";
import { formatCheckpoint } from "../checkpoint";
import { envelopeOf } from "../leaf";
import { formatNote } from "../note";
import { type VerifierKey, verifierKeyOf } from "../note-key";
import { bundleOf, tilePath, tilesOf, widthIn } from "../tiles";
import { appendLeaves, emptyEdge, type Hash, leafHash, rootOf, tileRoot } from "../tree";

export const origin = "docket/example.test/log/1";

/** A pair of key and signer. The same number gives the same key. */
export function signerOf(name: string, number: number) {
  const seed = new Uint8Array(32).fill(number);
  const key: VerifierKey = verifierKeyOf(name, ed25519.getPublicKey(seed));
  const sign = (text: string): string => {
    const signature = ed25519.sign(new TextEncoder().encode(text), seed);
    return formatNote({ text, signatures: [{ name, id: key.id, signature }] });
  };
  return { key, sign };
}
export const signer = signerOf(origin, 7);

/** What is to be written of one leaf; the rest is what the log would write. */
export type Told = Partial<{ log: string; index: bigint; kind: AuditKind; nth: bigint; at: Date; body: string }>;
const begun = new Date("2026-10-01T00:00:00.000Z").getTime();

/** Envelopes of so many leaves, of three kinds in turn; `told` alters one where it answers for its index. */
export function envelopesOf(size: number, told: (index: number) => Told | undefined = () => undefined): Uint8Array[] {
  const kinds = ["report", "decision", "measure"] as const;
  return Array.from({ length: size }, (_, index) => {
    const { log, index: i, kind, nth, at, body } = told(index) ?? {};
    return envelopeOf({
      log: log ?? origin,
      index: i ?? BigInt(index),
      nth: nth ?? BigInt(Math.floor(index / 3)),
      kind: kind ?? kinds[index % 3] ?? "report",
      sequencedAt: at ?? new Date(begun + Math.floor(index / 10) * 1_000),
      c: createHash("sha256")
        .update(body ?? `body ${index}`)
        .digest("hex"),
    });
  });
}

/** The files of a log in memory, by name, and the root at any size. */
export type Exported = {
  readonly files: Map<string, Uint8Array>;
  readonly noteAt: (size: number) => string;
};

/** A log as `exportLog` writes it, made with the tree that the sequencer has. */
export function exportedLog(envelopes: readonly Uint8Array[], sign = signer.sign): Exported {
  const size = BigInt(envelopes.length);
  const files = new Map<string, Uint8Array>();
  const leaves = envelopes.map(leafHash);
  let hashes: readonly Hash[] = leaves;
  for (let level = 0; widthIn(size, { level, index: 0n }) > 0; level++) {
    const tiles = [...tilesOf(level, size)].map((place) => {
      const begin = Number(place.index) * 256;
      const tile = new Uint8Array(Buffer.concat(hashes.slice(begin, begin + place.width)));
      files.set(`tile/${tilePath(place)}`, tile);
      return tile;
    });
    hashes = tiles.filter((tile) => tile.length === 256 * 32).map(tileRoot);
  }
  for (const place of tilesOf("entries", size)) {
    const begin = Number(place.index) * 256;
    files.set(`tile/${tilePath(place)}`, bundleOf(envelopes.slice(begin, begin + place.width)));
  }
  const noteAt = (at: number) =>
    sign(
      formatCheckpoint({
        origin,
        size: BigInt(at),
        root: rootOf(appendLeaves(emptyEdge, leaves.slice(0, at))),
        extensions: [],
      }),
    );
  files.set("checkpoint", new TextEncoder().encode(noteAt(envelopes.length)));
  return { files, noteAt };
}

import { createHash } from "node:crypto";
import {
  contentPieces,
  type FilingContent,
  type FilingHead,
  type Glossary,
  headOf,
  type LongContent,
  rowOf,
} from "../canonical";
import { firstRows } from "../content";
import type { FileKind } from "../contract";
import type { Description } from "../describe";
import type { DispositionResult } from "../disposition";
import { makeFiles } from "../documents/files";

/** A content all at once, for samples that are small. */
export function contentOf(
  head: Pick<FilingHead, "number" | "letter" | "period" | "asOf" | "preparedAt">,
  result: DispositionResult,
  descriptions: ReadonlyMap<string, Description>,
  words: Glossary,
): FilingContent {
  const ledger = result.ledger.map((row, at) => rowOf(at, row, descriptions, words, (hashes) => hashes[0] ?? ""));
  return { ...headOf(head, result, words), ledger };
}

/** The same content as the files take it. */
export function longOf({ ledger, ...head }: FilingContent): LongContent {
  return {
    ...head,
    first: ledger.slice(0, firstRows),
    rows: ledger.length,
    ledger: async function* () {
      yield* ledger;
    },
  };
}

async function* pagesOf<Row>(rows: readonly Row[], length: number): AsyncGenerator<readonly Row[]> {
  for (let at = 0; at < rows.length; at += length) yield rows.slice(at, at + length);
}

export const piecesOf = ({ ledger, ...head }: FilingContent, rowsAtOnce = 200): AsyncGenerator<Uint8Array> =>
  contentPieces(head, pagesOf(ledger, rowsAtOnce));

export async function joined(pieces: Iterable<Uint8Array> | AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all);
}

const keptOf = (bytes: Uint8Array) => ({
  sha256: createHash("sha256").update(bytes).digest("hex"),
  bytes: bytes.length,
});

/** Every file of a small filing, with its bytes. */
export async function wholeFiles(content: FilingContent) {
  const json = await joined(piecesOf(content));
  const whole = new Map<FileKind, Buffer>([["json", json]]);
  const files = await makeFiles(longOf(content), keptOf(json), async (kind, pieces) => {
    const bytes = await joined(pieces);
    whole.set(kind, bytes);
    return keptOf(bytes);
  });
  return files.map(({ kind, name, sha256 }) => ({ kind, name, sha256, bytes: whole.get(kind) as Buffer }));
}

import { createHash } from "node:crypto";
import { and, asc, desc, eq, sql } from "drizzle-orm";
import type { Reader, Tx } from "../../db/client";
import { filingFile, filingPart } from "../../db/schema";
import type { FileKind } from "./contract";

/** The driver spells bytes in hex and in one statement: a part is small enough for that, and large enough to be few. */
const partBytes = 262_144;

/** What was written of a file. */
export type Written = { readonly sha256: string; readonly bytes: number };

/**
 * Writes the bytes of a file as they come, and holds one part of them. Comes before the row of which they are parts.
 */
export async function writeParts(
  tx: Tx,
  filingId: string,
  kind: FileKind,
  pieces: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): Promise<Written> {
  const hash = createHash("sha256");
  let bytes = 0;
  let ordinal = 0;
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  /** Writes all of what is held that fills parts, or all of it. */
  const flush = async (isEnd: boolean) => {
    const all = Buffer.concat(held);
    const end = isEnd ? all.length : all.length - (all.length % partBytes);
    for (let at = 0; at < end; at += partBytes) {
      const part = all.subarray(at, Math.min(at + partBytes, end));
      await tx.insert(filingPart).values({ filingId, kind, ordinal: ordinal++, bytes: part });
    }
    held = [all.subarray(end)];
    heldBytes = all.length - end;
  };
  for await (const piece of pieces) {
    hash.update(piece);
    bytes += piece.length;
    held.push(piece);
    heldBytes += piece.length;
    if (heldBytes >= partBytes) await flush(false);
  }
  await flush(true);
  return { sha256: hash.digest("hex"), bytes };
}

const ofFile = (filingId: string, kind: FileKind) => and(eq(filingPart.filingId, filingId), eq(filingPart.kind, kind));

/**
 * The bytes of a file, part by part, as they are asked for.
 *
 * @param look gives the reader for one part; parts never change, so that each may be read by itself.
 */
export async function* readParts(
  look: <T>(work: (tx: Reader) => Promise<T>) => Promise<T>,
  filingId: string,
  kind: FileKind,
): AsyncGenerator<Uint8Array> {
  for (let ordinal = 0; ; ordinal++) {
    const [part] = await look((tx) =>
      tx
        .select({ bytes: filingPart.bytes })
        .from(filingPart)
        .where(and(ofFile(filingId, kind), eq(filingPart.ordinal, ordinal))),
    );
    if (!part) return;
    yield part.bytes;
  }
}

/** The last bytes of a file, those of a whole part at least: its last part, and the one before. */
export async function endOf(tx: Reader, filingId: string, kind: FileKind): Promise<Uint8Array> {
  const parts = await tx
    .select({ bytes: filingPart.bytes })
    .from(filingPart)
    .where(ofFile(filingId, kind))
    .orderBy(desc(filingPart.ordinal))
    .limit(2);
  return Buffer.concat(parts.map(({ bytes }) => bytes).reverse());
}

/** Names the files of which the parts are there. */
export async function insertFiles(
  tx: Tx,
  filingId: string,
  files: readonly { kind: FileKind; name: string; sha256: string }[],
): Promise<void> {
  await tx.insert(filingFile).values(files.map(({ kind, name, sha256 }) => ({ filingId, kind, name, sha256 })));
}

/** The files of a filing, without their bytes. */
export const filesOf = (tx: Reader, filingId: string) =>
  tx
    .select({
      kind: filingFile.kind,
      name: filingFile.name,
      sha256: filingFile.sha256,
      size: sql<number>`(select coalesce(sum(length(p.bytes)), 0)::float8 from filing_part p
        where p.filing_id = filing_file.filing_id and p.kind = filing_file.kind)`,
    })
    .from(filingFile)
    .where(eq(filingFile.filingId, filingId))
    .orderBy(asc(filingFile.kind));

/** The name of one file; null when there is none. */
export async function fileName(tx: Reader, filingId: string, kind: FileKind): Promise<string | null> {
  const [file] = await tx
    .select({ name: filingFile.name })
    .from(filingFile)
    .where(and(eq(filingFile.filingId, filingId), eq(filingFile.kind, kind)));
  return file?.name ?? null;
}

import { createHash } from "node:crypto";
import { assert } from "../kernel/assert";
import { canonicalBytes, type Json } from "../kernel/json";
import type { Excerpt, FilingHead, LedgerRow } from "./canonical";
import type { DispositionResult } from "./disposition";
import { partsOf } from "./verifier/pieces";

type Pieces = AsyncIterable<Uint8Array>;

/** How many rows of the ledger a letter and a screen show at most. */
export const firstRows = 50;

const key = "ledger";
const contentParts = (pieces: Pieces) => partsOf("filing.json", pieces, key);

/** The ledger of a content, row by row, from the content's bytes. */
export async function* ledgerOf(pieces: Pieces): AsyncGenerator<LedgerRow> {
  for await (const part of contentParts(pieces)) if ("row" in part) yield JSON.parse(part.row) as LedgerRow;
}

/** Characters in the order in which they came, each once. */
class Characters {
  readonly #seen = new Uint8Array(65_536);
  readonly #found: string[] = [];
  readonly #wide = new Set<string>();

  take(text: string): void {
    for (let at = 0; at < text.length; at++) {
      const unit = text.charCodeAt(at);
      if (unit >= 0xd800 && unit < 0xdc00) {
        const wide = text.slice(at, at + 2);
        if (!this.#wide.has(wide)) this.#found.push(wide);
        this.#wide.add(wide);
        at++;
      } else if (this.#seen[unit] === 0) {
        this.#seen[unit] = 1;
        this.#found.push(text[at] as string);
      }
    }
  }

  toString(): string {
    return this.#found.join("");
  }
}

/** What one look over the bytes of a content tells of it. */
export type Survey = {
  readonly excerpt: Excerpt;
  readonly sha256: string;
  readonly bytes: number;
  /** Whether this is still what the log says: compares all that the log can prove, and not what the registry added. */
  readonly agrees: boolean;
  /** The characters of the cells, each once, in order. Without those of rows that do not agree. */
  readonly characters: string;
};

const canonical = (value: unknown) => Buffer.from(canonicalBytes(value as Json)).toString("utf8");

/** Reads a content over, row by row, and compares it with what was drawn from the log at the same point. */
export async function survey(pieces: Pieces, result: DispositionResult): Promise<Survey> {
  const hash = createHash("sha256");
  let bytes = 0;
  async function* hashed() {
    for await (const piece of pieces) {
      hash.update(piece);
      bytes += piece.length;
      yield piece;
    }
  }
  const first: LedgerRow[] = [];
  const characters = new Characters();
  let rows = 0;
  let isSame = true;
  let head: (FilingHead & { ledger?: unknown }) | undefined;
  for await (const part of contentParts(hashed())) {
    if ("rest" in part) {
      head = JSON.parse(part.rest) as FilingHead;
      continue;
    }
    // The bytes are canonical, so that the same row is the same text: `{"cells":[…],"log":{…}}`.
    const derived = result.ledger[rows++];
    const log = derived && `,"log":${canonical(derived)}}`;
    if (log && part.row.endsWith(log)) characters.take(part.row.slice(0, -log.length));
    else isSame = false;
    if (first.length < firstRows) first.push(JSON.parse(part.row) as LedgerRow);
  }
  assert(head, "a content ends with its head");
  delete head.ledger;
  return {
    excerpt: { ...head, first, rows },
    sha256: hash.digest("hex"),
    bytes,
    agrees: isSame && rows === result.ledger.length && canonical(head.figures) === canonical(result.figures),
    characters: characters.toString(),
  };
}

/** Behind the ledger; no text holds this, because its quotes would be escaped. */
const behindLedger = '],"letter":{';

/**
 * Head and first rows of a content out of the beginning and the end of its bytes: a screen shows no more.
 *
 * @param end the last bytes of a content, at least those from the last row on.
 */
export async function excerptOf(begin: Pieces, end: Uint8Array): Promise<Excerpt> {
  const text = Buffer.from(end.buffer, end.byteOffset, end.length).toString("utf8");
  const place = text.lastIndexOf(behindLedger);
  const last = text.lastIndexOf('{"cells":["', place);
  const first: LedgerRow[] = [];
  let before = "";
  async function* noted() {
    const decoder = new TextDecoder();
    for await (const piece of begin) {
      if (!before.includes(`"${key}":[`)) before += decoder.decode(piece, { stream: true });
      yield piece;
    }
  }
  for await (const part of contentParts(noted())) {
    if ("row" in part) first.push(JSON.parse(part.row) as LedgerRow);
    if (first.length >= firstRows) break;
  }
  const opened = before.slice(0, before.indexOf(`"${key}":[`));
  assert(place >= 0 && opened !== "", "a content has a ledger between its figures and its letter");
  const { ledger: _, ...head } = JSON.parse(`${opened}"${key}":[${text.slice(place)}`) as FilingHead & {
    ledger: unknown;
  };
  const rows = last < 0 ? 0 : Number(/^\{"cells":\["(\d+)"/.exec(text.slice(last))?.[1]);
  assert(rows >= first.length, "the rows of a ledger are numbered");
  return { ...head, first, rows };
}

import { Unreadable } from "./report";

/** A line, or a row of the ledger, is at most this long: a body has 64 KiB, and escapes make it longer. */
const pieceLimit = 1_048_576;

const utf8 = () => new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

async function* textOf(name: string, bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = utf8();
  try {
    for await (const piece of bytes) yield decoder.decode(piece, { stream: true });
    yield decoder.decode();
  } catch (error) {
    if (error instanceof TypeError) throw new Unreadable("bundle_file_damaged", { kind: "file", value: name });
    throw error;
  }
}

/** The lines of a file, without their newlines; the last one has a newline too. */
export async function* linesOf(name: string, bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let rest = "";
  for await (const text of textOf(name, bytes)) {
    const lines = (rest + text).split("\n");
    rest = lines.pop() as string;
    if (rest.length > pieceLimit) throw new Unreadable("bundle_too_large", { kind: "file", value: name });
    yield* lines;
  }
  if (rest !== "") throw new Unreadable("bundle_file_damaged", { kind: "file", value: name });
}

/** A part of a canonical JSON object: a row of the list that was taken out, or all the rest as one text at the end. */
export type Part = { readonly row: string } | { readonly rest: string };

/** Signs by their codes: a ledger has a hundred million of them, each looked at. */
const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const [listBegin, listEnd, objectBegin, objectEnd] = [0x5b, 0x5d, 0x7b, 0x7d];

/**
 * Takes a canonical JSON object (no white space between tokens) apart, so that a long list in it need not be held: each element of the list under
 * `key` comes as a text of its own, and at last the object with an empty list in its place.
 */
export async function* partsOf(name: string, bytes: AsyncIterable<Uint8Array>, key: string): AsyncGenerator<Part> {
  const opening = `${JSON.stringify(key)}:[`;
  let rest = "";
  let row = "";
  let depth = 0;
  let isIn = false;
  let isText = false;
  let isEscaped = false;
  for await (const text of textOf(name, bytes)) {
    let from = 0;
    for (let at = 0; at < text.length; at++) {
      const sign = text.charCodeAt(at);
      if (isText) {
        if (isEscaped) isEscaped = false;
        else if (sign === backslash) isEscaped = true;
        else if (sign === quote) isText = false;
        continue;
      }
      if (sign === quote) isText = true;
      else if (sign === objectBegin || sign === listBegin) {
        depth++;
        if (!isIn && depth === 2 && sign === listBegin && (rest + text.slice(from, at + 1)).endsWith(opening)) {
          rest += text.slice(from, at + 1);
          from = at + 1;
          isIn = true;
        }
      } else if (sign === objectEnd || sign === listEnd) depth--;
      if (isIn && ((sign === comma && depth === 2) || (sign === listEnd && depth === 1))) {
        row += text.slice(from, at);
        if (row !== "") yield { row };
        row = "";
        isIn = depth === 2;
        from = isIn ? at + 1 : at;
      }
    }
    if (isIn) row += text.slice(from);
    else rest += text.slice(from);
    if (row.length > pieceLimit || rest.length > 16 * pieceLimit)
      throw new Unreadable("bundle_too_large", { kind: "file", value: name });
  }
  yield { rest };
}

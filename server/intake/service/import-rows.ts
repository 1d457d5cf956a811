import { createReadStream } from "node:fs";
import { Readable } from "node:stream";
import { parse } from "csv-parse";
import { bodyLimitBytes } from "../../http/contract";
import { parseJson } from "../../http/text";
import type { Refusal } from "../../kernel/refusal";
import type { ImportMap } from "../import-contract";
import { missingColumns, type Row } from "../rules-import";

/** The file cannot be read as what its mapping says it is. The message is one line. */
export class FileFault extends Error {}

export type RowRead =
  | { readonly ok: true; readonly row: Row }
  | { readonly ok: false; readonly number: number; readonly refusal: Refusal };

const nothing = new Uint8Array(0);

/** Lines of a file as bytes, without their ends; memory holds one chunk and one line. */
async function* byteLines(path: string): AsyncGenerator<Uint8Array> {
  let rest: Uint8Array = nothing;
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    let from = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, from)) {
      yield rest.length > 0 ? Buffer.concat([rest, chunk.subarray(from, end)]) : chunk.subarray(from, end);
      rest = nothing;
      from = end + 1;
    }
    if (from < chunk.length) rest = Buffer.concat([rest, chunk.subarray(from)]);
    if (rest.length > bodyLimitBytes) throw new FileFault(`${path}: a line is longer than ${bodyLimitBytes} bytes`);
  }
  if (rest.length > 0) yield rest;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

async function* ndjsonRows(path: string): AsyncGenerator<RowRead> {
  let number = 0;
  for await (const line of byteLines(path)) {
    if (line.every((byte) => byte === 32 || byte === 9 || byte === 13)) continue;
    const parsed = parseJson(line);
    if (parsed.ok) yield { ok: true, row: { number, values: isRecord(parsed.value) ? parsed.value : {} } };
    else yield { ok: false, number, refusal: parsed.refusal };
    number++;
  }
}

/** Refuses bytes that are not UTF-8 instead of replacing them. */
async function* decoded(path: string): AsyncGenerator<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>)
    yield decoder.decode(chunk, { stream: true });
  yield decoder.decode();
}

async function* csvRows(path: string, map: ImportMap): AsyncGenerator<RowRead> {
  const parser = parse({
    bom: true,
    delimiter: map.delimiter,
    max_record_size: bodyLimitBytes,
    skip_empty_lines: true,
    columns: (header: string[]) => {
      const missing = missingColumns(map, header);
      if (missing.length > 0)
        throw new FileFault(`${path}: there is no column ${missing.map((name) => `“${name}”`).join(", ")}`);
      return header;
    },
  });
  const rows = Readable.from(decoded(path)).compose(parser) as AsyncIterable<Record<string, string>>;
  let number = 0;
  for await (const values of rows) yield { ok: true, row: { number: number++, values } };
}

const isFault = (error: unknown): error is Error & { code: string } =>
  error instanceof Error && "code" in error && typeof error.code === "string";

/**
 * The rows of a file, one at a time.
 *
 * @throws FileFault with one line for a file that is missing, not UTF-8, or not the CSV that its header promises.
 */
export async function* rowsOf(path: string, map: ImportMap): AsyncGenerator<RowRead> {
  try {
    yield* map.format === "csv" ? csvRows(path, map) : ndjsonRows(path);
  } catch (error) {
    if (error instanceof FileFault || !isFault(error)) throw error;
    if (error.code === "ENOENT") throw new FileFault(`${path}: there is no such file`);
    if (error.code === "ERR_ENCODING_INVALID_ENCODED_DATA") throw new FileFault(`${path}: is not valid UTF-8`);
    if (error.code.startsWith("CSV_")) throw new FileFault(`${path}: is not well-formed CSV (${error.code})`);
    throw error;
  }
}

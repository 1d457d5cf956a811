import { refuse as refuseHttp } from "../../http/contract";
import { faultsOf } from "../../http/faults";
import { parseJson } from "../../http/text";
import type { Refusal } from "../../kernel/refusal";
import { RegistryLine, refuse } from "../contract";
import { admit } from "../rules";

/** A line as it came: its number from 1, blank lines counted, and its bytes without the newline. */
export type RawLine = { readonly number: number; readonly bytes: Uint8Array };

/** A line longer than this is refused unread. */
export const lineLimitBytes = 65_536;

const newline = 10;
const isBlank = (line: Uint8Array) =>
  line.length <= lineLimitBytes && line.every((byte) => byte === 32 || byte === 9 || byte === 13);
const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);

/** Splits a stream of bytes into its non-empty lines. Memory holds one chunk and one line, cut off beyond the limit. */
export async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<RawLine> {
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  let number = 1;
  const hold = (part: Uint8Array) => {
    // Beyond the limit only the fact counts; the line is refused by its length.
    if (heldBytes <= lineLimitBytes) held.push(part.slice(0, lineLimitBytes + 1 - heldBytes));
    heldBytes += part.length;
  };
  const take = (): RawLine => {
    const whole = held.length === 1 ? (held[0] as Uint8Array) : Buffer.concat(held);
    held = [];
    heldBytes = 0;
    const bytes = number === 1 && byteOrderMark.equals(whole.subarray(0, 3)) ? whole.subarray(3) : whole;
    return { number: number++, bytes };
  };
  for await (const chunk of chunks) {
    let from = 0;
    for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, from)) {
      hold(chunk.subarray(from, end));
      from = end + 1;
      const line = take();
      if (!isBlank(line.bytes)) yield line;
    }
    if (from < chunk.length) hold(chunk.subarray(from));
  }
  const last = take();
  if (!isBlank(last.bytes)) yield last;
}

/** Values as lines, for those who have no file: the demo, tests. */
export async function* linesFrom(values: Iterable<unknown>): AsyncGenerator<RawLine> {
  let number = 0;
  for (const value of values) yield { number: ++number, bytes: Buffer.from(JSON.stringify(value)) };
}

export type ReadLine =
  | { readonly number: number; readonly ok: true; readonly line: RegistryLine }
  | { readonly number: number; readonly ok: false; readonly refusal: Refusal };

/**
 * Reads one line as strictly as a request's body.
 * Refuses: too_large, not_utf8, not_json, nesting, text, fields, document_number, future; each names its fields.
 */
export function readLine({ number, bytes }: RawLine, now: Date): ReadLine {
  if (bytes.length > lineLimitBytes)
    return { number, ok: false, refusal: refuseHttp("too_large", { limit: lineLimitBytes }) };
  const parsed = parseJson(bytes);
  if (!parsed.ok) return { number, ok: false, refusal: parsed.refusal };
  const checked = RegistryLine.safeParse(parsed.value);
  if (!checked.success)
    return { number, ok: false, refusal: refuse("fields", {}, faultsOf(checked.error.issues, parsed.value)) };
  const refusal = admit(checked.data, now);
  return refusal ? { number, ok: false, refusal } : { number, ok: true, line: checked.data };
}

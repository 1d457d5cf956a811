import { Zip, ZipDeflate } from "fflate";
import { assert } from "../../kernel/assert";

/** A file to be packed: its bytes in pieces, made when they are asked for. */
export type Packed = { readonly name: string; readonly pieces: AsyncIterable<Uint8Array> };

/** The earliest time that a zip can state: the same for every entry, so that the same content gives the same bytes. */
const fixed = new Date(1980, 0, 1, 0, 0, 0);

/** A zip states sizes and places in four bytes, and the packer would write what is left of larger ones. */
const fourBytes = 0xffff_ffff;

/**
 * Packs files one after the other, as fast as somebody takes the bytes: nothing is held but the piece at hand. Breaks
 * off where a file, or the archive, has no place in a zip.
 */
export async function* zipOf(files: AsyncIterable<Packed>, limitBytes = fourBytes): AsyncGenerator<Uint8Array> {
  let packed = 0;
  let ready: Uint8Array[] = [];
  let fault: Error | null = null;
  const zip = new Zip((error, bytes) => {
    fault ??= error;
    if (bytes) ready.push(bytes);
  });
  const taken = () => {
    if (fault) throw fault;
    const bytes = ready;
    ready = [];
    for (const { length } of bytes) packed += length;
    assert(packed < limitBytes, "a bundle is too large for a zip");
    return bytes;
  };
  for await (const { name, pieces } of files) {
    const entry = new ZipDeflate(name, { level: 6 });
    entry.mtime = fixed;
    zip.add(entry);
    let whole = 0;
    for await (const piece of pieces) {
      whole += piece.length;
      assert(whole < limitBytes, `${name} is too large for a zip`);
      entry.push(piece);
      yield* taken();
    }
    entry.push(new Uint8Array(), true);
    yield* taken();
  }
  zip.end();
  yield* taken();
}

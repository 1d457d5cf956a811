import { Zip, ZipDeflate } from "fflate";

/** A file to be packed: its bytes in pieces, made when they are asked for. */
export type Packed = { readonly name: string; readonly pieces: AsyncIterable<Uint8Array> };

/** The earliest time that a zip can state: the same for every entry, so that the same content gives the same bytes. */
const fixed = new Date(1980, 0, 1, 0, 0, 0);

/** Packs files one after the other, as fast as somebody takes the bytes: nothing is held but the piece at hand. */
export async function* zipOf(files: AsyncIterable<Packed>): AsyncGenerator<Uint8Array> {
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
    return bytes;
  };
  for await (const { name, pieces } of files) {
    const entry = new ZipDeflate(name, { level: 6 });
    entry.mtime = fixed;
    zip.add(entry);
    for await (const piece of pieces) {
      entry.push(piece);
      yield* taken();
    }
    entry.push(new Uint8Array(), true);
    yield* taken();
  }
  zip.end();
  yield* taken();
}

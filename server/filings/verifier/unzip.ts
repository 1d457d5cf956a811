import { Inflate } from "fflate";
import type { BundleFiles } from "./files";
import { type Place, Unreadable } from "./report";

/** Bytes that can be read from any place: a file on disk, or a `Blob` in a browser. */
export type Source = {
  readonly size: number;
  /** `length` bytes from `offset`; both lie inside. */
  readonly read: (offset: number, length: number) => Promise<Uint8Array>;
};

type Entry = {
  readonly name: string;
  readonly method: number;
  readonly packed: number;
  readonly bytes: number;
  readonly offset: number;
};

const endSize = 22;
const commentLimit = 65_535;
const sliceBytes = 262_144;
/** A bundle has a dozen files, and a directory of a few kilobytes. */
const directoryLimitBytes = 1_048_576;
/** No file of a bundle may unpack to more than this. */
const fileLimitBytes = 4_294_967_295;

const view = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
const fileAt = (name: string): Place => ({ kind: "file", value: name });

/** Where the archive's directory is, from the record at its end (APPNOTE 4.3.16). */
async function directoryOf(source: Source): Promise<{ count: number; offset: number; length: number }> {
  const start = source.size < 4 ? 0 : view(await source.read(0, 4)).getUint32(0, true);
  if (start !== 0x04034b50 && start !== 0x06054b50) throw new Unreadable("bundle_not_zip");
  const length = Math.min(source.size, endSize + commentLimit);
  const tail = await source.read(source.size - length, length);
  const data = view(tail);
  for (let at = length - endSize; at >= 0; at--) {
    if (data.getUint32(at, true) !== 0x06054b50 || at + endSize + data.getUint16(at + 20, true) !== length) continue;
    const found = {
      count: data.getUint16(at + 10, true),
      length: data.getUint32(at + 12, true),
      offset: data.getUint32(at + 16, true),
    };
    if (found.offset + found.length <= source.size && found.length <= directoryLimitBytes) return found;
  }
  throw new Unreadable("bundle_truncated");
}

/** The entries of the directory (APPNOTE 4.3.12). */
async function entriesOf(source: Source): Promise<Entry[]> {
  const { count, offset, length } = await directoryOf(source);
  const bytes = await source.read(offset, length);
  const data = view(bytes);
  const entries: Entry[] = [];
  for (let at = 0, nth = 0; nth < count; nth++) {
    if (at + 46 > length || data.getUint32(at, true) !== 0x02014b50) throw new Unreadable("bundle_truncated");
    const nameLength = data.getUint16(at + 28, true);
    const name = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameLength));
    const entry: Entry = {
      name,
      method: data.getUint16(at + 10, true),
      packed: data.getUint32(at + 20, true),
      bytes: data.getUint32(at + 24, true),
      offset: data.getUint32(at + 42, true),
    };
    if (entries.some((before) => before.name === name)) throw new Unreadable("bundle_file_twice", fileAt(name));
    if (![0, 8].includes(entry.method) || entry.bytes >= fileLimitBytes)
      throw new Unreadable("bundle_file_damaged", fileAt(name));
    entries.push(entry);
    at += 46 + nameLength + data.getUint16(at + 30, true) + data.getUint16(at + 32, true);
  }
  return entries;
}

async function* packedBytes(source: Source, entry: Entry): AsyncGenerator<Uint8Array> {
  const damaged = new Unreadable("bundle_file_damaged", fileAt(entry.name));
  if (entry.offset + 30 > source.size) throw damaged;
  const header = view(await source.read(entry.offset, 30));
  if (header.getUint32(0, true) !== 0x04034b50) throw damaged;
  const begin = entry.offset + 30 + header.getUint16(26, true) + header.getUint16(28, true);
  if (begin + entry.packed > source.size) throw damaged;
  for (let at = 0; at < entry.packed; at += sliceBytes)
    yield await source.read(begin + at, Math.min(sliceBytes, entry.packed - at));
}

/** Unpacks an entry in pieces, and no more of it than its directory states. */
async function* bytesOf(source: Source, entry: Entry): AsyncGenerator<Uint8Array> {
  const damaged = new Unreadable("bundle_file_damaged", fileAt(entry.name));
  let length = 0;
  const counted = (piece: Uint8Array) => {
    length += piece.length;
    if (length > entry.bytes) throw damaged;
    return piece;
  };
  if (entry.method === 0) for await (const piece of packedBytes(source, entry)) yield counted(piece);
  else {
    let unpacked: Uint8Array[] = [];
    const inflate = new Inflate((piece) => unpacked.push(counted(piece)));
    let taken = 0;
    for await (const piece of packedBytes(source, entry)) {
      taken += piece.length;
      try {
        inflate.push(piece, taken === entry.packed);
      } catch {
        throw damaged;
      }
      yield* unpacked;
      unpacked = [];
    }
  }
  if (length !== entry.bytes) throw damaged;
}

/**
 * Opens a zip by its directory; nothing is unpacked before it is asked for.
 *
 * @throws Unreadable: bundle_not_zip, bundle_truncated, bundle_file_twice, bundle_file_damaged.
 */
export async function unzip(source: Source): Promise<BundleFiles> {
  const entries = await entriesOf(source);
  return {
    list: entries.map(({ name, bytes }) => ({ name, bytes })),
    open: (name) => {
      const entry = entries.find((each) => each.name === name);
      if (!entry) throw new Unreadable("bundle_file_missing", fileAt(name));
      return bytesOf(source, entry);
    },
  };
}

import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { Unreadable } from "./report";

/** The files of a bundle, wherever they come from. A file may be opened more than once. */
export type BundleFiles = {
  /** In the order of the archive; `bytes` as the archive states it. */
  readonly list: readonly { readonly name: string; readonly bytes: number }[];
  /** The bytes of one of them, in pieces. Throws Unreadable where they are damaged. */
  readonly open: (name: string) => AsyncIterable<Uint8Array>;
};

/** What was read of a file: SHA-256, hex, and its length. */
export type Digest = { readonly sha256: string; readonly bytes: number };

/** Reads the files of a bundle, hashes each as it is read, and says how far it is. */
export class Reading {
  readonly digests = new Map<string, Digest>();
  readonly #files: BundleFiles;
  readonly #progress: (done: number, total: number) => void;
  readonly #total: number;
  #done = 0;

  constructor(files: BundleFiles, progress: (done: number, total: number) => void) {
    this.#files = files;
    this.#progress = progress;
    this.#total = files.list.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  has(name: string): boolean {
    return this.#files.list.some((file) => file.name === name);
  }

  /** The bytes of a file, in pieces. Throws Unreadable: bundle_file_missing, bundle_file_damaged. */
  async *pieces(name: string): AsyncGenerator<Uint8Array> {
    if (!this.has(name)) throw new Unreadable("bundle_file_missing", { kind: "file", value: name });
    const hash = sha256.create();
    let bytes = 0;
    for await (const piece of this.#files.open(name)) {
      hash.update(piece);
      bytes += piece.length;
      this.#done += piece.length;
      this.#progress(this.#done, this.#total);
      yield piece;
    }
    this.digests.set(name, { sha256: bytesToHex(hash.digest()), bytes });
  }

  /** A small file as a whole. Throws Unreadable: bundle_too_large above `limitBytes`, and as `pieces` does. */
  async whole(name: string, limitBytes: number): Promise<Uint8Array> {
    const pieces: Uint8Array[] = [];
    let length = 0;
    for await (const piece of this.pieces(name)) {
      length += piece.length;
      if (length > limitBytes) throw new Unreadable("bundle_too_large", { kind: "file", value: name });
      pieces.push(piece.slice());
    }
    const whole = new Uint8Array(length);
    let at = 0;
    for (const piece of pieces) {
      whole.set(piece, at);
      at += piece.length;
    }
    return whole;
  }

  /** Reads a file for its hash alone. */
  async digest(name: string): Promise<Digest> {
    const read = this.digests.get(name);
    if (read) return read;
    for await (const _ of this.pieces(name));
    return this.digests.get(name) as Digest;
  }
}

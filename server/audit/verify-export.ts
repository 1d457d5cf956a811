import { type Checkpoint, openCheckpoint } from "./checkpoint";
import { ExportBroken, type ExportFailure } from "./export-failure";
import { NoteRefused } from "./note-failure";
import type { VerifierKey } from "./note-key";
import { type TilePlace, tilePath, widthIn } from "./tiles";
import type { Hash } from "./tree";
import { type Sha256, TreeHash } from "./tree-hash";
import { HeaderCheck } from "./verify-headers";

/**
 * Reads a file of an export by its name in it (`checkpoint`, `tile/0/000`).
 *
 * @param mostBytes a longer file is cut off behind the next byte, which tells that it is longer.
 * @returns null where there is no such file. A reader that answers at once is faster: a log has thousands of files.
 */
export type ReadFile = (name: string, mostBytes: number) => Uint8Array | null | Promise<Uint8Array | null>;

export type ExportOptions = {
  /** Those that the caller holds; all of one log, whose name they have. Never taken from where the files are. */
  readonly keys: readonly VerifierKey[];
  readonly sha256: Sha256;
  /** Checkpoints that the caller got earlier: signed notes. The log must go on from each. */
  readonly older?: readonly (Uint8Array | string)[];
  /** Hears how many leaves have been checked. */
  readonly progress?: (leaves: bigint) => void;
};

export type ExportVerified =
  | {
      readonly ok: true;
      readonly origin: string;
      readonly size: bigint;
      readonly root: Hash;
      /** Name and id of the keys whose signatures held. */
      readonly signedBy: readonly VerifierKey[];
      /** How many leaves there are of each kind. */
      readonly counters: Readonly<Record<string, number>>;
      readonly older: number;
    }
  | { readonly ok: false; readonly failure: ExportFailure; readonly at: string; readonly sentence: string };

const hashBytes = 32;
const width = 256;
const noteLimitBytes = 131_072;
const entriesLimitBytes = width * (2 + 65_535);
/** Indexes of leaves stay exact as numbers, and there is no disk for more. */
const sizeLimit = BigInt(Number.MAX_SAFE_INTEGER);

const isSame = (a: Uint8Array, b: Uint8Array) => {
  for (let at = 0; at < hashBytes; at++) if (a[at] !== b[at]) return false;
  return a.length === b.length;
};
const fileOf = (place: TilePlace) => `tile/${tilePath(place)}`;
const nth = (hashes: Uint8Array, at: number) => hashes.subarray(at * hashBytes, (at + 1) * hashBytes);

/** Opens a note; a refusal has the name that the note's own module gives it. */
function open(note: Uint8Array | string, keys: readonly VerifierKey[], at: string) {
  try {
    return openCheckpoint(note, { origin: keys[0]?.name ?? "", keys });
  } catch (error) {
    throw error instanceof NoteRefused ? new ExportBroken(error.failure, at) : error;
  }
}

/** One pass over the files of an export, from the signature down to the headers. Holds one tile of each level. */
class Walk {
  readonly #read: ReadFile;
  readonly #tree: TreeHash;
  readonly #size: bigint;
  readonly #headers: HeaderCheck;
  readonly #older: readonly Checkpoint[];
  readonly #progress: (leaves: bigint) => void;
  /** Roots of the complete subtrees of full tiles so far, largest first, and how many tiles they are of. */
  #before: { readonly tiles: bigint; readonly roots: readonly Hash[] } = { tiles: 0n, roots: [] };
  #nextOlder = 0;

  constructor(
    read: ReadFile,
    tree: TreeHash,
    { size, origin }: Checkpoint,
    options: ExportOptions,
    older: Checkpoint[],
  ) {
    this.#read = read;
    this.#tree = tree;
    this.#size = size;
    this.#headers = new HeaderCheck(origin);
    this.#older = older.sort((a, b) => (a.size < b.size ? -1 : 1));
    this.#progress = options.progress ?? (() => {});
  }

  get counters() {
    return this.#headers.counters;
  }

  async #tile(place: TilePlace): Promise<Uint8Array> {
    const file = fileOf(place);
    const wanted = place.width * hashBytes;
    const hashes = await this.#read(file, wanted);
    if (!hashes) throw new ExportBroken("tile_missing", file);
    if (hashes.length !== wanted) throw new ExportBroken("tile_length_wrong", file);
    return hashes;
  }

  /** The tiles at the right edge, top level first: all that is known of them is that together they make up the root. */
  async edge(): Promise<{ readonly place: TilePlace; readonly hashes: Uint8Array }[]> {
    const edge: { place: TilePlace; hashes: Uint8Array }[] = [];
    for (let level = 0; widthIn(this.#size, { level, index: 0n }) > 0; level++) {
      const index = (this.#size >> BigInt(8 * level)) / BigInt(width);
      const place = { level, index, width: widthIn(this.#size, { level, index }) };
      if (place.width > 0) edge.unshift({ place, hashes: await this.#tile(place) });
    }
    return edge;
  }

  /** Checks all that lies below a tile whose hashes are known to be right. */
  async below(level: number, index: bigint, hashes: Uint8Array): Promise<void> {
    if (level === 0) return this.#entries(index, hashes);
    for (let at = 0; at < hashes.length / hashBytes; at++) {
      const place = { level: level - 1, index: index * BigInt(width) + BigInt(at), width };
      const tile = await this.#tile(place);
      if (!isSame(this.#tree.subtree(tile), nth(hashes, at))) throw new ExportBroken("tile_wrong", fileOf(place));
      await this.below(place.level, place.index, tile);
    }
  }

  async #entries(index: bigint, hashes: Uint8Array): Promise<void> {
    const count = hashes.length / hashBytes;
    const file = fileOf({ level: "entries", index, width: count });
    const bundle = await this.#read(file, entriesLimitBytes);
    if (!bundle) throw new ExportBroken("entries_missing", file);
    const begin = index * BigInt(width);
    let from = 0;
    for (let at = 0; at < count; at++) {
      const length = from + 2 <= bundle.length ? ((bundle[from] as number) << 8) | (bundle[from + 1] as number) : 0;
      const end = from + 2 + length;
      if (length === 0 || end > bundle.length) throw new ExportBroken("entries_malformed", file);
      const envelope = bundle.subarray(from + 2, end);
      if (!isSame(this.#tree.leaf(envelope), nth(hashes, at)))
        throw new ExportBroken("leaf_hash_wrong", (begin + BigInt(at)).toString());
      this.#headers.take(envelope, begin + BigInt(at));
      from = end;
    }
    if (from !== bundle.length) throw new ExportBroken("entries_malformed", file);
    this.#pass(begin, hashes);
    this.#progress(begin + BigInt(count));
  }

  /** Compares older checkpoints with the tree as it was, while the leaves go by where they were signed. */
  #pass(begin: bigint, hashes: Uint8Array): void {
    const end = begin + BigInt(hashes.length / hashBytes);
    for (; this.#nextOlder < this.#older.length; this.#nextOlder++) {
      const { size, root } = this.#older[this.#nextOlder] as Checkpoint;
      if (size > end) break;
      const known = this.#tree.subtrees(hashes.subarray(0, Number(size - begin) * hashBytes));
      if (!isSame(this.#tree.fold([...this.#before.roots, ...known]), root))
        throw new ExportBroken("older_root_wrong", size.toString());
    }
    if (this.#nextOlder === this.#older.length || hashes.length < width * hashBytes) return;
    let { tiles, roots } = this.#before;
    let subtree = this.#tree.subtree(hashes);
    for (let rest = tiles; rest & 1n; rest >>= 1n) {
      subtree = this.#tree.node(roots.at(-1) as Hash, subtree);
      roots = roots.slice(0, -1);
    }
    tiles += 1n;
    this.#before = { tiles, roots: [...roots, subtree] };
  }
}

async function walkThrough(read: ReadFile, options: ExportOptions): Promise<ExportVerified> {
  const { keys, sha256 } = options;
  if (new Set(keys.map(({ name }) => name)).size !== 1) throw new ExportBroken("keys_of_different_logs", "keys");
  const tree = new TreeHash(sha256);
  const note = await read("checkpoint", noteLimitBytes);
  if (!note) throw new ExportBroken("checkpoint_missing", "checkpoint");
  const checkpoint = open(note, keys, "checkpoint");
  const { size, root, origin, signedBy } = checkpoint;
  if (size > sizeLimit) throw new ExportBroken("checkpoint_too_large", "checkpoint");
  const older = (options.older ?? []).map((each, at) => open(each, keys, `older checkpoint ${at + 1}`));
  const ahead = older.find((each) => each.size > size);
  if (ahead) throw new ExportBroken("older_ahead", ahead.size.toString());
  const isEmpty = (each: Checkpoint) => each.size === 0n;
  if (older.some((each) => isEmpty(each) && !isSame(each.root, tree.empty)))
    throw new ExportBroken("older_root_wrong", "0");
  const walk = new Walk(
    read,
    tree,
    checkpoint,
    options,
    older.filter((each) => !isEmpty(each)),
  );
  const edge = await walk.edge();
  const made = tree.fold(edge.flatMap(({ hashes }) => tree.subtrees(hashes)));
  if (!isSame(made, root)) throw new ExportBroken("root_wrong", edge.map(({ place }) => fileOf(place)).join(", "));
  for (const { place, hashes } of edge) await walk.below(place.level as number, place.index, hashes);
  return { ok: true, origin, size, root, signedBy, counters: walk.counters, older: older.length };
}

/**
 * Verifies a log as files in the layout of tlog-tiles, as `exportLog` writes them: the checkpoint's signature by a key
 * that the caller holds, then from the signed root down every tile of every level, every header's hash, and what the
 * headers say. Needs no database, no network and no clock; memory stays the same however long the log is.
 * A failure is where it says: everything above it is proved by the signature.
 */
export async function verifyExport(read: ReadFile, options: ExportOptions): Promise<ExportVerified> {
  try {
    return await walkThrough(read, options);
  } catch (error) {
    if (!(error instanceof ExportBroken)) throw error;
    return { ok: false, failure: error.failure, at: error.at, sentence: error.message };
  }
}

import type { Reader } from "../../db/client";
import { LogBroken } from "./failure";
import { tilesBetween } from "./store";
import { fullTiles, type Hash, tileOf, tileRoot, tileWidth } from "./tree";

/** Tiles that are fetched ahead, so that there is a query per 32 tiles and not one for each. */
const ahead = 32n;

/** Compares the tiles that are kept with those that the leaves make, level by level, as hashes come in. */
export class TileCheck {
  readonly #log: number;
  readonly #size: bigint;
  /** Per level: hashes since its last full tile, which tile comes next, and those fetched. */
  readonly #levels: { hashes: Hash[]; next: bigint; kept: Map<bigint, Buffer> }[] = [];

  /** @param size leaves of the log: no tile beyond it is expected. */
  constructor(log: number, size: bigint) {
    this.#log = log;
    this.#size = size;
  }

  /**
   * Takes the next hash of a level.
   *
   * @throws LogBroken at `level/index` of the tile.
   */
  async push(tx: Reader, level: number, hash: Hash): Promise<void> {
    this.#levels[level] ??= { hashes: [], next: 0n, kept: new Map() };
    const at = this.#levels[level];
    at.hashes.push(hash);
    if (at.hashes.length < tileWidth) return;
    const index = at.next;
    if (!at.kept.has(index)) {
      const full = fullTiles(this.#size, level);
      const end = index + ahead < full ? index + ahead : full;
      at.kept = await tilesBetween(tx, this.#log, level, index, end);
    }
    const kept = at.kept.get(index);
    const made = tileOf(level, index, at.hashes);
    if (!kept) throw new LogBroken("tile_missing", `${level}/${index}`);
    if (Buffer.compare(kept, made.hashes) !== 0) throw new LogBroken("tile_wrong", `${level}/${index}`);
    at.next = index + 1n;
    at.hashes = [];
    await this.push(tx, level + 1, tileRoot(made.hashes));
  }
  /** Takes a full tile of leaves as it is kept, by its root. Only while no single leaf hash has come in. */
  async pushTile(tx: Reader, root: Hash): Promise<void> {
    this.#levels[0] ??= { hashes: [], next: 0n, kept: new Map() };
    this.#levels[0].next += 1n;
    await this.push(tx, 1, root);
  }
}

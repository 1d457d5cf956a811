import type { Reader } from "../../../db/client";
import type { Node } from "../../audit/proof";
import { type Hash, subtreeRoot, tileHeight, tileWidth } from "../../audit/tree";
import { tileHashes } from "../../audit/tree-store";

const width = BigInt(tileWidth);

/**
 * Roots of complete subtrees out of the tiles of a log. Keeps the last tile of each level, so that neighbouring
 * subtrees, asked for from left to right, cost one read for each tile.
 */
export class Subtrees {
  readonly #log: number;
  readonly #size: bigint;
  readonly #kept = new Map<number, { index: bigint; hashes: readonly Hash[] }>();

  /** @param size of the tree: nothing beyond it is read. */
  constructor(log: number, size: bigint) {
    this.#log = log;
    this.#size = size;
  }

  async #tile(tx: Reader, level: number, index: bigint): Promise<readonly Hash[]> {
    const kept = this.#kept.get(level);
    if (kept?.index === index) return kept.hashes;
    const there = (this.#size >> BigInt(tileHeight * level)) - index * width;
    const hashes = await tileHashes(tx, this.#log, level, index, Number(there < width ? there : width));
    this.#kept.set(level, { index, hashes });
    return hashes;
  }

  /** The root of one subtree, which lies inside the tree. */
  async rootOf(tx: Reader, { level, index }: Node): Promise<Hash> {
    const rest = level % tileHeight;
    const first = index << BigInt(rest);
    const from = Number(first % width);
    const hashes = await this.#tile(tx, (level - rest) / tileHeight, first / width);
    return subtreeRoot(hashes.slice(from, from + (1 << rest)));
  }
}

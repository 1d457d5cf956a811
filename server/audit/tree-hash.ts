import type { Hash } from "./tree";

/** SHA-256 of some bytes, at once: the bytes may be others when it returns. */
export type Sha256 = (bytes: Uint8Array) => Hash;

const hashBytes = 32;

/**
 * The hashes of RFC 6962, 2.1, by a SHA-256 of the caller's: that of Node is several times as fast as the one that runs
 * everywhere (`tree.ts`). Buffers are kept from call to call, because a log has two of these hashes for each leaf.
 */
export class TreeHash {
  readonly #sha256: Sha256;
  #leaf = new Uint8Array(1_024);
  readonly #node = new Uint8Array(1 + 2 * hashBytes).fill(1, 0, 1);
  #row = new Uint8Array(256 * hashBytes);

  constructor(sha256: Sha256) {
    this.#sha256 = sha256;
  }

  /** The root of a tree without leaves. */
  get empty(): Hash {
    return this.#sha256(new Uint8Array());
  }

  leaf(data: Uint8Array): Hash {
    if (data.length >= this.#leaf.length) this.#leaf = new Uint8Array(2 * data.length);
    this.#leaf.set(data, 1);
    return this.#sha256(this.#leaf.subarray(0, data.length + 1));
  }

  node(left: Hash, right: Hash): Hash {
    this.#node.set(left, 1);
    this.#node.set(right, 1 + hashBytes);
    return this.#sha256(this.#node);
  }

  /** The root of a complete subtree, out of 2^n neighbouring hashes of one level, one behind the other. */
  subtree(hashes: Uint8Array): Hash {
    if (hashes.length > this.#row.length) this.#row = new Uint8Array(hashes.length);
    this.#row.set(hashes);
    for (let width = hashes.length / 2; width >= hashBytes; width /= 2)
      for (let at = 0; at < width; at += hashBytes) {
        this.#node.set(this.#row.subarray(2 * at, 2 * at + 2 * hashBytes), 1);
        this.#row.set(this.#sha256(this.#node), at);
      }
    return this.#row.slice(0, hashBytes);
  }

  /** The roots of the complete subtrees that neighbouring hashes make up, largest first. */
  subtrees(hashes: Uint8Array): Hash[] {
    const roots: Hash[] = [];
    for (let at = 0; at < hashes.length; ) {
      const fits = 2 ** Math.floor(Math.log2((hashes.length - at) / hashBytes));
      roots.push(this.subtree(hashes.subarray(at, at + fits * hashBytes)));
      at += fits * hashBytes;
    }
    return roots;
  }

  /** The root of the tree that complete subtrees make up, given largest first. */
  fold(subtrees: readonly Hash[]): Hash {
    const last = subtrees.at(-1);
    if (!last) return this.empty;
    return subtrees.slice(0, -1).reduceRight((right, left) => this.node(left, right), last);
  }
}

import type { Node } from "../../audit/proof";

/** The complete subtrees that make up the leaves from `begin` (inclusive) to `end` (exclusive), from left to right. */
export function gapNodes(begin: bigint, end: bigint): Node[] {
  const nodes: Node[] = [];
  for (let at = begin; at < end; ) {
    let level = 0;
    // As large as the place allows, and the rest still fills.
    while (at % (2n << BigInt(level)) === 0n && at + (2n << BigInt(level)) <= end) level++;
    nodes.push({ level, index: at >> BigInt(level) });
    at += 1n << BigInt(level);
  }
  return nodes;
}

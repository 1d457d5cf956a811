import { read } from "../../read";
import { leavesOf, leavesOfKinds, type OpenLeaf } from "../store-bundle";
import { lookBackKinds, openedKinds } from "../verifier/kinds";
import { gapNodes } from "./gap";
import { Subtrees } from "./subtrees";
import { leafLine, nodeLine } from "./write";

const pageSize = 2_000;

const lineOf = ({ envelope, hash, body, salt }: OpenLeaf) =>
  leafLine(envelope, hash, body !== null && salt !== null ? { body, salt } : null);

async function closedLines(subtrees: Subtrees, begin: bigint, end: bigint): Promise<string[]> {
  const nodes = gapNodes(begin, end);
  return read(async (tx) => {
    const lines: string[] = [];
    for (const node of nodes)
      lines.push(nodeLine(node.level, Buffer.from(await subtrees.rootOf(tx, node)).toString("hex")));
    return lines;
  });
}

/** Everything before the range: the leaves to which the specification looks back, and the rest by roots of subtrees. */
async function* linesBefore(first: bigint): AsyncGenerator<string> {
  const subtrees = new Subtrees(first);
  let at = 0n;
  // The leaf just before the range is shown whatever its kind: it tells that nothing of the period is before it.
  const ahead = first - 1n;
  for (let isMore = true; isMore; ) {
    const from = at;
    const page = await read((tx) => leavesOfKinds(tx, from, ahead, lookBackKinds, pageSize));
    for (const leaf of page) {
      yield* await closedLines(subtrees, at, leaf.index);
      yield lineOf(leaf);
      at = leaf.index + 1n;
    }
    isMore = page.length === pageSize;
  }
  yield* await closedLines(subtrees, at, ahead);
  for (const leaf of await read((tx) => leavesOf(tx, ahead, first, lookBackKinds))) yield lineOf(leaf);
}

/**
 * The lines of `leaves.ndjson`, read from the log page by page as they are asked for.
 *
 * @param range first leaf of the range, and the as-of size.
 */
export async function* linesOf(range: { readonly first: bigint; readonly size: bigint }): AsyncGenerator<string> {
  if (range.first > 0n) yield* linesBefore(range.first);
  for (let begin = range.first; begin < range.size; begin += BigInt(pageSize)) {
    const end = begin + BigInt(pageSize) < range.size ? begin + BigInt(pageSize) : range.size;
    for (const leaf of await read((tx) => leavesOf(tx, begin, end, openedKinds))) yield lineOf(leaf);
  }
}

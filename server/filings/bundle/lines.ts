import { nodesOf } from "../../audit/proof";
import { read } from "../../read";
import { leavesOf, leavesOfKinds, type OpenLeaf } from "../store-bundle";
import { lookBackKinds, openedKinds } from "../verifier/kinds";
import { Subtrees } from "./subtrees";
import { leafLine, nodeLine } from "./write";

const pageSize = 2_000n;

const lineOf = ({ envelope, hash, body, salt }: OpenLeaf) =>
  leafLine(envelope, hash, body !== null && salt !== null ? { body, salt } : null);

async function closedLines(subtrees: Subtrees, begin: bigint, end: bigint): Promise<string[]> {
  const nodes = nodesOf({ begin, end });
  return read(async (tx) => {
    const lines: string[] = [];
    for (const node of nodes)
      lines.push(nodeLine(node.level, Buffer.from(await subtrees.rootOf(tx, node)).toString("hex")));
    return lines;
  });
}

/** Every leaf from `begin` (inclusive) to `end` (exclusive), page by page; those of some kinds with what opens them. */
async function* shownLines(log: number, begin: bigint, end: bigint, opened: readonly string[]): AsyncGenerator<string> {
  for (let from = begin; from < end; from += pageSize) {
    const to = from + pageSize < end ? from + pageSize : end;
    for (const leaf of await read((tx) => leavesOf(tx, log, from, to, opened))) yield lineOf(leaf);
  }
}

/** Whether a leaf of each kind to which the specification looks back comes later, and tells how many there are before. */
async function isTold(log: number, begin: bigint, end: bigint): Promise<boolean> {
  for (const kind of lookBackKinds)
    if ((await read((tx) => leavesOfKinds(tx, log, begin, end, [kind], 1))).length === 0) return false;
  return true;
}

/** Everything before the range: the leaves to which the specification looks back, and the rest by roots of subtrees. */
async function* linesBefore(log: number, first: bigint, size: bigint): AsyncGenerator<string> {
  const subtrees = new Subtrees(log, first);
  let at = 0n;
  // The leaf just before the range is shown whatever its kind: it tells that nothing of the period is before it.
  const ahead = first - 1n;
  for (let isMore = true; isMore; ) {
    const from = at;
    const page = await read((tx) => leavesOfKinds(tx, log, from, ahead, lookBackKinds, Number(pageSize)));
    for (const leaf of page) {
      yield* await closedLines(subtrees, at, leaf.index);
      yield lineOf(leaf);
      at = leaf.index + 1n;
    }
    isMore = page.length === Number(pageSize);
  }
  if (await isTold(log, ahead, size)) {
    yield* await closedLines(subtrees, at, ahead);
    at = ahead;
  }
  yield* shownLines(log, at, first, lookBackKinds);
}

/**
 * The lines of `leaves.ndjson`, read from the log page by page as they are asked for.
 *
 * @param range number of the log, first leaf of the range, and the as-of size.
 */
export async function* linesOf(range: {
  readonly log: number;
  readonly first: bigint;
  readonly size: bigint;
}): AsyncGenerator<string> {
  if (range.first > 0n) yield* linesBefore(range.log, range.first, range.size);
  yield* shownLines(range.log, range.first, range.size, openedKinds);
}

/** A run of a text: in both, only in the earlier, or only in the later. */
export type Run = { readonly kind: "same" | "gone" | "fresh"; readonly text: string };

/** Placeholders and Latin words are whole; everything else, Chinese among it, goes by character. */
const wordsIn = (text: string): string[] => text.match(/\{[^{}]*\}|[\p{Script=Latin}\d]+|\s+|[\s\S]/gu) ?? [];

/** More pairs than this are not compared one by one: the whole middle counts as replaced. */
const pairLimit = 250_000;

/** Lengths of the longest common subsequences of all ends of two lists, row by row. */
function lengthsOf(before: readonly string[], after: readonly string[]): Uint16Array {
  const width = after.length + 1;
  const lengths = new Uint16Array((before.length + 1) * width);
  const at = (row: number, column: number) => lengths[row * width + column] as number;
  for (let row = before.length - 1; row >= 0; row--)
    for (let column = after.length - 1; column >= 0; column--)
      lengths[row * width + column] =
        before[row] === after[column]
          ? at(row + 1, column + 1) + 1
          : Math.max(at(row + 1, column), at(row, column + 1));
  return lengths;
}

function middleOf(before: readonly string[], after: readonly string[]): Run[] {
  const replaced: Run[] = [
    { kind: "gone", text: before.join("") },
    { kind: "fresh", text: after.join("") },
  ];
  if (before.length === 0 || after.length === 0 || before.length * after.length > pairLimit) return replaced;
  const lengths = lengthsOf(before, after);
  const width = after.length + 1;
  const runs: Run[] = [];
  let row = 0;
  let column = 0;
  while (row < before.length || column < after.length) {
    const [old, fresh] = [before[row], after[column]];
    if (old !== undefined && old === fresh) {
      runs.push({ kind: "same", text: old });
      row++;
      column++;
    } else if (
      old !== undefined &&
      (fresh === undefined ||
        (lengths[(row + 1) * width + column] as number) >= (lengths[row * width + column + 1] as number))
    ) {
      runs.push({ kind: "gone", text: old });
      row++;
    } else {
      runs.push({ kind: "fresh", text: fresh as string });
      column++;
    }
  }
  return runs;
}

/** Puts neighbours of a kind together and leaves empty ones out. */
function joined(runs: readonly Run[]): Run[] {
  const out: Run[] = [];
  for (const run of runs) {
    const last = out.at(-1);
    if (run.text === "") continue;
    if (last?.kind === run.kind) out[out.length - 1] = { kind: run.kind, text: last.text + run.text };
    else out.push(run);
  }
  return out;
}

/** What a text says now beside what it said before, as one text with runs that were taken out and put in. */
export function differences(before: string, after: string): Run[] {
  const [old, fresh] = [wordsIn(before), wordsIn(after)];
  let start = 0;
  while (start < old.length && start < fresh.length && old[start] === fresh[start]) start++;
  let end = 0;
  while (end < old.length - start && end < fresh.length - start && old.at(-1 - end) === fresh.at(-1 - end)) end++;
  return joined([
    { kind: "same", text: old.slice(0, start).join("") },
    ...middleOf(old.slice(start, old.length - end), fresh.slice(start, fresh.length - end)),
    { kind: "same", text: old.slice(old.length - end).join("") },
  ]);
}

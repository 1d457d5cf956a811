import type { LeafLine } from "../verifier/format";
import { inLeaf, inRows, inText, isLeaf, placeOf } from "./tamper";
import { asOf, first, leaf, log, opened, report, type Tampering } from "./tampered";

const staff = leaf("staff.signed_in", 8);
const before = first - 1;
const header = (change: (header: LeafLine["header"]) => Partial<LeafLine["header"]>) => (line: LeafLine) => ({
  ...line,
  header: { ...line.header, ...change(line.header) },
});
const nodeOf = (index: number, level: number) => ({
  node: { level, hash: Buffer.from(log.hashAt({ level, index: BigInt(index >> level) })).toString("hex") },
});
const even = staff + (staff % 2);

/** Ways to tamper with rows. */
export const tamperedRows: readonly Tampering[] = [
  [
    "a row is dropped",
    inRows((all) => all.toSpliced(placeOf(all, opened), 1)),
    [`leaf_missing leaf ${opened}`, `range_root_unknown size ${asOf}`],
  ],
  ["the last row is dropped", inRows((all) => all.slice(0, -1)), [`range_truncated size ${asOf - 1}`]],
  [
    "a row is dropped and all after it are renumbered",
    inRows((all) => {
      const place = placeOf(all, opened);
      const dropped = (all[place] as LeafLine).header;
      return all.toSpliced(place, 1).map((row, nth) =>
        !isLeaf(row) || nth < place
          ? row
          : header(({ i, kind, n }) => ({
              i: String(Number(i) - 1),
              n: kind === dropped.kind ? String(Number(n) - 1) : n,
            }))(row),
      );
    }),
    [`leaf_hash_wrong leaf ${opened}`, `range_truncated size ${asOf - 1}`],
  ],
  [
    "a row is there twice",
    inRows((all) => all.toSpliced(placeOf(all, opened), 0, all[placeOf(all, opened)] as LeafLine)),
    [`leaf_out_of_order leaf ${opened}`],
  ],
  [
    "a counter is renumbered",
    inLeaf(
      report,
      header(({ n }) => ({ n: String(Number(n) + 1) })),
    ),
    [`counter_skips leaf ${report}`, `range_root_wrong size ${asOf}`],
  ],
  [
    "the counter of a closed leaf is renumbered",
    inLeaf(
      staff,
      header(({ n }) => ({ n: String(Number(n) + 1) })),
    ),
    [`counter_skips leaf ${staff}`, `range_root_wrong size ${asOf}`],
  ],
  [
    "a header is altered and its hash is not",
    inLeaf(
      staff,
      header(() => ({ c: "0".repeat(64) })),
      true,
    ),
    [`leaf_hash_wrong leaf ${staff}`, `range_root_wrong size ${asOf}`],
  ],
  [
    "a leaf's time goes back",
    inLeaf(
      staff,
      header(() => ({ seq_at: "2026-08-01T00:00:00.000Z" })),
    ),
    [`time_goes_back leaf ${staff}`],
  ],
  [
    "a leaf is of another log",
    inLeaf(
      staff,
      header(() => ({ log: "docket/other.test/log/1" })),
    ),
    [`leaf_of_other_log leaf ${staff}`],
  ],
  [
    "a leaf of its kind is left closed",
    inLeaf(opened, ({ header, hash }) => ({ header, hash })),
    [`leaf_closed leaf ${opened}`],
  ],
  [
    "a measure from before the period is left closed",
    inLeaf(leaf("measure.entered"), ({ header, hash }) => ({ header, hash })),
    [`leaf_closed leaf ${leaf("measure.entered")}`],
  ],
  [
    "a salt is swapped",
    inLeaf(opened, (line) => ({ ...line, salt: log.leaves[report]?.salt as string })),
    [`body_commitment_wrong leaf ${opened}`],
  ],
  [
    "a body is altered",
    inLeaf(opened, (line) => ({ ...line, body: { ...(line.body as object), occ: "2026-10-06T01:00:00.000Z" } })),
    [`body_commitment_wrong leaf ${opened}`],
  ],
  [
    "a body is no body",
    inLeaf(opened, (line) => ({ ...line, body: { hello: "world" } })),
    [`body_commitment_wrong leaf ${opened}`, `body_malformed leaf ${opened}`],
  ],
  [
    "a body of another matter is opened",
    inLeaf(staff, (line) => ({
      ...line,
      body: JSON.parse(log.leaves[staff]?.body as string),
      salt: log.leaves[staff]?.salt as string,
    })),
    [`body_surplus leaf ${staff}`],
  ],
  [
    "two rows of the range are withheld",
    inRows((all) => all.toSpliced(placeOf(all, even), 2, nodeOf(even, 1))),
    [`rows_withheld leaf ${even}`],
  ],
  [
    "the leaf before the range is not shown",
    inRows((all) => all.with(placeOf(all, before), nodeOf(before, 0))),
    [`range_start_unproved leaf ${first}`],
  ],
  [
    "a subtree stands where the tree has no room for it",
    inRows((all) => [all[placeOf(all, 0)] ?? nodeOf(0, 0), nodeOf(2, 1), ...all.slice(1)]),
    ["node_misplaced leaf 1"],
  ],
  ["a line is no row", inText("leaves.ndjson", (text) => text.replace("\n", "\n{}\n")), ["row_malformed line 2"]],
];

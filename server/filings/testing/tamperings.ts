import type { LeafLine } from "../verifier/format";
import { firstOf } from "./bundle";
import { sampledFiling } from "./sampled";
import { inJson, inLeaf, inRows, inText, isLeaf, placeOf } from "./tamper";

/** The sample that is tampered with, and where in its log things are. */
export const { log, closed, sealed } = sampledFiling();
export const asOf = Number(sealed.range.size);
export const first = firstOf(log);
/** The index of the nth leaf with this action. */
export const leaf = (action: string, nth = 0) =>
  log.leaves.flatMap(({ body }, index) => (body.includes(`"action":"${action}"`) ? [index] : []))[nth] as number;

/** One way to tamper with the bundle of the sample, and failures that the verifier must name, each with its place. */
type Case = readonly [what: string, change: (files: Record<string, Uint8Array>) => void, expected: readonly string[]];

export const opened = leaf("decision.taken");
export const report = leaf("report.received", 1);
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

const rows: readonly Case[] = [
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

const others: readonly Case[] = [
  [
    "a figure is altered",
    inJson("filing.json", (content) => Object.assign(content.figures as object, { measures: 2 })),
    ["figure_altered figure measures", "file_hash_wrong file filing.json", "file_not_sealed file filing.json"],
  ],
  [
    "a table is altered",
    inText("filing.json", (text) => text.replace('"byMeasure":[{"count":1', '"byMeasure":[{"count":7')),
    ["table_altered figure blacklist"],
  ],
  [
    "a row of the ledger is altered",
    inText("filing.json", (text) =>
      text.replace('"executedAt":"2026-10-05T01:00:09.000Z"', '"executedAt":"2026-10-05T01:00:08.000Z"'),
    ),
    ["ledger_row_altered row 1"],
  ],
  [
    "a row of the ledger is left out",
    inJson("filing.json", (content) => (content.ledger as unknown[]).splice(1, 1)),
    [`ledger_row_missing leaf ${sealed.content.ledger[1]?.log.leaf}`],
  ],
  [
    "a row of the ledger is invented",
    inJson("filing.json", (content) => {
      const ledger = content.ledger as { log: object }[];
      ledger.push({ ...ledger[2], log: { ...ledger[2]?.log, leaf: 9_999 } } as never);
    }),
    ["ledger_row_surplus row 4"],
  ],
  [
    "the filing is of another period",
    inJson("filing.json", (content) => Object.assign(content.period as object, { start: "2026-09-29T16:00:00.000Z" })),
    ["head_differs field period.start"],
  ],
  ["the content is no filing", inText("filing.json", () => '{"t":"docket/filing/v1"}'), ["filing_malformed"]],
  [
    "a document is altered",
    inText("documents/F-2026-0002-letter.pdf", (text) => text.replace("letter", "Letter")),
    ["file_hash_wrong file documents/F-2026-0002-letter.pdf", "file_not_sealed file documents/F-2026-0002-letter.pdf"],
  ],
  [
    "a document is missing",
    (files) => delete files["documents/F-2026-0002-letter.pdf"],
    ["bundle_file_missing file documents/F-2026-0002-letter.pdf"],
  ],
  [
    "a file is too many",
    (files) => {
      files["documents/extra.txt"] = new Uint8Array(3);
    },
    ["bundle_file_surplus file documents/extra.txt"],
  ],
  [
    "the rows are in no list",
    inJson("bundle.json", (manifest) => {
      manifest.files = (manifest.files as { name: string }[]).filter(({ name }) => name !== "leaves.ndjson") as never;
    }),
    ["file_not_listed file leaves.ndjson"],
  ],
  [
    "bundle.json is too long",
    (files) => {
      files["bundle.json"] = new Uint8Array(5_000_000);
    },
    ["bundle_too_large file bundle.json"],
  ],
  [
    "bundle.json is of another make",
    inJson("bundle.json", (manifest) => {
      manifest.t = "docket/bundle/v9";
    }),
    ["bundle_version_unknown"],
  ],
  ["bundle.json lacks a part", inJson("bundle.json", (manifest) => delete manifest.range), ["bundle_malformed"]],
  [
    "the specification is not known",
    inJson("bundle.json", (manifest) => {
      manifest.specification = { key: "disposition", version: 2 };
    }),
    ["specification_unknown field disposition"],
  ],
  [
    "the predicate is another",
    inJson("bundle.json", (manifest) => {
      manifest.predicate = "0".repeat(64);
    }),
    ["predicate_differs field predicate"],
  ],
  [
    "the entry that closed the period is passed over",
    inJson("bundle.json", (manifest) => {
      manifest.closed = null;
    }),
    [`period_closed_differs leaf ${closed}`],
  ],
  [
    "the as-of size is another",
    inJson("bundle.json", (manifest) => {
      manifest.range = { ...(manifest.range as object), size: String(asOf - 1) } as never;
    }),
    [`as_of_differs size ${asOf - 1}`],
  ],
  [
    "the proof from the previous checkpoint is altered",
    inJson("bundle.json", (manifest) => {
      (manifest.previous as { consistency: string[] }).consistency.reverse();
    }),
    ["previous_inconsistent size 9"],
  ],
  [
    "the body of the seal is altered",
    inJson("bundle.json", (manifest) => {
      ((manifest.seal as { body: { pub: object } }).body.pub as { canonical: string }).canonical = "00";
    }),
    [`seal_commitment_wrong leaf ${asOf}`],
  ],
  [
    "the seal is of another filing",
    inJson("bundle.json", (manifest) => {
      manifest.filing = "F-2026-0009";
    }),
    ["head_differs field number", "seal_differs field number"],
  ],
  [
    "the seal is not in the log",
    inJson("bundle.json", (manifest) => {
      (manifest.seal as { inclusion: string[] }).inclusion.reverse();
    }),
    [`seal_not_in_log leaf ${asOf}`],
  ],
  [
    "the checkpoint of the seal does not continue",
    inJson("bundle.json", (manifest) => {
      (manifest.seal as { consistency: string[] }).consistency.pop();
    }),
    [`seal_inconsistent size ${asOf + 1}`],
  ],
  [
    "a signature is altered",
    inText("checkpoint", (text) => text.replace(/A(?=[^A]*$)|B(?=[^B]*$)|c(?=[^c]*$)/, "d")),
    ["checkpoint_signature_wrong file checkpoint"],
  ],
  [
    "a checkpoint has Windows line ends",
    inText("checkpoint", (text) => text.replaceAll("\n", "\r\n")),
    ["checkpoint_malformed file checkpoint"],
  ],
];

/** All of them. */
export const tamperings: readonly Case[] = [...rows, ...others];

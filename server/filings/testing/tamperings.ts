import { createHash } from "node:crypto";
import { inJson, inText } from "./tamper";
import { tamperedRows } from "./tamper-rows";
import { asOf, closed, sealed, type Tampering } from "./tampered";

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

/** Ways to tamper with everything else. */
const others: readonly Tampering[] = [
  [
    "a figure is altered",
    inJson("filing.json", (content) => Object.assign(content.figures as object, { measures: 2 })),
    ["figure_altered figure measures", "file_hash_wrong file filing.json", "file_not_sealed file filing.json"],
  ],
  [
    "a table is altered",
    inText("filing.json", (text) => text.replace('"byMeasure":[{"count":1', '"byMeasure":[{"count":7')),
    ["table_altered figure measure blacklist"],
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
  [
    "a table has a row twice, a false one and the right one",
    inText("filing.json", (text) =>
      text.replace('"byMeasure":[', '"byMeasure":[{"count":7,"measure":"blacklist","name":"blacklist"},'),
    ),
    ["filing_malformed"],
  ],
  [
    "a row of the ledger says one thing, and the right one in another field",
    inText("filing.json", (text) => text.replace('"log":{', '"log":{"leaf":1},"x\\"log":{')),
    ["ledger_row_surplus row 1"],
  ],
  [
    "the ledger is another one, and the right one is in another field",
    inText("filing.json", (text) => text.replace('"ledger":[', '"ledger" :[],"x\\"ledger":[')),
    ["filing_malformed"],
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
    "another content stands in for the sealed one, which is there under another name",
    (files) => {
      const content = files["filing.json"] as Uint8Array;
      files["documents/sealed.json"] = content;
      inJson("filing.json", (value) => Object.assign(value.letter as object, { office: "另一机关" }))(files);
      const forged = files["filing.json"] as Uint8Array;
      inJson("bundle.json", (manifest) => {
        const listed = manifest.files as { name: string; kind: string | null; sha256: string; bytes: number }[];
        const sealedLine = listed.find(({ name }) => name === "filing.json");
        if (!sealedLine) return;
        listed.push({ ...sealedLine, name: "documents/sealed.json" });
        Object.assign(sealedLine, { kind: null, bytes: forged.length, sha256: sha256(forged) });
      })(files);
    },
    ["file_not_sealed file filing.json", "file_not_sealed file documents/sealed.json"],
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
export const tamperings: readonly Tampering[] = [...tamperedRows, ...others];

import type { Json } from "../../kernel/json";
import type { FileKind } from "../contract";

/**
 * The bundle of a filing: a zip with these files. Everything in it is checked by `verify.ts`, which trusts nothing but
 * the key that its caller pins.
 *
 * - `bundle.json` (`Manifest`)
 * - `checkpoint`, `checkpoint-seal`, `checkpoint-previous`: signed notes (C2SP tlog-checkpoint)
 * - `leaves.ndjson`: the whole tree up to the as-of size in order of index, one `Row` a line. Before the range there
 *   are subtrees by their roots, the leaves to which the specification looks back, and the leaf just before the range;
 *   in the range, and behind the last leaf to which it looks back, there is the header of every leaf.
 * - `filing.json`: the canonical content, from which every document was made
 * - `documents/…`: the documents
 */
export const bundleType = "docket/bundle/v1";

export const names = {
  manifest: "bundle.json",
  asOf: "checkpoint",
  seal: "checkpoint-seal",
  previous: "checkpoint-previous",
  leaves: "leaves.ndjson",
  filing: "filing.json",
  documents: "documents/",
} as const;

/** The public header of a leaf, as `audit.md`, "Leaf" has it. Counts are strings. */
export type Header = {
  readonly t: "docket/audit-leaf/v1";
  readonly log: string;
  readonly i: string;
  readonly seq_at: string;
  readonly kind: string;
  readonly n: string;
  readonly c: string;
};
/** What opens a leaf: its body and the salt of the header's commitment, hex. */
export type Opening = { readonly body: Json; readonly salt: string };
/** A leaf; `hash` is hex. */
export type LeafLine = { readonly header: Header; readonly hash: string } & Partial<Opening>;
/** The root of a complete subtree of 2^level closed leaves, hex. */
export type NodeLine = { readonly node: { readonly level: number; readonly hash: string } };
export type Row = LeafLine | NodeLine;

export type BundledFile = {
  readonly name: string;
  readonly sha256: string;
  readonly bytes: number;
  /** Which of the sealed files it is; null for parts of the proof. */
  readonly kind: FileKind | null;
};

export type Manifest = {
  readonly t: typeof bundleType;
  readonly filing: string;
  readonly origin: string;
  readonly specification: { readonly key: string; readonly version: number };
  /** Hash of what the specification counts, hex. */
  readonly predicate: string;
  /** Half-open, RFC 3339. */
  readonly period: { readonly start: string; readonly end: string };
  /** First leaf of the range, and the as-of size: the first leaf after it. */
  readonly range: { readonly first: string; readonly size: string };
  /** The filing before, and the proof from its checkpoint to this one's; null for the first of this log. */
  readonly previous: { readonly filing: string; readonly consistency: readonly string[] } | null;
  /** Where the entry that closed this very period stands, and the size of the log of which it speaks. */
  readonly closed: { readonly leaf: string; readonly size: string } | null;
  /** The entry `filing.sealed`, which states the hash of every document, and its proofs in the checkpoint of the seal. */
  readonly seal: {
    readonly header: Header;
    readonly inclusion: readonly string[];
    /** From the as-of checkpoint. */
    readonly consistency: readonly string[];
  } & Opening;
  /** Every file but this one. */
  readonly files: readonly BundledFile[];
};

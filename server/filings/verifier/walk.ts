import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, hexToBytes } from "@noble/hashes/utils.js";
import { appendLeaves, type Edge, emptyEdge, leafHash, rootOf } from "../../audit/tree";
import { canonicalBytes, type Json } from "../../kernel/json";
import { type LogRow, rowOf } from "../log-row";
import type { Header, LeafLine, Manifest, NodeLine, Opening } from "./format";
import type { Findings, Place } from "./report";
import { rowOfLine } from "./shape";

export const leafAt = (index: bigint | string): Place => ({ kind: "leaf", value: index.toString() });

/** The commitment of a header to a body: HMAC-SHA-256(salt, body), hex. Throws TypeError for a body without exact form. */
export const commitmentOf = ({ body, salt }: Opening): string =>
  bytesToHex(hmac(sha256, hexToBytes(salt), canonicalBytes(body)));

export const hashOfHeader = (header: Header) => leafHash(canonicalBytes({ ...header }));

export type WalkOptions = {
  readonly manifest: Manifest;
  /** The log of which every leaf must be. */
  readonly origin: string;
  /** Kinds of which every leaf of the range is opened. */
  readonly kinds: readonly string[];
  /** Kinds of which every leaf before the range is opened too. */
  readonly lookBack: readonly string[];
  /** Hears each opened entry, in order. */
  readonly take: (row: LogRow, header: Header) => void;
};

/**
 * Walks through the whole tree, line by line, and checks what each line says and how the lines hang together. Holds
 * the right edge of the tree and a counter for each kind, however many leaves there are.
 */
export class Walk {
  /** Opened leaves, and leaves whose header was shown. */
  opened = 0;
  shown = 0;
  /** Leaves of each kind before `closed.size`, from the range's first on: what the entry that closes the period states. */
  readonly closedTotals: Record<string, number> = {};
  readonly #findings: Findings;
  readonly #options: WalkOptions;
  readonly #first: bigint;
  readonly #size: bigint;
  readonly #closedSize: bigint;
  readonly #counters = new Map<string, bigint>();
  #edge: Edge = emptyEdge;
  #isWhole = true;
  #line = 0;
  #last: { header: Header; index: bigint } | null = null;
  /** Where the last closed subtree begins, and the kinds of which it may hold leaves: no later counter denies it yet. */
  #doubt: { readonly at: bigint; readonly kinds: Set<string> } | null = null;

  constructor(findings: Findings, options: WalkOptions) {
    this.#findings = findings;
    this.#options = options;
    this.#first = BigInt(options.manifest.range.first);
    this.#size = BigInt(options.manifest.range.size);
    this.#closedSize = BigInt(options.manifest.closed?.size ?? 0);
  }

  /** Takes the next line of `leaves.ndjson`. */
  take(line: string): void {
    this.#line++;
    const row = rowOfLine(line);
    if (!row) {
      this.#findings.fail("row_malformed", { kind: "line", value: String(this.#line) });
      this.#isWhole = false;
    } else if ("node" in row) this.#node(row);
    else this.#leaf(row);
  }

  /** A subtree of closed leaves. It may stand before the range only, where the tree has room for it. */
  #node({ node }: NodeLine): void {
    const { size, frontier } = this.#edge;
    const width = 1n << BigInt(node.level);
    const end = size + width;
    if (size % width !== 0n) {
      this.#findings.fail("node_misplaced", leafAt(size));
      this.#isWhole = false;
      return;
    }
    if (end > this.#first)
      this.#findings.fail("rows_withheld", leafAt(size < this.#first ? this.#first : size), {
        found: `${width}`,
      });
    if (end === this.#first) this.#findings.fail("range_start_unproved", leafAt(this.#first));
    this.#doubt = { at: size, kinds: new Set(this.#options.lookBack) };
    const level = BigInt(node.level);
    if (!this.#isWhole) {
      this.#edge = { size: end, frontier };
      return;
    }
    const above = appendLeaves({ size: size >> level, frontier }, [hexToBytes(node.hash)]);
    this.#edge = { size: above.size << level, frontier: above.frontier };
  }

  #leaf(leaf: LeafLine): void {
    const { header } = leaf;
    const index = BigInt(header.i);
    const hash = hashOfHeader(header);
    if (bytesToHex(hash) !== leaf.hash) this.#findings.fail("leaf_hash_wrong", leafAt(index));
    const expected = this.#edge.size;
    if (index !== expected) {
      // What is missing cannot be made up: the tree stays unknown, while the rows after it are still looked at.
      this.#isWhole = false;
      if (index < expected) this.#findings.fail("leaf_out_of_order", leafAt(index), { expected: `#${expected}` });
      else this.#findings.fail("leaf_missing", leafAt(expected), { found: `#${index}` });
    }
    this.#edge = this.#isWhole ? appendLeaves(this.#edge, [hash]) : { size: index + 1n, frontier: this.#edge.frontier };
    this.#header(header, index);
    this.#disclosure(leaf, index);
    this.#last = { header, index };
    this.shown++;
    if (index >= this.#first && index < this.#closedSize)
      this.closedTotals[header.kind] = (this.closedTotals[header.kind] ?? 0) + 1;
  }

  #header(header: Header, index: bigint): void {
    const { manifest, origin, lookBack } = this.#options;
    if (header.log !== origin) this.#findings.fail("leaf_of_other_log", leafAt(index), { found: header.log });
    // A kind that is shown from the beginning counts from 0; of others, the first that is shown begins the count.
    const begin = lookBack.includes(header.kind) || this.#first === 0n ? 0n : BigInt(header.n);
    const expected = this.#counters.get(header.kind) ?? begin;
    if (BigInt(header.n) !== expected)
      this.#findings.fail("counter_skips", leafAt(index), {
        found: `${header.kind} ${header.n}`,
        expected: `${header.kind} ${expected}`,
      });
    this.#counters.set(header.kind, BigInt(header.n) + 1n);
    this.#doubt?.kinds.delete(header.kind);
    if (this.#last && header.seq_at < this.#last.header.seq_at)
      this.#findings.fail("time_goes_back", leafAt(index), {
        found: header.seq_at,
        expected: this.#last.header.seq_at,
      });
    if (index === this.#first - 1n && header.seq_at >= manifest.period.start)
      this.#findings.fail("range_starts_late", leafAt(index), {
        found: header.seq_at,
        expected: manifest.period.start,
      });
  }

  #disclosure(leaf: LeafLine, index: bigint): void {
    const { kinds, lookBack, take } = this.#options;
    const { header } = leaf;
    const isDue = (index >= this.#first ? kinds : lookBack).includes(header.kind);
    if (leaf.body === undefined || leaf.salt === undefined) {
      if (isDue) this.#findings.fail("leaf_closed", leafAt(index), { found: header.kind });
      return;
    }
    this.opened++;
    if (!isDue) this.#findings.fail("body_surplus", leafAt(index), { found: header.kind });
    const row = openRow(Number(index), header, { body: leaf.body, salt: leaf.salt }, this.#findings);
    if (row && isDue) take(row, header);
  }

  /** What can be said once every line was taken. Returns the root, hex, or null where rows were missing. */
  end(): string | null {
    if (this.#first > 0n && this.#size > 0n && this.#edge.size < this.#first)
      this.#findings.fail("range_start_unproved", leafAt(this.#first));
    if (this.#edge.size !== this.#size)
      this.#findings.fail(
        "range_truncated",
        { kind: "size", value: this.#edge.size.toString() },
        {
          expected: this.#size.toString(),
        },
      );
    if (this.#doubt)
      for (const kind of this.#doubt.kinds)
        this.#findings.fail("look_back_unproved", leafAt(this.#doubt.at), { found: kind });
    const { end } = this.#options.manifest.period;
    if (!this.#last || this.#last.header.seq_at < end)
      this.#findings.fail("range_ends_early", leafAt(this.#last?.index ?? 0n), {
        found: this.#last?.header.seq_at ?? "–",
        expected: end,
      });
    return this.#isWhole ? bytesToHex(rootOf(this.#edge)) : null;
  }
}

/** Opens a leaf: the body must be what the header commits to, and of its kind. */
function openRow(index: number, header: Header, opening: Opening, findings: Findings): LogRow | null {
  const commitment = exactly(() => commitmentOf(opening));
  if (commitment === null) {
    findings.fail("body_malformed", leafAt(header.i));
    return null;
  }
  if (commitment !== header.c) findings.fail("body_commitment_wrong", leafAt(header.i));
  const row = rowOf(index, opening.body as Json);
  if (!row) findings.fail("body_malformed", leafAt(header.i));
  else if (row.action.split(".")[0] !== header.kind)
    findings.fail("body_of_other_kind", leafAt(header.i), { found: row.action, expected: header.kind });
  return row;
}

function exactly<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}

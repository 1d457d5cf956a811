import { createHash, createHmac } from "node:crypto";
import { ed25519 } from "@noble/curves/ed25519.js";
import { formatCheckpoint } from "../../audit/checkpoint";
import { envelopeOf } from "../../audit/leaf";
import { formatNote } from "../../audit/note";
import { formatVkey, verifierKeyOf } from "../../audit/note-key";
import { consistencyRanges, inclusionRanges, type Node, nodesOf, proofOf } from "../../audit/proof";
import { appendLeaves, emptyEdge, type Hash, leafHash, nodeHash, rootOf } from "../../audit/tree";
import { canonicalBytes, type Json } from "../../kernel/json";
import type { AuditKind } from "../../kernel/verdict";
import { leafLine, nodeLine, type TextOpening } from "../bundle/write";
import { lookBackKinds, openedKinds } from "../verifier/kinds";

export const origin = "docket/example.test/log/1";
const seed = new Uint8Array(32).fill(7);
const key = verifierKeyOf(origin, ed25519.getPublicKey(seed));
/** The key of the log, as a regulator has it. */
export const vkey = formatVkey(key);

/** Another pair of key and signer, under the name given. */
export function otherSigner(name: string) {
  const other = new Uint8Array(32).fill(9);
  const own = verifierKeyOf(name, ed25519.getPublicKey(other));
  return { origin: name, vkey: formatVkey(own), sign: signer(own, other) };
}

const signer =
  ({ name, id }: { readonly name: string; readonly id: number }, secret: Uint8Array) =>
  (text: string): string =>
    formatNote({ text, signatures: [{ name, id, signature: ed25519.sign(new TextEncoder().encode(text), secret) }] });
/** Signs as the log does. */
export const sign = signer(key, seed);

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

type Leaf = TextOpening & {
  readonly kind: AuditKind;
  readonly seqAt: Date;
  readonly envelope: string;
  readonly hash: Hash;
};

/** A log in memory, made of entries in order, with the formats and the tree of the real one. */
export class MemoryLog {
  readonly origin: string;
  readonly sign: (text: string) => string;
  readonly leaves: Leaf[] = [];
  readonly #counters = new Map<string, bigint>();
  readonly #levels: Hash[][] = [[]];

  constructor(as: { readonly origin: string; readonly sign: (text: string) => string } = { origin, sign }) {
    this.origin = as.origin;
    this.sign = as.sign;
  }

  get size(): number {
    return this.leaves.length;
  }

  /** Appends an entry and gives its leaf's index. */
  append(
    action: `${AuditKind}.${string}`,
    subject: string,
    pub: Readonly<Record<string, Json>>,
    at: Date,
    seqAt = at,
  ): number {
    const index = this.size;
    const kind = action.split(".")[0] as AuditKind;
    const body = new TextDecoder().decode(
      canonicalBytes({
        t: "docket/audit-body/v1",
        id: `event-${index}`,
        action,
        subject: { kind, id: subject },
        sv: 1,
        occ: at.toISOString(),
        actor: "system:test",
        case: null,
        pub,
        priv: [],
      }),
    );
    const salt = createHash("sha256").update(`salt ${index}`).digest();
    const nth = this.#counters.get(kind) ?? 0n;
    this.#counters.set(kind, nth + 1n);
    const c = createHmac("sha256", salt).update(body).digest("hex");
    const envelope = envelopeOf({ log: this.origin, index: BigInt(index), nth, kind, sequencedAt: seqAt, c });
    const hash = leafHash(envelope);
    this.leaves.push({ kind, seqAt, body, salt: hex(salt), envelope: Buffer.from(envelope).toString("utf8"), hash });
    this.#grow(hash);
    return index;
  }

  #grow(hash: Hash): void {
    this.#levels[0]?.push(hash);
    for (let level = 0; (this.#levels[level]?.length ?? 0) % 2 === 0; level++) {
      const [left, right] = (this.#levels[level] as Hash[]).slice(-2);
      this.#levels[level + 1] ??= [];
      this.#levels[level + 1]?.push(nodeHash(left as Hash, right as Hash));
    }
  }

  hashAt = ({ level, index }: Node): Hash => this.#levels[level]?.[Number(index)] as Hash;

  rootAt(size: number): Hash {
    return rootOf(
      appendLeaves(
        emptyEdge,
        this.leaves.slice(0, size).map((leaf) => leaf.hash),
      ),
    );
  }

  /** A checkpoint of the log as it was at a size, not signed. */
  checkpoint(size: number): string {
    return formatCheckpoint({ origin: this.origin, size: BigInt(size), root: this.rootAt(size), extensions: [] });
  }

  inclusion(index: number, size: number): string[] {
    return proofOf(inclusionRanges(BigInt(index), BigInt(size)), this.hashAt).map(hex);
  }

  consistency(from: number, to: number): string[] {
    return proofOf(consistencyRanges(BigInt(from), BigInt(to)), this.hashAt).map(hex);
  }

  /** The kinds of these leaves, and how many there are of each. */
  totals(first: number, size: number): Record<string, number> {
    const totals: Record<string, number> = {};
    for (const { kind } of this.leaves.slice(first, size)) totals[kind] = (totals[kind] ?? 0) + 1;
    return totals;
  }

  /** The lines of a bundle from `first` to `size`, with what comes before. */
  lines(first: number, size: number): string[] {
    const lines: string[] = [];
    let from = 0;
    const close = (end: number) => {
      for (const node of nodesOf({ begin: BigInt(from), end: BigInt(end) }))
        lines.push(nodeLine(node.level, hex(this.hashAt(node))));
      from = end;
    };
    const shown = this.leaves.slice(0, size);
    const told = Math.min(...lookBackKinds.map((kind) => shown.findLastIndex((leaf) => leaf.kind === kind)));
    for (const [index, leaf] of shown.entries()) {
      const isOpen = (index < first ? lookBackKinds : openedKinds).includes(leaf.kind);
      if (index < Math.min(first - 1, told) && !isOpen) continue;
      close(index);
      lines.push(leafLine(leaf.envelope, hex(leaf.hash), isOpen ? leaf : null));
      from = index + 1;
    }
    return lines;
  }
}

import { instant } from "../kernel/calendar";
import { canonicalBytes, type Json } from "../kernel/json";
import { bodyCommitment } from "./body";
import { LogBroken, type LogFailure } from "./failure";
import { envelopeOf, readEnvelope } from "./leaf";
import type { EventRow, LeafRow } from "./store";
import { leafHash } from "./tree";

const isSame = (a: Uint8Array, b: Uint8Array) => Buffer.compare(a, b) === 0;

/** What the leaf at some place must say. */
export type Expected = {
  readonly log: string;
  readonly index: bigint;
  /** How many of each kind came before. */
  readonly counters: Readonly<Record<string, number>>;
  readonly notBefore: Date | null;
};

/** Names what is wrong with an envelope that is not the one expected. */
function diagnose(envelope: Uint8Array, leaf: LeafRow, expected: Expected, kind: string, sequenced: Date): LogFailure {
  const header = readEnvelope(envelope);
  if (!header) return "leaf_envelope_malformed";
  if (header.log !== expected.log) return "leaf_log_wrong";
  if (header.i !== expected.index.toString()) return "leaf_index_wrong";
  if (header.kind !== kind || leaf.leaf_kind !== kind) return "leaf_kind_wrong";
  if (header.n !== String(expected.counters[kind] ?? 0)) return "leaf_counter_wrong";
  if (header.seq_at !== instant(sequenced)) return "leaf_time_wrong";
  return "leaf_body_altered";
}

/** Whether an event's columns, by which it is found, say what its bytes say. The bytes fit their commitment already. */
function saysTheSame(event: EventRow): boolean {
  const said = event.body_json as { readonly [name: string]: Json };
  const subject = said.subject as { readonly [name: string]: Json } | undefined;
  return (
    isSame(canonicalBytes(event.body_json), event.body) &&
    said.action === event.action &&
    event.action.split(".")[0] === event.kind &&
    subject?.kind === event.subject_kind &&
    subject.id === event.subject_id &&
    said.sv === event.subject_version &&
    said.case === event.case_id &&
    said.actor === event.actor_ref &&
    said.occ === instant(new Date(event.occurred))
  );
}

/**
 * Checks one leaf, its event and that they belong together.
 *
 * @returns the kind and the time of the leaf.
 * @throws LogBroken at the leaf's index.
 */
export function checkLeaf(leaf: LeafRow, expected: Expected): { kind: string; sequenced: Date } {
  const at = expected.index.toString();
  if (!isSame(leafHash(leaf.envelope), leaf.leaf_hash)) throw new LogBroken("leaf_hash_wrong", at);
  if (leaf.kind === null) throw new LogBroken("leaf_event_missing", at);
  const sequenced = new Date(leaf.sequenced);
  const { kind } = leaf;
  const wanted = envelopeOf({
    log: expected.log,
    index: expected.index,
    nth: BigInt(expected.counters[kind] ?? 0),
    kind,
    sequencedAt: sequenced,
    c: bodyCommitment(leaf.salt, leaf.body),
  });
  if (leaf.leaf_kind !== kind || !isSame(wanted, leaf.envelope))
    throw new LogBroken(diagnose(leaf.envelope, leaf, expected, kind, sequenced), at);
  if (expected.notBefore && sequenced < expected.notBefore) throw new LogBroken("leaf_time_wrong", at);
  if (!saysTheSame(leaf)) throw new LogBroken("event_columns_altered", at);
  return { kind, sequenced };
}

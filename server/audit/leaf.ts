import { z } from "zod";
import { instant } from "../kernel/calendar";
import { canonicalBytes } from "../kernel/json";
import { auditKinds } from "../kernel/verdict";

/** Names the format of a header; another format gets another name. */
export const leafType = "docket/audit-leaf/v1";

const count = z.string().regex(/^(0|[1-9]\d{0,18})$/);

/**
 * The header of a leaf: what is hashed into the tree, and all that somebody sees to whom the body is closed.
 * Counts are strings, as RFC 8785 has no integers above 2^53. Source: `audit.md`, "Leaf".
 */
export const leafHeader = z.strictObject({
  t: z.literal(leafType),
  /** The log's origin. */
  log: z.string().min(1),
  /** Index in the log, dense from 0. */
  i: count,
  /** When the sequencer accepted it; never before the leaf ahead of it. */
  seq_at: z.iso.datetime({ precision: 3 }),
  kind: z.enum(auditKinds),
  /** Which of its kind it is, dense from 0. */
  n: count,
  /** HMAC-SHA-256(salt, body): ties the body without telling anything about it. */
  c: z.string().regex(/^[0-9a-f]{64}$/),
});
export type LeafHeader = z.infer<typeof leafHeader>;

/** The envelope: the canonical bytes of a header. */
export const envelopeOf = (
  header: Omit<LeafHeader, "t" | "i" | "n" | "seq_at"> & { index: bigint; nth: bigint; sequencedAt: Date },
): Uint8Array =>
  canonicalBytes({
    t: leafType,
    log: header.log,
    i: header.index.toString(),
    seq_at: instant(header.sequencedAt),
    kind: header.kind,
    n: header.nth.toString(),
    c: header.c,
  });

/**
 * Reads an envelope back.
 *
 * @returns null when the bytes are no header, or not the canonical form of one.
 */
export function readEnvelope(envelope: Uint8Array): LeafHeader | null {
  let text: string;
  let value: unknown;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(envelope);
    value = JSON.parse(text);
  } catch {
    return null;
  }
  const read = leafHeader.safeParse(value);
  if (!read.success) return null;
  return new TextDecoder().decode(canonicalBytes(read.data)) === text ? read.data : null;
}

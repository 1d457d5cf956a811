import type { Json } from "../kernel/json";

/** One entry of the log as a specification reads it. */
export type LogRow = {
  readonly index: number;
  readonly eventId: string;
  readonly action: string;
  readonly subjectId: string;
  readonly version: number | null;
  /** RFC 3339, UTC. */
  readonly occurredAt: string;
  readonly pub: Readonly<Record<string, Json>>;
};

type Fields = { readonly [name: string]: Json };
const isFields = (value: Json | undefined): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * Reads the body of an entry (`docket/audit-body/v1`), wherever it came from.
 *
 * @returns null for what is no such body.
 */
export function rowOf(index: number, body: Json | undefined): LogRow | null {
  if (!isFields(body) || body.t !== "docket/audit-body/v1") return null;
  const { id, action, subject, sv, occ, pub } = body;
  if (typeof id !== "string" || typeof action !== "string" || typeof occ !== "string") return null;
  if (!isFields(subject) || typeof subject.id !== "string" || !isFields(pub)) return null;
  if (sv !== null && typeof sv !== "number") return null;
  return {
    index,
    eventId: id,
    action,
    subjectId: subject.id,
    version: sv,
    occurredAt: occ,
    pub: pub as LogRow["pub"],
  };
}

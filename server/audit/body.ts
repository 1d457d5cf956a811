import { createHmac } from "node:crypto";
import { type Actor, actorRef } from "../kernel/actor";
import { assert } from "../kernel/assert";
import { instant } from "../kernel/calendar";
import { canonicalBytes, type Json } from "../kernel/json";
import { randomBytes } from "../kernel/random";
import type { Entry } from "../kernel/verdict";

/** A body is at most this long; long texts and attachments enter as hashes. Source: `audit.md`, "Leaf". */
export const bodyLimitBytes = 65_535;

/** A field to which a body commits. */
export type PrivateField = {
  readonly name: string;
  readonly about: string;
  readonly value: string;
  readonly salt: Buffer;
};

/** An entry made ready to append: canonical bytes, salt, and the private fields behind its commitments. */
export type PreparedEvent = {
  readonly id: string;
  readonly entry: Entry;
  readonly actor: string;
  readonly occurredAt: Date;
  readonly body: Uint8Array;
  readonly json: Json;
  readonly salt: Buffer;
  readonly fields: readonly PrivateField[];
};

/**
 * Commitment to a private value: HMAC-SHA-256(salt, domain ‖ name ‖ canonical value).
 * With a fresh salt of 32 bytes, deleting salt and value leaves nothing that could be guessed.
 */
export function commitment(salt: Uint8Array, name: string, value: string): string {
  return createHmac("sha256", salt)
    .update(`docket/private-field/v1\0${name}\0`)
    .update(canonicalBytes(value))
    .digest("hex");
}

/** The header's `c`: HMAC-SHA-256(salt, body), so that a closed leaf tells nothing about its body. */
export const bodyCommitment = (salt: Uint8Array, body: Uint8Array) =>
  createHmac("sha256", salt).update(body).digest("hex");

/** Turns an entry into the canonical body of `audit.md`, "Leaf". */
export function prepareEvent(id: string, by: Actor, entry: Entry, now: Date): PreparedEvent {
  assert(entry.action.startsWith(`${entry.kind}.`), `action ${entry.action} is not of kind ${entry.kind}`);
  const fields: PrivateField[] = Object.entries(entry.priv?.values ?? {}).map(([name, value]) => ({
    name,
    about: entry.priv?.about ?? "",
    value,
    salt: randomBytes(32),
  }));
  const json: Json = {
    t: "docket/audit-body/v1",
    id,
    action: entry.action,
    subject: { kind: entry.subject.kind, id: entry.subject.id },
    sv: entry.subject.version,
    occ: instant(now),
    actor: actorRef(by),
    case: entry.caseId ?? null,
    pub: entry.pub,
    priv: fields
      .map((field) => ({ name: field.name, commitment: commitment(field.salt, field.name, field.value) }))
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
  };
  const body = canonicalBytes(json);
  assert(body.length <= bodyLimitBytes, `${entry.action} has a body of ${body.length} bytes`);
  return { id, entry, actor: actorRef(by), occurredAt: now, body, json, salt: randomBytes(32), fields };
}

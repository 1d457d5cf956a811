import { sql } from "drizzle-orm";
import type { Tx } from "../../db/client";
import { sealMany } from "../privacy/seal";
import { bodyCommitment, type PreparedEvent } from "./body";

/**
 * Appends events, their private fields and their pending rows in one statement: the last of a domain transaction.
 * The database function checks that each body says what its columns say; the application role has no other way to write here.
 */
export async function appendEvents(tx: Tx, events: readonly PreparedEvent[], now: Date): Promise<void> {
  const fields = events.flatMap((event) => event.fields.map((field) => ({ event, field })));
  const sealed = await sealMany(
    tx,
    now,
    fields.map(({ event, field }) => ({
      about: field.about,
      purpose: `audit:${event.id}:${field.name}`,
      value: field.value,
    })),
  );
  const rows = events.map((event) => ({
    id: event.id,
    kind: event.entry.kind,
    action: event.entry.action,
    subject_kind: event.entry.subject.kind,
    subject_id: event.entry.subject.id,
    subject_version: event.entry.subject.version,
    case_id: event.entry.caseId ?? null,
    actor_ref: event.actor,
    occurred_at: event.occurredAt.toISOString(),
    body: Buffer.from(event.body).toString("hex"),
    salt: event.salt.toString("hex"),
    commitment: bodyCommitment(event.salt, event.body),
  }));
  const privateRows = fields.map(({ event, field }, at) => ({
    event_id: event.id,
    name: field.name,
    salt: field.salt.toString("hex"),
    sealed: (sealed[at] as Buffer).toString("hex"),
    about: field.about,
  }));
  await tx.execute(
    sql`select audit_append(${JSON.stringify(rows)}::text, ${JSON.stringify(privateRows)}::text, ${now.toISOString()}::timestamptz)`,
  );
}

import { createHash } from "node:crypto";
import { asc, inArray } from "drizzle-orm";
import type { Reader } from "../../db/client";
import { auditErasedField, auditEvent } from "../../db/schema";
import { canonicalBytes, type Json } from "../kernel/json";
import { LogBroken } from "./failure";

/** A private field to which a body commits, and which is not there. */
export type MissingField = { readonly eventId: string; readonly name: string; readonly index: string };

type Erased = typeof auditErasedField.$inferSelect;

/** Does an entry state that exactly these fields were erased? Its body is checked against its leaf like every other. */
function states(body: Buffer | undefined, fields: readonly Erased[]): boolean {
  if (!body) return false;
  const said = JSON.parse(body.toString("utf8")) as { action?: Json; pub?: { fields?: { [name: string]: Json } } };
  const sha256 = createHash("sha256")
    .update(canonicalBytes(fields.map(({ eventId, name }) => `${eventId}:${name}`).sort()))
    .digest("hex");
  return (
    said.action === "privacy.erased" && said.pub?.fields?.count === fields.length && said.pub.fields.sha256 === sha256
  );
}

/**
 * A private field may be gone only where an entry `privacy.erased` says so: it states how many fields it deleted and
 * the hash of their names, so that no other can be passed off as erased.
 *
 * @throws LogBroken at the first leaf whose field is gone for no such reason.
 */
export async function checkErased(tx: Reader, missing: readonly MissingField[]): Promise<void> {
  if (missing.length === 0) return;
  const keyOf = (field: { readonly eventId: string; readonly name: string }) => `${field.eventId}:${field.name}`;
  const events = [...new Set(missing.map(({ eventId }) => eventId))];
  const gone = await tx.select().from(auditErasedField).where(inArray(auditErasedField.eventId, events));
  const byField = new Map(gone.map((row) => [keyOf(row), row.erasedBy]));
  const acts = [...new Set(gone.map((row) => row.erasedBy))];
  const honest = new Map<string, boolean>();
  for (const act of acts) {
    const [event] = await tx
      .select({ body: auditEvent.body })
      .from(auditEvent)
      .where(inArray(auditEvent.id, [act]));
    const fields = await tx
      .select()
      .from(auditErasedField)
      .where(inArray(auditErasedField.erasedBy, [act]))
      .orderBy(asc(auditErasedField.eventId));
    honest.set(act, states(event?.body, fields));
  }
  for (const field of missing)
    if (!honest.get(byField.get(keyOf(field)) ?? "")) throw new LogBroken("private_field_missing", field.index);
}

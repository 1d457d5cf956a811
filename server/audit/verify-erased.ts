import { createHash } from "node:crypto";
import { eq, inArray, sql } from "drizzle-orm";
import type { Reader } from "../../db/client";
import { auditErasedField, auditEvent } from "../../db/schema";
import { canonicalBytes, type Json } from "../kernel/json";
import { LogBroken } from "./failure";

/** A private field to which a body commits, and which is not there. */
export type MissingField = { readonly eventId: string; readonly name: string; readonly index: string };

/** Does an entry state that exactly these fields were erased? Its body is checked against its leaf like every other. */
function states(body: Buffer, fields: readonly string[]): boolean {
  const said = JSON.parse(body.toString("utf8")) as { action?: Json; pub?: { fields?: { [name: string]: Json } } };
  const sha256 = createHash("sha256")
    .update(canonicalBytes([...fields].sort()))
    .digest("hex");
  return (
    said.action === "privacy.erased" && said.pub?.fields?.count === fields.length && said.pub.fields.sha256 === sha256
  );
}

/** Entries that one verification has judged already: the fields of one erasure are spread over many leaves. */
export class ErasedActs {
  readonly #judged = new Map<string, boolean>();

  /** Which of these entries are erasures that state what they deleted. Each is read once. */
  async judge(tx: Reader, acts: readonly string[]): Promise<ReadonlyMap<string, boolean>> {
    const unknown = acts.filter((act) => !this.#judged.has(act));
    if (unknown.length === 0) return this.#judged;
    const rows = await tx
      .select({
        id: auditEvent.id,
        body: auditEvent.body,
        fields: sql<string[]>`array_agg(${auditErasedField.eventId} || ':' || ${auditErasedField.name})`,
      })
      .from(auditErasedField)
      .innerJoin(auditEvent, eq(auditEvent.id, auditErasedField.erasedBy))
      .where(inArray(auditErasedField.erasedBy, unknown))
      .groupBy(auditEvent.id, auditEvent.body);
    for (const act of unknown) this.#judged.set(act, false);
    for (const { id, body, fields } of rows) this.#judged.set(id, states(body, fields));
    return this.#judged;
  }
}

/**
 * A private field may be gone only where an entry `privacy.erased` says so: it states how many fields it deleted and
 * the hash of their names, so that no other can be passed off as erased. Two statements at most.
 *
 * @param acts what this verification has judged; nothing yet when left out.
 * @throws LogBroken at the first leaf whose field is gone for no such reason.
 */
export async function checkErased(
  tx: Reader,
  missing: readonly MissingField[],
  acts = new ErasedActs(),
): Promise<void> {
  if (missing.length === 0) return;
  const keyOf = (field: { readonly eventId: string; readonly name: string }) => `${field.eventId}:${field.name}`;
  const events = [...new Set(missing.map(({ eventId }) => eventId))];
  const gone = await tx.select().from(auditErasedField).where(inArray(auditErasedField.eventId, events));
  const actOf = new Map(gone.map((row) => [keyOf(row), row.erasedBy]));
  const honest = await acts.judge(tx, [...new Set(actOf.values())]);
  for (const field of missing)
    if (!honest.get(actOf.get(keyOf(field)) ?? "")) throw new LogBroken("private_field_missing", field.index);
}

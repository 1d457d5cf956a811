import type { Reader } from "../../db/client";
import type { Json } from "../kernel/json";
import { openMany } from "../privacy/seal";
import { commitment } from "./body";
import { LogBroken } from "./failure";
import { type FieldRow, fieldsOf, type LeafRow } from "./store";
import { checkErased, ErasedActs, type MissingField } from "./verify-erased";

type Committed = { readonly name: string; readonly commitment: string };
const committedOf = (leaf: LeafRow) =>
  ((leaf.body_json as { readonly [name: string]: Json }).priv ?? []) as unknown as readonly Committed[];

/**
 * Checks that the private fields of these leaves' events are what their bodies commit to. The values are opened and
 * hashed, and shown to nobody. A field whose key was erased cannot be checked any more, and need not be; one that is
 * gone must have been erased by an entry that says so.
 *
 * @param acts what this verification has judged so far.
 * @throws LogBroken at the leaf's index.
 */
export async function checkFields(tx: Reader, leaves: readonly LeafRow[], acts = new ErasedActs()): Promise<void> {
  const fields = await fieldsOf(
    tx,
    leaves.map((leaf) => leaf.event_id),
  );
  const byEvent = new Map<string, FieldRow[]>();
  for (const field of fields) byEvent.set(field.event_id, [...(byEvent.get(field.event_id) ?? []), field]);
  const opened = new Map<FieldRow, string | null>();
  const purpose = (field: FieldRow) => `audit:${field.event_id}:${field.name}`;
  const values = await openMany(
    tx,
    fields.map((field) => ({ about: field.about, purpose: purpose(field), sealed: field.sealed })),
  ).catch(() => null);
  for (const [nth, field] of fields.entries()) {
    if (values) opened.set(field, values[nth] ?? null);
    // One of them cannot be opened: find out which.
    else
      opened.set(
        field,
        (
          await openMany(tx, [{ about: field.about, purpose: purpose(field), sealed: field.sealed }]).catch(() => {
            const leaf = leaves.find((one) => one.event_id === field.event_id);
            throw new LogBroken("private_field_altered", leaf?.index ?? field.event_id);
          })
        )[0] as string | null,
      );
  }
  const missing: MissingField[] = [];
  for (const leaf of leaves) {
    const found = new Map((byEvent.get(leaf.event_id) ?? []).map((field) => [field.name, field]));
    for (const { name, commitment: stated } of committedOf(leaf)) {
      const field = found.get(name);
      if (!field) {
        missing.push({ eventId: leaf.event_id, name, index: leaf.index });
        continue;
      }
      const value = opened.get(field) ?? null;
      if (value !== null && commitment(field.salt, name, value) !== stated)
        throw new LogBroken("private_field_altered", leaf.index);
      found.delete(name);
    }
    if (found.size > 0) throw new LogBroken("private_field_surplus", leaf.index);
  }
  await checkErased(tx, missing, acts);
}

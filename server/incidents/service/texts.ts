import type { Reader, Tx } from "../../../db/client";
import { assert } from "../../kernel/assert";
import { openMany, sealMany } from "../../privacy/seal";
import type { IncidentTexts } from "../contract";
import type { IncidentRecord } from "../store";

const about = (id: string) => `incident:${id}`;

/** Seals what a draft says under the incident's own key. */
export async function sealTexts(tx: Tx, id: string, texts: IncidentTexts, now: Date): Promise<Buffer> {
  const value = JSON.stringify(texts);
  const [sealed] = await sealMany(tx, now, [{ about: about(id), purpose: `incident:${id}:texts`, value }]);
  return sealed as Buffer;
}

export async function sealReason(tx: Tx, id: string, reason: string, now: Date): Promise<Buffer> {
  const [sealed] = await sealMany(tx, now, [{ about: about(id), purpose: `incident:${id}:reversal`, value: reason }]);
  return sealed as Buffer;
}

/** What incidents say, in one statement, by id. */
export async function textsOf(
  tx: Reader,
  rows: readonly Pick<IncidentRecord, "id" | "texts">[],
): Promise<Map<string, IncidentTexts>> {
  const opened = await openMany(
    tx,
    rows.map(({ id, texts }) => ({ about: about(id), purpose: `incident:${id}:texts`, sealed: texts })),
  );
  return new Map(
    rows.map(({ id }, at) => {
      const text = opened[at];
      assert(text, "the key of an incident is gone");
      return [id, JSON.parse(text) as IncidentTexts];
    }),
  );
}

export async function reasonOf(tx: Reader, row: Pick<IncidentRecord, "id" | "reversalReason">): Promise<string | null> {
  if (!row.reversalReason) return null;
  const sealed = { about: about(row.id), purpose: `incident:${row.id}:reversal`, sealed: row.reversalReason };
  return (await openMany(tx, [sealed]))[0] ?? null;
}

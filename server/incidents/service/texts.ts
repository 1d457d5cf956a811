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

/** Why it is to be taken back, or why somebody said no: each sealed for itself. */
type Reason = "reversal" | "denial";

export async function sealReason(tx: Tx, id: string, of: Reason, reason: string, now: Date): Promise<Buffer> {
  const [sealed] = await sealMany(tx, now, [{ about: about(id), purpose: `incident:${id}:${of}`, value: reason }]);
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

export async function reasonOf(
  tx: Reader,
  row: Pick<IncidentRecord, "id" | "reversalReason" | "denialReason">,
  of: Reason,
): Promise<string | null> {
  const sealed = of === "reversal" ? row.reversalReason : row.denialReason;
  if (!sealed) return null;
  return (await openMany(tx, [{ about: about(row.id), purpose: `incident:${row.id}:${of}`, sealed }]))[0] ?? null;
}

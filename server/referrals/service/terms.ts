import type { Reader, Tx } from "../../../db/client";
import { open, seal } from "../../privacy/seal";
import type { HandoverWay } from "../contract";
import type { Terms } from "../rules";
import type { ReferralRow } from "../store";

/** The columns of a referral that hold what a person typed, and what is in them. */
type Written = {
  readonly terms: Terms;
  readonly remark: { readonly reason: string };
  readonly handover: { readonly way: HandoverWay; readonly to: string };
  readonly receipt: { readonly number: string; readonly by: string };
};
export type WrittenColumn = keyof Written;

/** Whose key seals all of it: the referral's own, which goes with that of anybody whom it is about. */
export const keyOf = (id: string) => `referral:${id}`;
const purposeOf = (id: string, column: string) => `referral:${id}:${column}`;

/** Seals what somebody typed. Refuses: erased. */
export const sealWords = <Column extends WrittenColumn>(
  tx: Tx,
  now: Date,
  id: string,
  column: Column,
  value: Written[Column],
): Promise<Buffer> => seal(tx, now, { about: keyOf(id), purpose: purposeOf(id, column), value: JSON.stringify(value) });

/** Opens it; null where nothing was typed yet, or its key was destroyed. */
export async function openWords<Column extends WrittenColumn>(
  tx: Reader,
  row: ReferralRow,
  column: Column,
): Promise<Written[Column] | null> {
  const sealed = row[column];
  if (!sealed) return null;
  const text = await open(tx, { about: keyOf(row.id), purpose: purposeOf(row.id, column), sealed });
  return text === null ? null : (JSON.parse(text) as Written[Column]);
}

export const noTerms: Terms = { contact: "", basis: "", reason: "", reporterReason: "" };

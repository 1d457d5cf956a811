import type { Tx } from "../../db/client";
import { disclose } from "../disclose";
import type { StaffActor } from "../kernel/actor";
import { Refused } from "../kernel/refusal";
import { type RevealableField, type RevealField, refuse } from "./contract";
import { reveal, type SealedField } from "./rules";
import { open } from "./seal";

/** Finds a sealed field by the id of its row; null when there is none. */
export type FieldLoader = (tx: Tx, id: string) => Promise<SealedField | null>;
export type FieldLoaders = Readonly<Record<RevealableField, FieldLoader>>;

/**
 * Shows one sealed field to one person. The entry that says so, with the reason, commits with the reading.
 * Refuses: reason, missing, erased.
 */
export const revealField = (
  by: StaffActor,
  { field, id, reason }: RevealField,
  load: FieldLoader,
  now: Date,
): Promise<string> =>
  disclose(
    by,
    now,
    async (tx) => reveal(await load(tx, id), field, reason),
    async (tx, found) => {
      const value = await open(tx, found);
      if (value === null) throw new Refused(refuse("erased"));
      return value;
    },
  );

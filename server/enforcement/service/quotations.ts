import type { Reader } from "../../../db/client";
import type { FieldFault } from "../../kernel/refusal";
import { openMany } from "../../privacy/seal";
import { read } from "../../read";
import type { DecideCase } from "../contract";
import { fault } from "../rules-plan";
import { quotingFields } from "../rules-reporter";
import { descriptionsOf } from "../store-appeal";

/** Reports whose words are compared with what leaves: as many as people read before they decide. */
const comparedLimit = 200;

type Stated = Pick<DecideCase, "caseId" | "facts" | "measures" | "provisional">;

/**
 * Warns of fields that repeat a long passage of a reporter's own words. The words are opened for comparing only: nothing
 * of them is shown or kept, so no disclosure is entered.
 */
export async function quotationsIn(tx: Reader, input: Stated): Promise<FieldFault[]> {
  const written = await descriptionsOf(tx, input.caseId, comparedLimit);
  const sources = await openMany(
    tx,
    written.flatMap(({ id, about, description }) =>
      description?.length ? [{ about, purpose: `report:${id}:description`, sealed: description }] : [],
    ),
  );
  const fields = quotingFields(
    input,
    sources.filter((text) => text !== null),
  );
  return fields.map((pointer) => fault(pointer, "facts_quoted"));
}

/** The same for a preview. */
export const quotationsOf = (input: Stated): Promise<FieldFault[]> => read((tx) => quotationsIn(tx, input));

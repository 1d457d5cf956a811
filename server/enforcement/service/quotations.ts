import type { Reader } from "../../../db/client";
import type { FieldFault } from "../../kernel/refusal";
import { openMany } from "../../privacy/seal";
import { read } from "../../read";
import type { DecideCase } from "../contract";
import { fault } from "../rules-plan";
import { type LeavingText, leavingTexts, quotingFields } from "../rules-reporter";
import { descriptionsOf } from "../store-appeal";

/** Reports whose words are compared with what leaves: as many as people read before they decide. */
const comparedLimit = 200;

/**
 * Warns of texts that repeat a long passage of a reporter's own words. The words are opened for comparing only: nothing
 * of them is shown or kept, so no disclosure is entered.
 *
 * @param to the report whose own reporter is told it: what she wrote is hers.
 */
export async function quotationsAmong(
  tx: Reader,
  caseId: string,
  texts: readonly LeavingText[],
  to: string | null = null,
): Promise<FieldFault[]> {
  const written = (await descriptionsOf(tx, caseId, comparedLimit)).filter(({ id }) => id !== to);
  const sources = await openMany(
    tx,
    written.flatMap(({ id, about, description }) =>
      description?.length ? [{ about, purpose: `report:${id}:description`, sealed: description }] : [],
    ),
  );
  const fields = quotingFields(
    texts,
    sources.filter((text) => text !== null),
  );
  return fields.map((pointer) => fault(pointer, "facts_quoted"));
}

type Stated = Pick<DecideCase, "caseId" | "facts" | "measures" | "provisional">;

/** The same for a decision: every text of it that leaves. */
export const quotationsIn = (tx: Reader, input: Stated): Promise<FieldFault[]> =>
  quotationsAmong(tx, input.caseId, leavingTexts(input));

/** The same for a preview. */
export const quotationsOf = (input: Stated): Promise<FieldFault[]> => read((tx) => quotationsIn(tx, input));

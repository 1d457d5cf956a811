import { decisionWith } from "../../enforcement/service/appealed";
import { quotationsAmong } from "../../enforcement/service/quotations";
import type { StaffActor } from "../../kernel/actor";
import { type FieldFault, Refused } from "../../kernel/refusal";
import { read } from "../../read";
import { refuse, type WeighWords } from "../contract";
import { mayWeigh } from "../rules";
import { appealById, viewOf } from "../store";
import { reviewedOf } from "./queue";

/**
 * Warns an officer of a passage in what she is about to tell or ask that is word for word what a reporter wrote. Of an
 * objection her own reporter's words are left out: she knows them. Only who holds the appeal and has noted her view is
 * answered, because others may not find out what reporters wrote.
 * Refuses: missing, own_decision, own_subject, not_holder, view_first.
 */
export const weighWords = (staff: StaffActor, { appealId, field, text }: WeighWords): Promise<FieldFault[]> =>
  read(async (tx) => {
    const row = await appealById(tx, appealId);
    const decision = row && (await decisionWith(tx, row.decisionId));
    if (!row || !decision) throw new Refused(refuse("missing"));
    const [{ appeal, by }, view] = await Promise.all([
      reviewedOf(tx, row, decision, staff.id),
      viewOf(tx, row.id, staff.id),
    ]);
    const refusal = mayWeigh(appeal, by, view !== null);
    if (refusal) throw new Refused(refusal);
    return quotationsAmong(tx, row.caseId, [{ pointer: `/${field}`, text }], row.reportId);
  });

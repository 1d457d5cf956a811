/** Why one of many subjects gets no measure. The preview of a batch and the act find them by one rule. */
export const batchCauses = [
  "own_subject",
  "erased",
  "subject_closed",
  "measure_holds",
  "measure_unfit",
  "credit_lowest",
  "case_held",
  "case_snoozed",
  "case_awaiting",
  "names_reporter",
  "unfit",
] as const;
export type BatchCause = (typeof batchCauses)[number];

/** Where a decision comes from that no single case gave rise to: an incident, and the order of an authority, if it rests on one. */
export type Cause = {
  readonly incident: number;
  readonly authority: { readonly office: string; readonly number: string } | null;
};

/** An incident as people name it, on its measures too: `12` → `I-0012`. */
export const incidentNumber = (number: number) => `I-${String(number).padStart(4, "0")}`;

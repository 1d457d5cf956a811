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

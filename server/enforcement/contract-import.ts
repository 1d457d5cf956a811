import * as z from "zod";

/** Rows of one file: each becomes a case that waits for a second person. */
export const importRowLimit = 200;
export const importTextLimit = 262_144;

/** The columns of a list that is brought in, in any order; `reason` may be missing. */
export const importColumns = ["kind", "externalId", "functions", "reviewDays", "clause", "facts", "reason"] as const;
export type ImportColumn = (typeof importColumns)[number];

export const ImportBlacklist = z.strictObject({ text: z.string().min(1).max(importTextLimit) });
export type ImportBlacklist = z.infer<typeof ImportBlacklist>;

/** What a row became: a case with a proposal. */
export type ImportedRow = { readonly line: number; readonly caseNumber: number; readonly decisionId: string };

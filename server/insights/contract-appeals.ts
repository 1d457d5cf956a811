import * as z from "zod";
import { appealKinds } from "../appeals/contract-words";
import { measureKeys } from "../policy/contract";
import { Board } from "./contract";

/** What is counted of appeals, or of objections: of a period by when it was filed or ruled on; the last three as of now. */
export const appealFigures = ["filed", "ruled", "merits", "changed", "late", "open", "waiting", "overdue"] as const;
export type AppealFigure = (typeof appealFigures)[number];

export const AppealBoard = Board.omit({ queue: true });
export type AppealBoard = z.infer<typeof AppealBoard>;

/** The rows behind a figure: the same words that the figure was counted with. */
export const AppealRows = AppealBoard.extend({
  kind: z.enum(appealKinds),
  figure: z.enum(appealFigures),
  /** Of the measures that the decision put on who appealed. */
  measure: z.enum(measureKeys).optional(),
  /** A clause of the decision, or for an objection the category of the report (`-`: none stated). */
  clause: z.union([z.string().regex(/^[a-z][a-z0-9_]{0,63}$/), z.literal("-")]).optional(),
  cursor: z.string().max(200).nullish(),
  limit: z.int().min(1).max(200).default(100),
});
export type AppealRows = z.infer<typeof AppealRows>;

/** Fewer of the staff than this are not counted: a figure about them would be about somebody. */
export const smallestGroup = 5;

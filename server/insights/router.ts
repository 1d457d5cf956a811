import { router, staffProcedure } from "../trpc/init";
import { Board, Rows } from "./contract";
import { board, rowsBehind } from "./service";

export const insightsRouter = router({
  /** The board of a period: figures, what they were before, and everything that is drawn. Refuses: period. */
  board: staffProcedure
    .meta({ may: "insight.read" })
    .input(Board)
    .query(({ ctx, input }) => board(input, ctx.now)),
  /** The rows behind one figure, as many as it counts. Refuses: period, day, cursor. */
  rows: staffProcedure
    .meta({ may: "insight.read" })
    .input(Rows)
    .query(({ ctx, input }) => rowsBehind(input, ctx.now)),
});

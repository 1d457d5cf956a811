import { router, staffProcedure } from "../trpc/init";
import { Board, Rows } from "./contract";
import { AppealBoard, AppealRows } from "./contract-appeals";
import { board, rowsBehind } from "./service";
import { appealBoard, appealsBehindFigure } from "./service-appeals";

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
  /** Appeals and objections of a period, apart. Refuses: period. */
  appeals: staffProcedure
    .meta({ may: "insight.read" })
    .input(AppealBoard)
    .query(({ ctx, input }) => appealBoard(input, ctx.now)),
  /** The rows behind a figure of appeals, as many as it counts. Refuses: period, cursor. */
  appealRows: staffProcedure
    .meta({ may: "insight.read" })
    .input(AppealRows)
    .query(({ ctx, input }) => appealsBehindFigure(input, ctx.now)),
});

import { router, staffProcedure } from "../trpc/init";
import { CheckFiling, DraftFiling, FigureRows, FilingAct, FilingNumber, ListFilings } from "./contract";
import {
  abandonFiling,
  checkFiling,
  draftDefaults,
  draftFiling,
  getFiling,
  listFilings,
  rowsBehind,
  sealFiling,
} from "./service";
import { figureRowsView, filingSummary, filingView } from "./view";

export const filingsRouter = router({
  /** Filings, newest first. Refuses: cursor. */
  list: staffProcedure
    .meta({ may: "filing.list" })
    .input(ListFilings)
    .query(async ({ input }) => {
      const page = await listFilings(input);
      return { rows: page.rows.map(filingSummary), next: page.next };
    }),
  /** One filing with letter, figures, checks, files and what this person may do with it. Refuses: missing. */
  get: staffProcedure
    .meta({ may: "filing.list" })
    .input(FilingNumber)
    .query(async ({ ctx, input }) => filingView(await getFiling(input.number), ctx.actor)),
  /** The rows behind a figure. Refuses: missing, cursor. */
  rows: staffProcedure
    .meta({ may: "filing.list" })
    .input(FigureRows)
    .query(async ({ input }) => figureRowsView(await rowsBehind(input))),
  /** What the form of a new filing begins with. */
  defaults: staffProcedure.meta({ may: "filing.prepare" }).query(({ ctx }) => draftDefaults(ctx.now)),
  /** Draws a draft. Refuses: period, period-open, unsequenced, too-many-rows. */
  draft: staffProcedure
    .meta({ may: "filing.prepare" })
    .input(DraftFiling)
    .mutation(({ ctx, input }) => draftFiling(ctx.actor, input, ctx.now)),
  /** Recomputes and records the checks. Refuses: missing, stale, state, changed. */
  check: staffProcedure
    .meta({ may: "filing.prepare" })
    .input(CheckFiling)
    .mutation(({ ctx, input }) => checkFiling(ctx.actor, input, ctx.now)),
  /** Seals for good. Refuses: missing, stale, state, same-person, blocked, changed. */
  seal: staffProcedure
    .meta({ may: "filing.seal" })
    .input(FilingAct)
    .mutation(({ ctx, input }) => sealFiling(ctx.actor, input, ctx.now)),
  /** Gives a draft up. Refuses: missing, stale, state. */
  abandon: staffProcedure
    .meta({ may: "filing.prepare" })
    .input(FilingAct)
    .mutation(({ ctx, input }) => abandonFiling(ctx.actor, input, ctx.now)),
});

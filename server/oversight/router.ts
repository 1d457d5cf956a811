import { router, staffProcedure } from "../trpc/init";
import { AnswerView, AskView, EndView, Named } from "./contract";
import { deskOf, standingsOf } from "./service/desk";
import { answerView, askForView, endView } from "./service/request";

/** Reading the log by a colleague's acts: asked for, allowed by a second person, told in the log. */
export const oversightRouter = router({
  /** What waits for an answer, of whom or by whom, and the grants in force. */
  desk: staffProcedure.meta({ may: "audit.list" }).query(({ ctx }) => deskOf(ctx.actor, ctx.now)),
  /** How one stands with colleagues that a filter names. */
  standings: staffProcedure
    .meta({ may: "audit.list" })
    .input(Named)
    .query(({ ctx, input }) => standingsOf(ctx.actor, input, ctx.now)),
  /** Refuses: missing, own, waiting, granted, too_many. */
  ask: staffProcedure
    .meta({ may: "oversight.ask" })
    .input(AskView)
    .mutation(({ ctx, input }) => askForView(ctx.actor, input, ctx.now)),
  /** A yes or a no. Refuses: missing_view, settled, lapsed, same_person, concerned, officer_needed, asker_gone. */
  answer: staffProcedure
    .meta({ may: "oversight.answer" })
    .input(AnswerView)
    .mutation(({ ctx, input }) => answerView(ctx.actor, input, ctx.now)),
  /** Takes a request back, or ends a grant. Refuses: missing_view, not_yours, lapsed, over, settled. */
  end: staffProcedure
    .meta({ may: "audit.list" })
    .input(EndView)
    .mutation(({ ctx, input }) => endView(ctx.actor, input, ctx.now)),
});

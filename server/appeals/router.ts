import { router, staffProcedure } from "../trpc/init";
import { AppealInput, AppealsInput, AskAppellant, NoteView, RuleAppeal, TakeAppeal, WeighWords } from "./contract";
import { askAppellant } from "./service/dialogue";
import { listAppeals, showAppeal } from "./service/queue";
import { noteFirstView, ruleAppeal, takeAppeal } from "./service/review";
import { weighWords } from "./service/weigh";

export const appealsRouter = router({
  /** A page of the queue, due first first. Refuses: bad_cursor. */
  list: staffProcedure
    .meta({ may: "appeal.list" })
    .input(AppealsInput)
    .query(({ ctx, input }) => listAppeals(ctx.actor, input)),
  /** One appeal; the decision only to who holds it and has noted her view. Refuses: missing. */
  get: staffProcedure
    .meta({ may: "appeal.list" })
    .input(AppealInput)
    .query(({ ctx, input }) => showAppeal(ctx.actor, input.appealId)),
  /** Takes an appeal from the queue or from a colleague. Refuses: missing, stale, transition, own_decision, own_subject, held. */
  take: staffProcedure
    .meta({ may: "appeal.rule" })
    .input(TakeAppeal)
    .mutation(({ ctx, input }) => takeAppeal(ctx.actor, input, ctx.now)),
  /** Notes her own view, for good. Refuses: missing, stale, own_decision, own_subject, not_holder, transition, viewed. */
  note: staffProcedure
    .meta({ may: "appeal.rule" })
    .input(NoteView)
    .mutation(({ ctx, input }) => noteFirstView(ctx.actor, input, ctx.now)),
  /** Asks whoever appealed, and waits. Refuses: as `note`, view_first, question_limit, reasons_reporter, names_staff. */
  ask: staffProcedure
    .meta({ may: "appeal.rule" })
    .input(AskAppellant)
    .mutation(({ ctx, input }) => askAppellant(ctx.actor, input, ctx.now)),
  /**
   * Warns of what repeats a reporter's own words, before it is told or asked. A mutation only so that its text is in no
   * address. Refuses: missing, own_decision, own_subject, not_holder, view_first.
   */
  weigh: staffProcedure
    .meta({ may: "appeal.rule" })
    .input(WeighWords)
    .mutation(({ ctx, input }) => weighWords(ctx.actor, input)),
  /** Closes an appeal for good and does what the ruling says. Refuses: as `note`, view_first, ruling_unfit, reasons_reporter, stricter, incomplete. */
  rule: staffProcedure
    .meta({ may: "appeal.rule" })
    .input(RuleAppeal)
    .mutation(({ ctx, input }) => ruleAppeal(ctx.actor, input, ctx.now)),
});

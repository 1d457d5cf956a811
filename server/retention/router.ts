import { router, staffProcedure } from "../trpc/init";
import { AccountInput, ErasureInput, LiftHold, PlaceHold, ProposeErasure, RevealHold } from "./contract";
import { confirmErasure } from "./service/erase";
import { liftLegalHold, placeLegalHold, revealHold } from "./service/hold";
import { proposeErasure, returnErasure } from "./service/propose";
import { standingOf } from "./service/standing";

export const retentionRouter = router({
  /** Holds, a waiting proposal, and why not. Refuses: missing. */
  standing: staffProcedure
    .meta({ may: "hold.manage" })
    .input(AccountInput)
    .query(({ ctx, input }) => standingOf(ctx.actor, input, ctx.now)),
  /** Refuses: missing, own_account, erased, held, measure_in_force, open_case, open_filing, undelivered, retained, proposed. */
  propose: staffProcedure
    .meta({ may: "erasure.propose" })
    .input(ProposeErasure)
    .mutation(({ ctx, input }) => proposeErasure(ctx.actor, input, ctx.now)),
  /** Erases for good. Refuses: missing_proposal, settled, lapsed, same_person, busy, and whatever `propose` refuses. */
  confirm: staffProcedure
    .meta({ may: "erasure.confirm" })
    .input(ErasureInput)
    .mutation(({ ctx, input }) => confirmErasure(ctx.actor, input, ctx.now)),
  /** A no, or one's own proposal taken back. Refuses: missing_proposal, settled. */
  turnDown: staffProcedure
    .meta({ may: "erasure.confirm" })
    .input(ErasureInput)
    .mutation(({ ctx, input }) => returnErasure(ctx.actor, input, ctx.now)),
  /** Refuses: missing, erased, too_many_holds. */
  placeHold: staffProcedure
    .meta({ may: "hold.manage" })
    .input(PlaceHold)
    .mutation(({ ctx, input }) => placeLegalHold(ctx.actor, input, ctx.now)),
  /** Refuses: missing_hold, lifted, own_account. */
  liftHold: staffProcedure
    .meta({ may: "hold.manage" })
    .input(LiftHold)
    .mutation(({ ctx, input }) => liftLegalHold(ctx.actor, input, ctx.now)),
  /** Opens the words of a hold, which is logged: a mutation. Refuses: missing_hold, reason_erased. */
  revealHold: staffProcedure
    .meta({ may: "hold.manage" })
    .input(RevealHold)
    .mutation(({ ctx, input }) => revealHold(ctx.actor, input, ctx.now)),
});

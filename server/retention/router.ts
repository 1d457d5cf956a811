import { router, staffProcedure } from "../trpc/init";
import {
  ErasureInput,
  FindReport,
  KeptInput,
  LiftHold,
  PlaceHold,
  ProposeErasure,
  ReportInput,
  RevealHold,
} from "./contract";
import { confirmErasure } from "./service/erase";
import { liftLegalHold, placeLegalHold, revealHold } from "./service/hold";
import { findReport, overview, reporterOf } from "./service/overview";
import { proposeErasure, returnErasure } from "./service/propose";
import { standingOf } from "./service/standing";

export const retentionRouter = router({
  /** Holds, a waiting proposal, and why not. Refuses: missing. */
  standing: staffProcedure
    .meta({ may: "hold.manage" })
    .input(KeptInput)
    .query(({ ctx, input }) => standingOf(ctx.actor, input, ctx.now)),
  /** Refuses: missing, nobody, own_account, erased, held, measure_in_force, open_case, open_filing, undelivered, retained, proposed. */
  propose: staffProcedure
    .meta({ may: "erasure.propose" })
    .input(ProposeErasure)
    .mutation(({ ctx, input }) => proposeErasure(ctx.actor, input, ctx.now)),
  /** Proposals that wait for a second person, and erasures that a restored backup undid. */
  overview: staffProcedure.meta({ may: "erasure.propose" }).query(({ ctx }) => overview(ctx.actor, ctx.now)),
  /** A report by its number. A mutation though it changes nothing: the number opens the report, and stays out of addresses. Refuses: missing_report. */
  findReport: staffProcedure
    .meta({ may: "erasure.propose" })
    .input(FindReport)
    .mutation(({ input }) => findReport(input)),
  /** Who filed a report, as far as erasing goes. Refuses: missing, nobody. */
  reporter: staffProcedure
    .meta({ may: "hold.manage" })
    .input(ReportInput)
    .query(({ ctx, input }) => reporterOf(ctx.actor, input, ctx.now)),
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

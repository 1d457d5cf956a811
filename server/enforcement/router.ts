import { router, staffProcedure } from "../trpc/init";
import {
  ApproveDecision,
  BlacklistInput,
  CaseInput,
  CheckRectification,
  DecideCase,
  DecisionInput,
  EndMeasure,
  KeepListed,
  LedgerInput,
  MeasureInput,
  RectificationsInput,
  ReturnDecision,
  UndoDecision,
  WithdrawDecision,
} from "./contract";
import { ImportBlacklist } from "./contract-import";
import { countApprovals, listApprovals, showApproval } from "./service/approvals";
import { approve, returnProposal, withdrawProposal } from "./service/approve";
import { keepListed, listBlacklist } from "./service/blacklist";
import { decide, previewDecision } from "./service/decide";
import { checkRectification, liftMeasure, reverseMeasure } from "./service/end";
import { decisionForm } from "./service/form";
import { importBlacklist } from "./service/import-blacklist";
import { listMeasures, showMeasure } from "./service/ledger";
import { quotationsOf } from "./service/quotations";
import { listRectifications, readAnswer } from "./service/rectification";
import { undoDecision } from "./service/undo";
import { previewView } from "./view";

export const enforcementRouter = router({
  /** What the rail offers for a case. Refuses: missing. */
  form: staffProcedure
    .meta({ may: "case.decide" })
    .input(CaseInput)
    .query(({ ctx, input }) => decisionForm(input.caseId, ctx.now)),
  /** What a decision would do, saving nothing; an incomplete one answers with its faults. A mutation only so that its texts are in no address. Refuses: missing. */
  preview: staffProcedure
    .meta({ may: "case.decide" })
    .input(DecideCase)
    .mutation(async ({ ctx, input }) =>
      previewView(await previewDecision(ctx.actor, input, ctx.now), await quotationsOf(input)),
    ),
  /** Decides a case, or proposes what is severe. Refuses: missing, stale_round, stale, own_subject, incomplete, notice_unfilled, and the claim's refusals. */
  decide: staffProcedure
    .meta({ may: "case.decide" })
    .input(DecideCase)
    .mutation(({ ctx, input }) => decide(ctx.actor, input, ctx.now)),
  /** Takes back a decision before it takes effect. Refuses: missing, decision_transition, not_decider, stale, undo_over. */
  undo: staffProcedure
    .meta({ may: "case.decide" })
    .input(UndoDecision)
    .mutation(({ ctx, input }) => undoDecision(ctx.actor, input, ctx.now)),
  /** The proposer takes a proposal back. Refuses: missing, decision_transition, stale, lapsed, not_proposer. */
  withdraw: staffProcedure
    .meta({ may: "case.decide" })
    .input(WithdrawDecision)
    .mutation(({ ctx, input }) => withdrawProposal(ctx.actor, input, ctx.now)),
});

export const approvalsRouter = router({
  /** Proposals that wait, each with why not by this person. */
  list: staffProcedure.meta({ may: "approval.list" }).query(({ ctx }) => listApprovals(ctx.actor)),
  /** How many wait for this person, and for others. */
  count: staffProcedure.meta({ may: "approval.list" }).query(({ ctx }) => countApprovals(ctx.actor)),
  /** One proposal, and what will happen. Refuses: missing. */
  get: staffProcedure
    .meta({ may: "approval.list" })
    .input(DecisionInput)
    .query(({ ctx, input }) => showApproval(ctx.actor, input.decisionId, ctx.now)),
  /** Lets a proposal take effect. Refuses: missing, decision_transition, stale, lapsed, own_proposal, own_subject, changed. */
  approve: staffProcedure
    .meta({ may: "approval.rule" })
    .input(ApproveDecision)
    .mutation(({ ctx, input }) => approve(ctx.actor, input, ctx.now)),
  /** Sends a proposal back with a reason. Refuses: missing, decision_transition, stale, lapsed, own_proposal, own_subject. */
  return: staffProcedure
    .meta({ may: "approval.rule" })
    .input(ReturnDecision)
    .mutation(({ ctx, input }) => returnProposal(ctx.actor, input, ctx.now)),
});

export const blacklistRouter = router({
  /** Who is on the blacklist now, those due for review first. Refuses: bad_cursor. */
  list: staffProcedure
    .meta({ may: "measure.list" })
    .input(BlacklistInput)
    .query(({ ctx, input }) => listBlacklist(ctx.actor, input, ctx.now)),
  /** A review that lets an entry stay until another date. Refuses: missing, own_subject, not_listed, stale, measure_transition, review_date. */
  keep: staffProcedure
    .meta({ may: "blacklist.review" })
    .input(KeepListed)
    .mutation(({ ctx, input }) => keepListed(ctx.actor, input, ctx.now)),
  /** Brings a list in: each row becomes a case with a proposal; with one bad row nothing is written. Refuses: import_refused, telling each line. */
  import: staffProcedure
    .meta({ may: "blacklist.import" })
    .input(ImportBlacklist)
    .mutation(({ ctx, input }) => importBlacklist(ctx.actor, input, ctx.now)),
});

export const measuresRouter = router({
  /** A page of the ledger of sanctions, newest first. Refuses: bad_cursor. */
  list: staffProcedure
    .meta({ may: "measure.list" })
    .input(LedgerInput)
    .query(({ ctx, input }) => listMeasures(input, ctx.now)),
  /** One measure with everything that explains it. Refuses: missing. */
  get: staffProcedure
    .meta({ may: "measure.list" })
    .input(MeasureInput)
    .query(({ ctx, input }) => showMeasure(ctx.actor, input.measureId, ctx.now)),
  /** Ends a measure before its time. Refuses: missing, own_subject, is_reversal, stale, measure_transition. */
  lift: staffProcedure
    .meta({ may: "measure.lift" })
    .input(EndMeasure)
    .mutation(({ ctx, input }) => liftMeasure(ctx.actor, input, ctx.now)),
  /** Takes a measure back. Refuses: missing, own_subject, is_reversal, stale, measure_transition, decision_transition. */
  reverse: staffProcedure
    .meta({ may: "measure.reverse" })
    .input(EndMeasure)
    .mutation(({ ctx, input }) => reverseMeasure(ctx.actor, input, ctx.now)),
  /** Rectifications in a state, those due first first. Refuses: bad_cursor. */
  rectifications: staffProcedure
    .meta({ may: "rectification.check" })
    .input(RectificationsInput)
    .query(({ ctx, input }) => listRectifications(input, ctx.now)),
  /** What a group answered; the reading is logged. Refuses: missing, own_subject. */
  answer: staffProcedure
    .meta({ may: "rectification.check" })
    .input(MeasureInput)
    .mutation(({ ctx, input }) => readAnswer(ctx.actor, input.measureId, ctx.now)),
  /** The re-check of a rectification. Refuses: missing, own_subject, stale, rectification_transition, measure_transition. */
  check: staffProcedure
    .meta({ may: "rectification.check" })
    .input(CheckRectification)
    .mutation(({ ctx, input }) => checkRectification(ctx.actor, input, ctx.now)),
});

import { router, staffProcedure } from "../trpc/init";
import {
  AcknowledgeReferral,
  CaseReferrals,
  HandOver,
  ListReferrals,
  ReasonedAct,
  ReferralAct,
  ReferralInput,
  SaveReferral,
  SealReferral,
  StartReferral,
} from "./contract";
import { abandonReferral, proposeReferral, returnReferral, saveDraft, startReferral } from "./service/draft";
import { recordHandover, recordReceipt } from "./service/hand-over";
import { lookInto, sealReferral } from "./service/seal";
import { listReferrals, referralsOf, showReferral } from "./service/show";

export const referralsRouter = router({
  /** A page of referrals, newest first. Refuses: bad_cursor. */
  list: staffProcedure
    .meta({ may: "referral.list" })
    .input(ListReferrals)
    .query(({ ctx, input }) => listReferrals(ctx.actor, input)),
  /** Referrals of one case. */
  ofCase: staffProcedure
    .meta({ may: "referral.list" })
    .input(CaseReferrals)
    .query(({ ctx, input }) => referralsOf(ctx.actor, input)),
  /** One referral, without what its evidence says. Refuses: missing, own_subject. */
  get: staffProcedure
    .meta({ may: "referral.list" })
    .input(ReferralInput)
    .query(({ ctx, input }) => showReferral(ctx.actor, input)),
  /** Begins one. Refuses: missing_case, own_subject. */
  start: staffProcedure
    .meta({ may: "referral.prepare" })
    .input(StartReferral)
    .mutation(({ ctx, input }) => startReferral(ctx.actor, input, ctx.now)),
  /** Writes a draft. Refuses: missing, own_subject, transition, stale, foreign_evidence, document_number, quotes_hashed. */
  save: staffProcedure
    .meta({ may: "referral.prepare" })
    .input(SaveReferral)
    .mutation(({ ctx, input }) => saveDraft(ctx.actor, input, ctx.now)),
  /** Gives it to a second person. Refuses: missing, own_subject, transition, stale, incomplete. */
  propose: staffProcedure
    .meta({ may: "referral.prepare" })
    .input(ReferralAct)
    .mutation(({ ctx, input }) => proposeReferral(ctx.actor, input, ctx.now)),
  /** Shows what goes along, and logs it. Refuses: missing, own_subject, transition. */
  look: staffProcedure
    .meta({ may: "referral.prepare" })
    .input(ReferralInput)
    .mutation(({ ctx, input }) => lookInto(ctx.actor, input, ctx.now)),
  /** Sends a proposal back. Refuses: missing, own_subject, transition, stale. */
  return: staffProcedure
    .meta({ may: "referral.seal" })
    .input(ReasonedAct)
    .mutation(({ ctx, input }) => returnReferral(ctx.actor, input, ctx.now)),
  /** Seals what this person looked at. Refuses: missing, own_subject, transition, stale, same_person, changed, too_large. */
  seal: staffProcedure
    .meta({ may: "referral.seal" })
    .input(SealReferral)
    .mutation(({ ctx, input }) => sealReferral(ctx.actor, input, ctx.now)),
  /** Gives one up. Refuses: missing, own_subject, transition, stale. */
  abandon: staffProcedure
    .meta({ may: "referral.prepare" })
    .input(ReasonedAct)
    .mutation(({ ctx, input }) => abandonReferral(ctx.actor, input, ctx.now)),
  /** Records the hand-over. Refuses: missing, own_subject, transition, stale, not_yet, before_seal, document_number. */
  handOver: staffProcedure
    .meta({ may: "referral.prepare" })
    .input(HandOver)
    .mutation(({ ctx, input }) => recordHandover(ctx.actor, input, ctx.now)),
  /** Records the office's receipt. Refuses: missing, own_subject, transition, stale, not_yet, before_handover, document_number. */
  acknowledge: staffProcedure
    .meta({ may: "referral.prepare" })
    .input(AcknowledgeReferral)
    .mutation(({ ctx, input }) => recordReceipt(ctx.actor, input, ctx.now)),
});

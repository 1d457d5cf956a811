import * as z from "zod";
import { router, staffProcedure } from "../trpc/init";
import {
  AssignQueuesInput,
  CaseFilter,
  CaseIdInput,
  CasesOfSubjectInput,
  ClaimNextInput,
  DraftInput,
  EscalateInput,
  HeldClaim,
  MergeInput,
  NumberInput,
  QueueInput,
  ServingInput,
  SkipInput,
  SnoozeInput,
  TimelineInput,
} from "./contract";
import { claimCase, claimNext, heartbeat, peek, release } from "./service/claim";
import { findDraft, saveDraft } from "./service/draft";
import { openEvidence } from "./service/evidence";
import { countQueue, listQueue, vocabulary } from "./service/list";
import { mergeCase, mergeTargets } from "./service/merge";
import { escalateCase, skipCase, snoozeCase } from "./service/move";
import { assignQueues, listServing } from "./service/queues";
import { casesAbout, clausesOf, historyOf, reportList, reportSummary, showCase, timelineOf } from "./service/show";

export const casesRouter = router({
  /** A page of the queue. Refuses: bad_cursor, not_her_queue. */
  queue: staffProcedure
    .meta({ may: "case.list" })
    .input(QueueInput)
    .query(({ ctx, input }) => listQueue(ctx.actor, input, ctx.now)),
  /** How many cases a filter holds, counted to a limit. Refuses: not_her_queue. */
  count: staffProcedure
    .meta({ may: "case.list" })
    .input(CaseFilter)
    .query(({ ctx, input }) => countQueue(ctx.actor, input, ctx.now)),
  /** Names of queues and categories. */
  vocabulary: staffProcedure.meta({ may: "case.list" }).query(({ ctx }) => vocabulary(ctx.actor)),
  /** One case by number, with what this person may do with it. Refuses: missing. */
  get: staffProcedure
    .meta({ may: "case.read" })
    .input(NumberInput)
    .query(({ ctx, input }) => showCase(ctx.actor, input, ctx.now)),
  /** What the log says of a case, newest first. Refuses: bad_cursor. */
  timeline: staffProcedure
    .meta({ may: "case.read" })
    .input(TimelineInput)
    .query(({ ctx, input }) => timelineOf(ctx.actor, input)),
  /** Its reports by category, with sources and distinct reporters. */
  reports: staffProcedure
    .meta({ may: "case.read" })
    .input(CaseIdInput)
    .query(({ input }) => reportSummary(input)),
  /** Its reports one by one, newest first. Refuses: bad_cursor. */
  reportList: staffProcedure
    .meta({ may: "case.read" })
    .input(TimelineInput)
    .query(({ input }) => reportList(input)),
  /** The clauses that its reports are about. Refuses: missing. */
  clauses: staffProcedure
    .meta({ may: "case.read" })
    .input(CaseIdInput)
    .query(({ input }) => clausesOf(input)),
  /** Other cases of the same subject. Refuses: missing. */
  history: staffProcedure
    .meta({ may: "case.read" })
    .input(CaseIdInput)
    .query(({ input }) => historyOf(input)),
  /** Cases of one subject, newest first. */
  ofSubject: staffProcedure
    .meta({ may: "case.read" })
    .input(CasesOfSubjectInput)
    .query(({ input }) => casesAbout(input)),
  /** Opens the evidence, which is logged: a mutation. Refuses: missing, own_subject, not_her_queue, lost, lost_to. */
  evidence: staffProcedure
    .meta({ may: "case.evidence" })
    .input(z.object({ caseId: z.uuid(), token: z.uuid().optional() }))
    .mutation(({ ctx, input }) => openEvidence(ctx.actor, input, ctx.now)),
  /** Claims one case. Refuses: missing, own_subject, not_her_queue, needs_lead, claimed, transition. */
  claim: staffProcedure
    .meta({ may: "case.claim" })
    .input(CaseIdInput)
    .mutation(({ ctx, input }) => claimCase(ctx.actor, input, ctx.now)),
  /** Hands out the most pressing case that this person may take, or null. Refuses: not_her_queue. */
  claimNext: staffProcedure
    .meta({ may: "case.claim" })
    .input(ClaimNextInput)
    .mutation(({ ctx, input }) => claimNext(ctx.actor, input, ctx.now)),
  /** Which case that would be, without claiming it. Refuses: not_her_queue. */
  peek: staffProcedure
    .meta({ may: "case.claim" })
    .input(ClaimNextInput)
    .query(({ ctx, input }) => peek(ctx.actor, input, ctx.now)),
  /** Renews a lease. Refuses: lost, lost_to. */
  heartbeat: staffProcedure
    .meta({ may: "case.claim" })
    .input(HeldClaim)
    .mutation(({ ctx, input }) => heartbeat(ctx.actor, input, ctx.now)),
  /** Gives a case back. */
  release: staffProcedure
    .meta({ may: "case.claim" })
    .input(HeldClaim)
    .mutation(({ ctx, input }) => release(ctx.actor, input)),
  /** Hands a waiting or held case to the leads. Refuses: own_subject, not_her_queue, claimed, lost, lost_to, transition. */
  escalate: staffProcedure
    .meta({ may: "case.escalate" })
    .input(EscalateInput)
    .mutation(({ ctx, input }) => escalateCase(ctx.actor, input, ctx.now)),
  /** Puts a case aside until a time. Refuses: as escalate, needs_lead, snooze_past, snooze_far. */
  snooze: staffProcedure
    .meta({ may: "case.claim" })
    .input(SnoozeInput)
    .mutation(({ ctx, input }) => snoozeCase(ctx.actor, input, ctx.now)),
  /** Cases of her groups into which an account's case may be merged. */
  mergeTargets: staffProcedure
    .meta({ may: "case.decide" })
    .input(CaseIdInput)
    .query(({ input }) => mergeTargets(input)),
  /** Merges an account's case into its group's. Refuses: as snooze, missing, merge_account, merge_target, merge_unrelated. */
  merge: staffProcedure
    .meta({ may: "case.decide" })
    .input(MergeInput)
    .mutation(({ ctx, input }) => mergeCase(ctx.actor, input, ctx.now)),
  /** Passes a claimed case on. Refuses: lost, lost_to, transition. */
  skip: staffProcedure
    .meta({ may: "case.claim" })
    .input(SkipInput)
    .mutation(({ ctx, input }) => skipCase(ctx.actor, input, ctx.now)),
  /** Keeps the rail's unsaved words. Refuses: missing. */
  saveDraft: staffProcedure
    .meta({ may: "case.decide" })
    .input(DraftInput)
    .mutation(({ ctx, input }) => saveDraft(ctx.actor, input, ctx.now)),
  /** This person's own draft, or null. */
  draft: staffProcedure
    .meta({ may: "case.decide" })
    .input(CaseIdInput)
    .query(({ ctx, input }) => findDraft(ctx.actor, input)),
  /** Who may be given work, and the queues that each serves. Refuses: bad_cursor. */
  serving: staffProcedure
    .meta({ may: "case.reassign" })
    .input(ServingInput)
    .query(({ input }) => listServing(input)),
  /** Says which queues a person serves. Refuses: missing_person, unknown_queue. */
  assignQueues: staffProcedure
    .meta({ may: "case.reassign" })
    .input(AssignQueuesInput)
    .mutation(({ ctx, input }) => assignQueues(ctx.actor, input, ctx.now)),
});

import * as z from "zod";
import { router, staffProcedure } from "../trpc/init";
import {
  CountInput,
  DraftIncident,
  HeldIncident,
  IncidentInput,
  IncidentRowsInput,
  IncidentsInput,
  ReasonedIncident,
  ReviseIncident,
} from "./contract";
import { draftIncident, previewContent, reviseIncident } from "./service/draft";
import { approveIncident, previewIncident, proposeIncident, returnIncident, withdrawIncident } from "./service/propose";
import { approveReversalOf, askToReverse, refuseReversalOf, stopIncident, withdrawReversalOf } from "./service/reverse";
import { countMatching } from "./service/select";
import { listIncidents, listSubjects, showIncident } from "./service/show";

export const incidentsRouter = router({
  /** A page of incidents, newest first. Refuses: bad_cursor. */
  list: staffProcedure
    .meta({ may: "incident.list" })
    .input(IncidentsInput)
    .query(({ ctx, input }) => listIncidents(ctx.actor, input, ctx.now)),
  /** One incident by number or id. Refuses: missing. */
  get: staffProcedure
    .meta({ may: "incident.list" })
    .input(IncidentInput)
    .query(({ ctx, input }) => showIncident(ctx.actor, input.name, ctx.now)),
  /** A page of its subjects with their results. Refuses: missing, bad_cursor. */
  subjects: staffProcedure
    .meta({ may: "incident.list" })
    .input(IncidentRowsInput)
    .query(({ input }) => listSubjects(input)),
  /** How many subjects match these filters. Refuses: too_short. */
  count: staffProcedure
    .meta({ may: "incident.propose" })
    .input(CountInput)
    .query(({ input }) => countMatching(input)),
  /** What it would do, before it is saved: a mutation because a list is too long for an address. Refuses: too_many, too_short. */
  previewNew: staffProcedure
    .meta({ may: "incident.propose" })
    .input(DraftIncident)
    .mutation(({ ctx, input }) => previewContent(ctx.actor, input, ctx.now)),
  /** What a draft or a proposal would do now. Refuses: missing. */
  preview: staffProcedure
    .meta({ may: "incident.list" })
    .input(z.strictObject({ incidentId: z.uuid() }))
    .query(({ ctx, input }) => previewIncident(ctx.actor, input.incidentId, ctx.now)),
  /** Writes an incident down. Refuses: too_many, too_short. */
  draft: staffProcedure
    .meta({ may: "incident.propose" })
    .input(DraftIncident)
    .mutation(({ ctx, input }) => draftIncident(ctx.actor, input, ctx.now)),
  /** Changes a draft. Refuses: missing, transition, stale, not_author, too_many, too_short. */
  revise: staffProcedure
    .meta({ may: "incident.propose" })
    .input(ReviseIncident)
    .mutation(({ ctx, input }) => reviseIncident(ctx.actor, input, ctx.now)),
  /** Refuses: missing, transition, stale, not_author, incomplete, nobody. */
  propose: staffProcedure
    .meta({ may: "incident.propose" })
    .input(HeldIncident)
    .mutation(({ ctx, input }) => proposeIncident(ctx.actor, input, ctx.now)),
  /** Refuses: missing, transition, stale, not_author. */
  withdraw: staffProcedure
    .meta({ may: "incident.propose" })
    .input(HeldIncident)
    .mutation(({ ctx, input }) => withdrawIncident(ctx.actor, input, ctx.now)),
  /** Refuses: missing, transition, stale, own_proposal, lapsed, nobody. */
  approve: staffProcedure
    .meta({ may: "incident.approve" })
    .input(HeldIncident)
    .mutation(({ ctx, input }) => approveIncident(ctx.actor, input, ctx.now)),
  /** Refuses: missing, transition, stale, own_proposal, lapsed. */
  return: staffProcedure
    .meta({ may: "incident.approve" })
    .input(ReasonedIncident)
    .mutation(({ ctx, input }) => returnIncident(ctx.actor, input, ctx.now)),
  /** Refuses: missing, transition, stale. */
  stop: staffProcedure
    .meta({ may: "incident.stop" })
    .input(HeldIncident)
    .mutation(({ ctx, input }) => stopIncident(ctx.actor, input, ctx.now)),
  /** Refuses: missing, transition, stale, asked_already, nothing_done. */
  askReversal: staffProcedure
    .meta({ may: "incident.propose" })
    .input(ReasonedIncident)
    .mutation(({ ctx, input }) => askToReverse(ctx.actor, input, ctx.now)),
  /** Refuses: missing, transition, stale, not_asked, not_asker. */
  withdrawReversal: staffProcedure
    .meta({ may: "incident.propose" })
    .input(HeldIncident)
    .mutation(({ ctx, input }) => withdrawReversalOf(ctx.actor, input, ctx.now)),
  /** Refuses: missing, transition, stale, not_asked, own_proposal. */
  approveReversal: staffProcedure
    .meta({ may: "incident.approve" })
    .input(HeldIncident)
    .mutation(({ ctx, input }) => approveReversalOf(ctx.actor, input, ctx.now)),
  /** Refuses: missing, transition, stale, not_asked, own_proposal. */
  refuseReversal: staffProcedure
    .meta({ may: "incident.approve" })
    .input(ReasonedIncident)
    .mutation(({ ctx, input }) => refuseReversalOf(ctx.actor, input, ctx.now)),
});

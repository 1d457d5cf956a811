import { router, staffProcedure } from "../trpc/init";
import { MoveDraft, PreviewTexts, ReturnDraft, SaveDraft, SetListInput, SetNumber } from "./contract";
import {
  beginDraft,
  discardDraft,
  proposeDraft,
  publishDraft,
  returnDraft,
  saveDraft,
  withdrawDraft,
} from "./service/draft";
import { listVersions, noticesStanding, previewTexts, showDraft, showVersion } from "./service/show";

/** The texts of notices: versions, and the one draft that becomes the next. */
export const noticesRouter = router({
  /** Published versions, newest first. Refuses: bad_cursor. */
  list: staffProcedure
    .meta({ may: "notices.read" })
    .input(SetListInput)
    .query(({ input }) => listVersions(input)),
  /** One version, and the texts of the one before it; without a number, the one in force. Refuses: missing. */
  get: staffProcedure
    .meta({ may: "notices.read" })
    .input(SetNumber.partial())
    .query(({ input }) => showVersion(input.number)),
  /** The open draft, or null. */
  draft: staffProcedure.meta({ may: "notices.read" }).query(({ ctx }) => showDraft(ctx.actor)),
  /** Which version is in force, and how far the draft is. */
  standing: staffProcedure.meta({ may: "notices.read" }).query(noticesStanding),
  /** A sample notice with these texts, saving nothing. A mutation only so that its texts are in no address. */
  preview: staffProcedure
    .meta({ may: "notices.read" })
    .input(PreviewTexts)
    .mutation(({ ctx, input }) => previewTexts(input, ctx.now)),
  /** Begins a draft with the texts in force. Refuses: open. */
  begin: staffProcedure.meta({ may: "notices.draft" }).mutation(({ ctx }) => beginDraft(ctx.actor, ctx.now)),
  /** Refuses: missing, transition, stale, faulty (each text, language and placeholder). */
  save: staffProcedure
    .meta({ may: "notices.draft" })
    .input(SaveDraft)
    .mutation(({ ctx, input }) => saveDraft(ctx.actor, input, ctx.now)),
  /** Hands the draft to a second person. Refuses: missing, transition, stale, faulty, unchanged. */
  propose: staffProcedure
    .meta({ may: "notices.draft" })
    .input(MoveDraft)
    .mutation(({ ctx, input }) => proposeDraft(ctx.actor, input, ctx.now)),
  /** Takes the proposal back. Refuses: missing, transition, stale. */
  withdraw: staffProcedure
    .meta({ may: "notices.draft" })
    .input(MoveDraft)
    .mutation(({ ctx, input }) => withdrawDraft(ctx.actor, input, ctx.now)),
  /** Gives the draft up. Refuses: missing, transition, stale. */
  discard: staffProcedure
    .meta({ may: "notices.draft" })
    .input(MoveDraft)
    .mutation(({ ctx, input }) => discardDraft(ctx.actor, input, ctx.now)),
  /** The second person sends it back. Refuses: missing, transition, stale, own_draft. */
  return: staffProcedure
    .meta({ may: "notices.publish" })
    .input(ReturnDraft)
    .mutation(({ ctx, input }) => returnDraft(ctx.actor, input, ctx.now)),
  /** The second person puts it in force. Refuses: missing, transition, stale, own_draft, faulty, names_reporter. */
  publish: staffProcedure
    .meta({ may: "notices.publish" })
    .input(MoveDraft)
    .mutation(({ ctx, input }) => publishDraft(ctx.actor, input, ctx.now)),
});

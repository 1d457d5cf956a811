import { router, staffProcedure } from "../trpc/init";
import { EntriesAbout, EntryId, ListEntries } from "./contract";
import { entriesAbout, filterChoices, getEntry, listEntries, proofOfEntry } from "./service";
import { logStatus } from "./status";

export const auditRouter = router({
  /** Entries, newest first. Refuses: cursor, oversight's closed. */
  list: staffProcedure
    .meta({ may: "audit.list" })
    .input(ListEntries)
    .query(({ ctx, input }) => listEntries(ctx.actor, input, ctx.now)),
  /** Entries about one group or account, newest first. Refuses: cursor. */
  about: staffProcedure
    .meta({ may: "audit.list" })
    .input(EntriesAbout)
    .query(({ ctx, input }) => entriesAbout(ctx.actor, input)),
  /** One entry with its body and its leaf. Refuses: missing. */
  entry: staffProcedure
    .meta({ may: "audit.list" })
    .input(EntryId)
    .query(({ ctx, input }) => getEntry(ctx.actor, input.id)),
  /** The proof of one entry, as a file. Refuses: missing, not_published, not_signed. */
  proof: staffProcedure
    .meta({ may: "audit.list" })
    .input(EntryId)
    .query(({ ctx, input }) => proofOfEntry(ctx.actor, input.id)),
  /** What the filters offer. */
  choices: staffProcedure.meta({ may: "audit.list" }).query(() => filterChoices()),
  /** Where the log stands. */
  status: staffProcedure.meta({ may: "audit.list" }).query(({ ctx }) => logStatus(ctx.now)),
});

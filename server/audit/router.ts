import { router, staffProcedure } from "../trpc/init";
import { EntryId, ListEntries } from "./contract";
import { filterChoices, getEntry, listEntries } from "./service";
import { logStatus } from "./status";

export const auditRouter = router({
  /** Entries, newest first. Refuses: cursor. */
  list: staffProcedure
    .meta({ may: "audit.list" })
    .input(ListEntries)
    .query(({ ctx, input }) => listEntries(ctx.actor, input)),
  /** One entry with its body and its leaf. Refuses: missing. */
  entry: staffProcedure
    .meta({ may: "audit.list" })
    .input(EntryId)
    .query(({ ctx, input }) => getEntry(ctx.actor, input.id)),
  /** What the filters offer. */
  choices: staffProcedure.meta({ may: "audit.list" }).query(() => filterChoices()),
  /** Where the log stands. */
  status: staffProcedure.meta({ may: "audit.list" }).query(({ ctx }) => logStatus(ctx.now)),
});

import * as z from "zod";
import { router, staffProcedure } from "../trpc/init";
import { VersionInput, VersionListInput } from "./contract";
import { listPolicies, showPolicy } from "./service";

export const policyRouter = router({
  /** Published versions, newest first. Refuses: bad_cursor. */
  list: staffProcedure
    .meta({ may: "policy.read" })
    .input(VersionListInput)
    .query(({ input }) => listPolicies(input)),
  /** One version, and what it changed; without a number, the one in force. Refuses: missing. */
  get: staffProcedure
    .meta({ may: "policy.read" })
    .input(z.object({ number: VersionInput.shape.number.optional() }))
    .query(({ input }) => showPolicy(input.number)),
});

import { router, staffProcedure } from "../trpc/init";
import { Revealed, RevealField } from "./contract";
import { type FieldLoaders, revealField } from "./service";

/** The rooms that hold sealed fields stand above this one: they give their loaders when the root is composed. */
export const privacyRouter = (loaders: FieldLoaders) =>
  router({
    /** Shows one sealed field, for a reason. Refuses: reason, missing, erased. */
    reveal: staffProcedure
      .meta({ may: "registry.reveal" })
      .input(RevealField)
      .output(Revealed)
      .mutation(async ({ ctx, input }) => ({
        value: await revealField(ctx.actor, input, loaders[input.field], ctx.now),
      })),
  });

import { filingsRouter } from "./filings/router";
import { router } from "./trpc/init";

/** All rooms. A test walks it and fails on a procedure without a permission. */
export const appRouter = router({
  filings: filingsRouter,
});

export type AppRouter = typeof appRouter;

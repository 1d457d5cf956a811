import { auditRouter } from "./audit/router";
import { casesRouter } from "./cases/router";
import { filingsRouter } from "./filings/router";
import { staffRouter } from "./staff/router";
import { router } from "./trpc/init";

/** All rooms. A test walks it and fails on a procedure without a permission. */
export const appRouter = router({
  audit: auditRouter,
  cases: casesRouter,
  filings: filingsRouter,
  staff: staffRouter,
});

export type AppRouter = typeof appRouter;

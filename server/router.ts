import { auditRouter } from "./audit/router";
import { casesRouter } from "./cases/router";
import { deliveryRouter } from "./delivery/router";
import { approvalsRouter, enforcementRouter, measuresRouter } from "./enforcement/router";
import { filingsRouter } from "./filings/router";
import { staffRouter } from "./staff/router";
import { router } from "./trpc/init";

/** All rooms. A test walks it and fails on a procedure without a permission. */
export const appRouter = router({
  approvals: approvalsRouter,
  audit: auditRouter,
  cases: casesRouter,
  delivery: deliveryRouter,
  enforcement: enforcementRouter,
  filings: filingsRouter,
  measures: measuresRouter,
  staff: staffRouter,
});

export type AppRouter = typeof appRouter;

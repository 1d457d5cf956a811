import { appealsRouter } from "./appeals/router";
import { auditRouter } from "./audit/router";
import { casesRouter } from "./cases/router";
import { deliveryRouter } from "./delivery/router";
import { approvalsRouter, blacklistRouter, enforcementRouter, measuresRouter } from "./enforcement/router";
import { filingsRouter } from "./filings/router";
import { incidentsRouter } from "./incidents/router";
import { insightsRouter } from "./insights/router";
import { connectionsRouter, keysRouter } from "./intake/router";
import { noticesRouter } from "./notices/router";
import { oversightRouter } from "./oversight/router";
import { policyRouter } from "./policy/router";
import { referralsRouter } from "./referrals/router";
import { registryRouter } from "./registry/router";
import { retentionRouter } from "./retention/router";
import { staffRouter } from "./staff/router";
import { router } from "./trpc/init";

/** All rooms. A test walks it and fails on a procedure without a permission. */
export const appRouter = router({
  appeals: appealsRouter,
  approvals: approvalsRouter,
  blacklist: blacklistRouter,
  audit: auditRouter,
  cases: casesRouter,
  connections: connectionsRouter,
  delivery: deliveryRouter,
  enforcement: enforcementRouter,
  filings: filingsRouter,
  incidents: incidentsRouter,
  insights: insightsRouter,
  keys: keysRouter,
  measures: measuresRouter,
  notices: noticesRouter,
  oversight: oversightRouter,
  policy: policyRouter,
  referrals: referralsRouter,
  registry: registryRouter,
  retention: retentionRouter,
  staff: staffRouter,
});

export type AppRouter = typeof appRouter;

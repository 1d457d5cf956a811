import { clock } from "../config";
import { every, type Loop } from "../loop";
import { lapseProposals } from "./service/approve";
import { expireMeasures, markOverdue } from "./service/end";
import { endProvisionals } from "./service/provisional";

/** How late a measure may end: the platform knows its end from the order; this keeps the record in step. */
const pauseMs = 1_000;

/** Ends measures whose term is over, and provisional suspensions whose case is decided. */
export const startExpiry = (): Loop =>
  every("expiry", pauseMs, async () => {
    const now = clock();
    const expired = await expireMeasures(now);
    const decided = await endProvisionals(now);
    return expired + decided > 0;
  });

/** Ends proposals that nobody answered, and marks rectifications that are overdue. */
export const startDeadlines = (): Loop =>
  every("deadlines", pauseMs, async () => {
    const now = clock();
    const lapsed = await lapseProposals(now);
    const overdue = await markOverdue(now);
    return lapsed + overdue > 0;
  });

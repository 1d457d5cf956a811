import { clock } from "../config";
import { every, type Loop } from "../loop";
import { lapseIncidents } from "./service/propose";
import { workIncidents } from "./service/run";

const pauseMs = 1_000;

/** Carries incidents out and takes them back, piece by piece, and ends proposals that nobody answered. */
export const startIncidents = (): Loop =>
  every("incidents", pauseMs, async () => {
    const now = clock();
    const lapsed = await lapseIncidents(now);
    return (await workIncidents(now)) + lapsed > 0;
  });

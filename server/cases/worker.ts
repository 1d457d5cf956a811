import { clock } from "../config";
import { every, type Loop } from "../loop";
import { recordBreaches, wakeSnoozed } from "./service/timers";

/** A breach is dated with its due time; this is how late its entry may be. */
const pauseMs = 2_000;

/** Lets cases that were put aside wait again, and records each due time that has passed. */
export const startCaseTimers = (): Loop =>
  every("case-timers", pauseMs, async () => {
    const now = clock();
    const woken = await wakeSnoozed(now);
    const breached = await recordBreaches(now);
    return woken + breached > 1_000;
  });

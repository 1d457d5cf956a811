import { clock } from "../config";
import { every, type Loop } from "../loop";
import { goOnUnanswered } from "./service/dialogue";

/** The clock of an appeal goes on from when the answer was due; this is how late its entry may be. */
const pauseMs = 2_000;

/** Lets appeals go on that nobody answered in time. */
export const startAppealTimers = (): Loop =>
  every("appeal-timers", pauseMs, async () => (await goOnUnanswered(clock())) > 0);

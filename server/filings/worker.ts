import { clock } from "../config";
import { every, type Loop } from "../loop";
import { closeMonths } from "./period";

/** A month is closed within this of its end. */
const pauseMs = 30_000;

/** Closes the months that are over. There may be one in every worker. */
export const startPeriods = (): Loop =>
  every("periods", pauseMs, async () => {
    await closeMonths(clock());
    return false;
  });

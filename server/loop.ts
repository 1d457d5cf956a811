import { setTimeout as wait } from "node:timers/promises";
import { log } from "./log";

/** Work that goes on until it is stopped. `stop` resolves when the last piece of it has ended. */
export type Loop = { readonly name: string; readonly stop: () => Promise<void> };

const longestPauseMs = 10_000;

/**
 * Runs `tick` again and again, never twice at once. A tick that fails is logged and tried again after a pause that
 * doubles up to ten seconds: the database may be away.
 *
 * @param tick gets a signal that is aborted on stop; it answers true when there is more to do at once.
 */
export function every(
  name: string,
  pauseMs: number,
  tick: (signal: AbortSignal) => Promise<boolean | undefined>,
): Loop {
  const controller = new AbortController();
  const { signal } = controller;
  const run = async () => {
    let failures = 0;
    while (!signal.aborted) {
      let isMore = false;
      try {
        isMore = (await tick(signal)) === true;
        failures = 0;
      } catch (error) {
        if (signal.aborted) return;
        failures++;
        log().error({ loop: name, failures, err: error }, "a loop of the worker failed");
      }
      if (isMore) continue;
      await wait(Math.min(longestPauseMs, pauseMs * 2 ** Math.min(failures, 10)), undefined, { signal }).catch(
        () => {},
      );
    }
  };
  const ended = run();
  return {
    name,
    stop: async () => {
      controller.abort();
      await ended;
    },
  };
}

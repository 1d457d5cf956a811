import { Logger, run, type TaskList } from "graphile-worker";
import { clock, config } from "../config";
import { assert } from "../kernel/assert";
import { log } from "../log";
import { every, type Loop } from "../loop";
import { freeStuck, isMoreLikely, relay, takeBack } from "./service/relay";
import { send } from "./service/send";

const relayPauseMs = 100;
const stuckPauseMs = 15_000;
const pollMs = 1_000;
const concurrency = 8;

const keyOf = (payload: unknown): string => {
  const key = typeof payload === "object" && payload !== null && "key" in payload ? payload.key : undefined;
  assert(typeof key === "string", "a job without a key");
  return key;
};

export const tasks: TaskList = {
  deliver: async (payload) => takeBack(keyOf(payload), clock()),
  send: async (payload) => send(keyOf(payload), clock),
};

/** The runner's own words go to the process's log; what a job threw is described there without its data. */
export const runnerLogger = new Logger(() => (level, message, meta) => {
  if (level === "error") log().error({ err: meta?.error, job: meta?.job ? "job" : undefined }, message.split("\n")[0]);
  else if (level === "warning") log().warn(message.split("\n")[0]);
  else log().trace(message.split("\n")[0]);
});

/** Moves effects of committed acts to the job runner. Several workers may; none moves one twice. */
export const startRelay = (): Loop => every("relay", relayPauseMs, async () => isMoreLikely(await relay(clock())));

/** Frees what a killed worker held. */
export const startStuckWatch = (): Loop =>
  every("stuck jobs", stuckPauseMs, async () => {
    await freeStuck(clock());
    return false;
  });

/**
 * Runs the jobs: orders, notices and answers leave as webhooks. The runner gives up when the database is away for some
 * seconds, so it is started again until it is stopped.
 */
export const startDelivery = (): Loop =>
  every("delivery", pollMs, async (signal) => {
    const { databaseUrl } = config();
    assert(databaseUrl, "delivery needs a database");
    const runner = await run({
      connectionString: databaseUrl,
      maxPoolSize: concurrency + 2,
      concurrency,
      pollInterval: pollMs,
      noHandleSignals: true,
      taskList: tasks,
      logger: runnerLogger,
    });
    const stop = () => void runner.stop().catch(() => undefined);
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
    await runner.promise;
    return false;
  });

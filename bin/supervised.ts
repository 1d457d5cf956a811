import { type ChildProcess, spawn } from "node:child_process";
import { markOf, type ProcessMark } from "../db/alive";

export type ChildPlan = {
  readonly name: string;
  /** Words after the path of Node. */
  readonly words: readonly string[];
  readonly env: NodeJS.ProcessEnv;
};

export type SupervisedChild = {
  readonly mark: () => ProcessMark | null;
  /** Asks it to end, and kills it after five seconds. */
  readonly stop: () => Promise<void>;
};

const quickDeathMs = 5_000;
const quickDeathLimit = 5;
const graceMs = 5_000;

/**
 * Runs a child and runs it again when it dies, after a pause that doubles from a quarter of a second. A child that
 * dies five times within five seconds of its start is given up.
 *
 * @param onStart is told of each start, so that marks of the children can be kept for the next run.
 * @param onGiveUp gets one line.
 */
export function superviseChild(
  { name, words, env }: ChildPlan,
  onStart: () => void,
  onGiveUp: (line: string) => void,
): SupervisedChild {
  let child: ChildProcess | null = null;
  let isStopping = false;
  let quickDeaths = 0;
  let restart: NodeJS.Timeout | undefined;

  const start = () => {
    const startedMs = Date.now();
    // In a group of its own: Ctrl-C in the terminal is for the supervisor, which ends its children in order.
    const current = spawn(process.execPath, words, {
      env,
      stdio: ["ignore", "inherit", "inherit", "ipc"],
      detached: true,
    });
    child = current;
    onStart();
    current.once("error", () => undefined);
    current.once("exit", (code, signal) => {
      child = null;
      if (isStopping) return;
      quickDeaths = Date.now() - startedMs < quickDeathMs ? quickDeaths + 1 : 0;
      const how = signal ? `was ended by ${signal}` : `ended with code ${code}`;
      if (quickDeaths >= quickDeathLimit) {
        onGiveUp(`${name} ${how} ${quickDeaths} times within ${quickDeathMs / 1000} s of its start.`);
        return;
      }
      console.error(`${name} ${how}; starting it again.`);
      restart = setTimeout(start, 250 * 2 ** quickDeaths);
    });
  };
  start();

  return {
    mark: () => (child?.pid ? markOf(child.pid) : null),
    stop: async () => {
      isStopping = true;
      clearTimeout(restart);
      const current = child;
      if (!current) return;
      const ended = new Promise((resolve) => current.once("exit", resolve));
      current.kill("SIGTERM");
      const kill = setTimeout(() => current.kill("SIGKILL"), graceMs);
      await ended;
      clearTimeout(kill);
    },
  };
}

import { readdirSync, readFileSync } from "node:fs";

/** Milliseconds at some percentiles, requests a second, and CPU milliseconds per request of server and database. */
export type Measured = {
  readonly count: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly rate: number;
  readonly serverCpu: number | null;
  readonly databaseCpu: number | null;
};

const ticksPerSecond = 100;

/** CPU seconds that a process has used, its ended children included. */
function cpuOf(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
      .replace(/^.*\) /, "")
      .split(" ");
    return [11, 12, 13, 14].reduce((sum, at) => sum + Number(fields[at]), 0) / ticksPerSecond;
  } catch {
    return 0;
  }
}

/** CPU seconds of a process and all below it. */
export function cpuOfTree(root: number): number {
  const parents = new Map<number, number>();
  for (const name of readdirSync("/proc"))
    if (/^\d+$/.test(name))
      try {
        parents.set(
          Number(name),
          Number(
            readFileSync(`/proc/${name}/stat`, "utf8")
              .replace(/^.*\) /, "")
              .split(" ")[1],
          ),
        );
      } catch {
        // It ended while we looked.
      }
  const below = (pid: number): number[] => [
    pid,
    ...[...parents].filter(([, parent]) => parent === pid).flatMap(([child]) => below(child)),
  ];
  return below(root).reduce((sum, pid) => sum + cpuOf(pid), 0);
}

/** The most memory that a process has held, in MiB. */
export function peakMiB(pid: number): number | null {
  try {
    return Math.round(Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) / 1024);
  } catch {
    return null;
  }
}

export type Watched = { readonly server: number | null; readonly database: number | null };

const at = (sorted: readonly number[], share: number) =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;

/**
 * A closed loop: each client does its work again and again, until the time is over or the count is done.
 *
 * @param bound how many in all, and how many seconds, whichever comes first. Both are always given: no endless load.
 */
export async function load(
  clients: number,
  bound: { readonly count: number; readonly seconds: number },
  work: (client: number, turn: number) => Promise<unknown>,
  watched: Watched = { server: null, database: null },
): Promise<Measured> {
  const times: number[] = [];
  const cpu = () => [watched.server, watched.database].map((pid) => (pid === null ? null : cpuOfTree(pid)));
  const before = cpu();
  const began = performance.now();
  let turn = 0;
  await Promise.all(
    Array.from({ length: clients }, async (_, client) => {
      while (turn < bound.count && performance.now() - began < bound.seconds * 1_000) {
        const mine = turn++;
        const start = performance.now();
        if ((await work(client, mine)) === false) return;
        times.push(performance.now() - start);
      }
    }),
  );
  const took = (performance.now() - began) / 1_000;
  const after = cpu();
  const spent = (place: 0 | 1) => {
    const [from, to] = [before[place], after[place]];
    return from === null || from === undefined || to === null || to === undefined
      ? null
      : ((to - from) * 1_000) / Math.max(1, times.length);
  };
  const sorted = times.sort((a, b) => a - b);
  return {
    count: times.length,
    p50: at(sorted, 0.5),
    p95: at(sorted, 0.95),
    p99: at(sorted, 0.99),
    rate: times.length / took,
    serverCpu: spent(0),
    databaseCpu: spent(1),
  };
}

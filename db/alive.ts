import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";

/** A process, told apart from a later one that got the same number. */
export type ProcessMark = { readonly pid: number; readonly startedAt: string };

/** What tells this run of a pid from another: its start in clock ticks (Linux) or as a date; null when it is gone. */
export function startOf(pid: number): string | null {
  try {
    if (process.platform !== "linux")
      return execFileSync("ps", ["-o", "lstart=", "-p", `${pid}`], { encoding: "utf8" }).trim() || null;
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const [state, ...rest] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return state === "Z" || state === "X" ? null : (rest[18] ?? null);
  } catch {
    return null;
  }
}

/** The parent of a process; null when it is gone. */
export function parentOf(pid: number): number | null {
  try {
    if (process.platform !== "linux")
      return Number(execFileSync("ps", ["-o", "ppid=", "-p", `${pid}`], { encoding: "utf8" })) || null;
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
  } catch {
    return null;
  }
}

/** The command line of a process, for a check that it is what we think; empty when it is gone. */
export function commandOf(pid: number): string {
  try {
    return process.platform === "linux"
      ? readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ")
      : execFileSync("ps", ["-o", "command=", "-p", `${pid}`], { encoding: "utf8" });
  } catch {
    return "";
  }
}

export const markOf = (pid: number): ProcessMark => ({ pid, startedAt: startOf(pid) ?? "" });

export const isAlive = (mark: ProcessMark): boolean => startOf(mark.pid) === mark.startedAt;

/** Reads a mark that `writeMark` left; null when there is none or it was half written. */
export function readMark(file: string): ProcessMark | null {
  try {
    const read: unknown = JSON.parse(readFileSync(file, "utf8"));
    const { pid, startedAt } = read as Partial<ProcessMark>;
    return typeof pid === "number" && typeof startedAt === "string" ? { pid, startedAt } : null;
  } catch {
    return null;
  }
}

/**
 * Waits until a process is gone.
 *
 * @returns false when it is still there after `limitSeconds`.
 */
export async function isGoneWithin(mark: ProcessMark, limitSeconds: number): Promise<boolean> {
  for (const until = Date.now() + limitSeconds * 1000; Date.now() < until; await wait(50))
    if (!isAlive(mark)) return true;
  return !isAlive(mark);
}

/** Sends the signals one after the other, each with its time to work, until the process is gone. */
export async function endProcess(mark: ProcessMark, steps: readonly (readonly [NodeJS.Signals, number])[]) {
  for (const [signal, limitSeconds] of steps) {
    if (!isAlive(mark)) return;
    try {
      process.kill(mark.pid, signal);
    } catch {}
    if (await isGoneWithin(mark, limitSeconds)) return;
  }
}

/**
 * Takes a lock file for the life of this process, and makes its folder. One that a dead process left is taken over.
 *
 * @returns null when taken, else the live process that holds it.
 */
export function takeLock(file: string): ProcessMark | null {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o711 });
  for (let tried = 0; tried < 10; tried++) {
    try {
      writeFileSync(file, JSON.stringify(markOf(process.pid)), { flag: "wx", mode: 0o600 });
      return null;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    const holder = readMark(file);
    if (holder && isAlive(holder) && holder.pid !== process.pid) return holder;
    rmSync(file, { force: true });
  }
  throw new Error(`the lock ${file} cannot be taken`);
}

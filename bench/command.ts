import { spawn } from "node:child_process";
import { peakMiB } from "./measure";

/** The command line, as an outsider runs it: seconds, start included, and the most memory that it held. Throws when it fails. */
export async function runDocket(words: readonly string[]): Promise<{ seconds: number; peakMiB: number }> {
  const began = performance.now();
  const child = spawn(process.execPath, ["bin/run.mjs", "bin/docket.ts", ...words], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  let peak = 0;
  const look = setInterval(() => {
    // A process that has just ended has no figure any more.
    peak = Math.max(peak, peakMiB(child.pid as number) || 0);
  }, 20);
  const code = await new Promise((resolve) => child.once("close", resolve));
  clearInterval(look);
  if (code !== 0) throw new Error(`docket ${words.slice(0, 2).join(" ")} did not end well`);
  return { seconds: (performance.now() - began) / 1_000, peakMiB: peak };
}

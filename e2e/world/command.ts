import { spawn } from "node:child_process";
import type { Installation } from "./installation";

export type Said = { readonly code: number; readonly out: string; readonly err: string };

/** Runs `npm run docket -- WORDS…` as an operator of this installation would. */
export function docket({ env }: Pick<Installation, "env">, words: readonly string[]): Promise<Said> {
  const child = spawn(process.execPath, ["bin/run.mjs", "bin/docket.ts", ...words], {
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const said = { out: "", err: "" };
  child.stdout.on("data", (chunk: Buffer) => {
    said.out += chunk.toString("utf8");
  });
  child.stderr.on("data", (chunk: Buffer) => {
    said.err += chunk.toString("utf8");
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ code: code ?? 1, ...said }));
  });
}

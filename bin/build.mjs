import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { writeVerifier } from "./verifier/build.mjs";

const folders = ["app", "components", "db", "messages", "public", "server"];
const files = /^(instrumentation.*|proxy|next\.config|postcss\.config|tsconfig|package-lock)\.(ts|js|mjs|json)$/;

/** A hash over every file that a build reads. */
function hashOfSources() {
  const hash = createHash("sha256");
  const add = (file) => {
    if (/\.test\.tsx?$/.test(file)) return;
    hash.update(file).update("\0").update(readFileSync(file)).update("\0");
  };
  const walk = (folder) => {
    for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const file = path.join(folder, entry.name);
      if (entry.isDirectory()) walk(file);
      else add(file);
    }
  };
  for (const name of readdirSync(".").sort()) if (files.test(name)) add(name);
  for (const folder of folders) if (existsSync(folder)) walk(folder);
  return hash.digest("hex");
}

/**
 * Runs `next build` unless the build in `distDir` is of these very sources. The build ends with this process. The
 * verifier of filings is made anew each time: it takes a moment, and is a source of the build.
 *
 * @param signal ends the build when it is aborted.
 * @returns false when the build failed or was ended; what it printed has then been shown.
 */
export async function ensureBuild(distDir, signal) {
  await writeVerifier("public");
  const stamp = path.join(distDir, "docket-sources");
  const hash = hashOfSources();
  const isCurrent =
    existsSync(stamp) && readFileSync(stamp, "utf8") === hash && existsSync(path.join(distDir, "BUILD_ID"));
  if (isCurrent) return true;
  rmSync(stamp, { force: true });
  console.log("Building the pages (next build)…");
  const watch = new URL("./parent-watch.mjs", import.meta.url).href;
  const build = spawn(process.execPath, ["--import", watch, "node_modules/next/dist/bin/next", "build"], {
    env: { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1", DOCKET_DIST_DIR: distDir },
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    signal,
  });
  const printed = [];
  for (const stream of [build.stdout, build.stderr]) stream.on("data", (chunk) => printed.push(chunk));
  const isBuilt = await new Promise((resolve) => {
    build.once("error", () => resolve(false));
    build.once("close", (code) => resolve(code === 0));
  });
  if (isBuilt) writeFileSync(stamp, hash);
  else if (!signal?.aborted) console.error(Buffer.concat(printed).toString("utf8"));
  return isBuilt;
}

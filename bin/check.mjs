/** `npm run check`: format, lint, types, import rules, unused code. No database, seconds. */
import { spawn } from "node:child_process";
import { pathToFileURL } from "node:url";
import { ensureDependencies, root } from "./install.mjs";

/** Runs a tool of node_modules; resolves to whether it was content, and what it said. */
function tool(file, words) {
  const child = spawn(process.execPath, [`node_modules/${file}`, ...words], {
    env: { ...process.env, NEXT_TELEMETRY_DISABLED: "1", FORCE_COLOR: "0" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const said = [];
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => said.push(chunk));
  return new Promise((resolve) => {
    child.once("error", (error) => resolve({ isGood: false, output: error.message }));
    child.once("close", (code) => resolve({ isGood: code === 0, output: Buffer.concat(said).toString("utf8") }));
  });
}

/**
 * Route types are made anew first: those of a page that is gone would fail. Nothing is taken from the last run: of a
 * catalogue that changed, TypeScript 7 goes on believing what it knew.
 */
async function types() {
  const made = await tool("next/dist/bin/next", ["typegen"]);
  return made.isGood ? tool("typescript/bin/tsc", ["--noEmit", "--incremental", "false", "--pretty", "false"]) : made;
}

async function importRules() {
  const { checkImports } = await import("./imports.mjs");
  const { fileCount, readCount, violations } = await checkImports(root);
  const lines = violations.map(({ rule, from, to }) => `${rule}: ${from} → ${to}`);
  if (readCount < fileCount) lines.push(`only ${readCount} of ${fileCount} modules were read`);
  return { isGood: lines.length === 0, output: lines.join("\n") };
}

const checks = [
  [
    "format and lint",
    () => tool("@biomejs/biome/bin/biome", ["check", "--error-on-warnings", "--max-diagnostics=200", "."]),
  ],
  ["types", types],
  ["import rules", importRules],
  ["unused code", () => tool("knip/bin/knip.js", ["--no-progress"])],
];

/** Runs all checks and shows what the failed ones said. */
export async function runChecks() {
  let passed = 0;
  for (const [name, run] of checks) {
    const startedMs = Date.now();
    const { isGood, output } = await run().catch((error) => ({ isGood: false, output: String(error?.stack ?? error) }));
    if (isGood) passed++;
    else console.log(output.trim());
    console.log(`${isGood ? "✓" : "✗"} ${name} (${((Date.now() - startedMs) / 1000).toFixed(1)} s)`);
  }
  return { passed, failed: checks.length - passed };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  ensureDependencies({ withDevelopment: true });
  const { failed } = await runChecks();
  process.exit(failed === 0 ? 0 : 1);
}

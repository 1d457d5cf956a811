/** `npm test`, and `npm run campaign` with `--campaign`: everything, from a bare clone. The last line counts. */
import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { ensureDependencies } from "./install.mjs";
import { ensureTools } from "./tools.mjs";

ensureDependencies({ withDevelopment: true });
ensureTools();
process.env.DOCKET_CAMPAIGN = process.argv.includes("--campaign") ? "full" : "small";
process.env.NEXT_TELEMETRY_DISABLED = "1";

const results = "test-results";
mkdirSync(results, { recursive: true });

function run(file, words) {
  const child = spawn(process.execPath, [`node_modules/${file}`, ...words], {
    stdio: ["ignore", "inherit", "inherit"],
  });
  return new Promise((resolve) => {
    child.once("error", () => resolve(1));
    child.once("exit", (code) => resolve(code ?? 1));
  });
}

/** A run that failed without a failed test (a file that does not load, a setup that breaks) counts as one failure. */
function counted(code, file, read) {
  try {
    const { passed, failed, skipped } = read(JSON.parse(readFileSync(file, "utf8")));
    if (skipped > 0) console.log(`${skipped} skipped`);
    return { passed, failed: code === 0 ? failed : Math.max(1, failed) };
  } catch {
    return { passed: 0, failed: 1 };
  }
}

async function unitTests() {
  const file = `${results}/vitest.json`;
  rmSync(file, { force: true });
  const words = ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
  const code = await run("vitest/vitest.mjs", words);
  return counted(code, file, (report) => ({
    passed: report.numPassedTests,
    failed: report.numFailedTests,
    skipped: report.numPendingTests + report.numTodoTests,
  }));
}

async function browserTests() {
  const file = `${results}/playwright.json`;
  rmSync(file, { force: true });
  const code = await run("@playwright/test/cli.js", ["test"]);
  return counted(code, file, ({ stats, errors }) => ({
    passed: stats.expected,
    failed: stats.unexpected + stats.flaky + errors.length,
    skipped: stats.skipped,
  }));
}

const { runChecks } = await import("./check.mjs");
let passed = 0;
let failed = 0;
for (const [name, step] of [
  ["Static checks", runChecks],
  ["Unit and database tests", unitTests],
  ["Browser tests", browserTests],
]) {
  console.log(`\n== ${name}`);
  const startedMs = Date.now();
  const found = await step();
  passed += found.passed;
  failed += found.failed;
  console.log(
    `${name}: ${found.passed} passed, ${found.failed} failed in ${Math.round((Date.now() - startedMs) / 1000)} s`,
  );
}
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** The checkout. Every command works from here, wherever it was called. */
export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
process.chdir(root);

/** Ends the process with one line for a person. */
export function fail(line) {
  console.error(line);
  process.exit(1);
}

const packagesOf = (file) => JSON.parse(readFileSync(file, "utf8")).packages;
const lockHash = () => createHash("sha256").update(readFileSync("package-lock.json")).digest("hex");
const stampFile = "node_modules/.docket-lock";

/**
 * Whether node_modules is what package-lock.json says: by the stamp of our last install (npm removes it with the
 * folder), else by npm's own list, for those who ran npm by hand.
 */
function isInstalled(withDevelopment) {
  try {
    if (existsSync(stampFile) && readFileSync(stampFile, "utf8") === lockHash()) return true;
    const installed = packagesOf("node_modules/.package-lock.json");
    const mayMiss = (entry) =>
      entry.optional ||
      entry.extraneous ||
      entry.os ||
      entry.cpu ||
      ((entry.dev || entry.devOptional) && !withDevelopment);
    return Object.entries(packagesOf("package-lock.json")).every(
      ([name, entry]) => name === "" || (installed[name] ? installed[name].version === entry.version : mayMiss(entry)),
    );
  } catch {
    return false;
  }
}

/** Runs `npm ci` when packages are missing or are not those of the lock file. */
export function ensureDependencies({ withDevelopment = false } = {}) {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major < 20 || (major === 20 && minor < 9))
    fail(`Node 20.9 or newer is needed; this is ${process.versions.node}.`);
  if (isInstalled(withDevelopment)) return;
  console.log("Installing packages (npm ci); this takes about a minute…");
  const npm = process.env.npm_execpath;
  const [command, first] = npm?.endsWith(".js") ? [process.execPath, [npm]] : ["npm", []];
  // NODE_ENV=production in the shell would leave out what the tests need.
  const words = ["ci", "--include=dev", "--no-audit", "--no-fund", "--loglevel=error"];
  const { status, error } = spawnSync(command, [...first, ...words], { stdio: ["ignore", "inherit", "inherit"] });
  if (status !== 0) fail(`npm ci failed${error ? `: ${error.message}` : ""}.`);
  writeFileSync(stampFile, lockHash());
}

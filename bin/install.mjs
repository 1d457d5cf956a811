import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
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

/** Whether node_modules is what package-lock.json says. npm writes its own list last, so a broken install has none. */
function isInstalled(withDevelopment) {
  try {
    const installed = packagesOf("node_modules/.package-lock.json");
    return Object.entries(packagesOf("package-lock.json")).every(
      ([name, entry]) =>
        name === "" ||
        installed[name]?.version === entry.version ||
        (!installed[name] && (entry.optional || entry.devOptional || (entry.dev && !withDevelopment))),
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
  const words = ["ci", "--no-audit", "--no-fund", "--loglevel=error"];
  // NODE_ENV=production in the shell would leave out what the tests need.
  if (withDevelopment) words.push("--include=dev");
  const { status, error } = spawnSync(command, [...first, ...words], { stdio: ["ignore", "inherit", "inherit"] });
  if (status !== 0) fail(`npm ci failed${error ? `: ${error.message}` : ""}.`);
}

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll } from "vitest";
import { forgetConfig } from "../config";

/** How a campaign is run again. No settings of the product, which stops at one that it does not know. */
for (const name of ["SEED", "STEPS"]) {
  const given = process.env[`DOCKET_CAMPAIGN_${name}`];
  if (given) process.env[`CAMPAIGN_${name}`] = given;
}

/** Each test file gets a demo installation of its own; what the developer's shell says does not reach it. */
for (const name of Object.keys(process.env))
  if (/^(DOCKET_(?!CAMPAIGN$)|OIDC_|DATABASE_URL$|AUTH_SECRET$|HOST$|PORT$)/.test(name)) delete process.env[name];

const dataDir = mkdtempSync(path.join(tmpdir(), "docket-test-file-"));
process.env.DOCKET_DATA_DIR = dataDir;
process.env.LOG_LEVEL = "silent";
// All calls of a test come from one address.
process.env.DOCKET_FORM_POSTS = "1000";
// Decisions take effect at once; the tests of undoing them say otherwise.
process.env.DOCKET_UNDO_SECONDS = "0";
forgetConfig();

afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

import { existsSync } from "node:fs";
import { closePools } from "../db/client";
import { config } from "../server/config";

/**
 * Run by the supervisor on a migrated database: makes what every installation needs (idempotent), then, in demo
 * mode and on a new database, the demo community.
 */
type Seed = { readonly seedInstallation: () => Promise<void>; readonly seedDemo: () => Promise<void> };

const entry = new URL("../db/seed/main.ts", import.meta.url);
if (existsSync(entry)) {
  const seed = (await import(entry.href)) as Seed;
  await seed.seedInstallation();
  if (config().demo && process.argv.includes("--demo")) await seed.seedDemo();
}
await closePools();
process.exit(0);

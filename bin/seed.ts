import { existsSync } from "node:fs";
import { closePools } from "../db/client";
import { config } from "../server/config";

/**
 * Run by the supervisor on a migrated database. `seedInstallation` makes what every installation needs, and in demo
 * mode the demo's people, key and connections; it is called at each start and changes nothing that is there.
 * `seedDemo` makes the demo community, on a new database, once.
 */
type Seed = { readonly seedInstallation: () => Promise<void>; readonly seedDemo: () => Promise<void> };

const entry = new URL("../db/seed/main.ts", import.meta.url);
if (existsSync(entry)) {
  const seed = (await import(entry.href)) as Seed;
  // The demo begins ninety days ago, and the log's times only go forward.
  if (config().demo && process.argv.includes("--demo")) await seed.seedDemo();
  await seed.seedInstallation();
}
await closePools();
process.exit(0);

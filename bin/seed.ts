/**
 * Run by the supervisor, in a process of its own, on a migrated database: with `--demo`, on a new database, it makes
 * the demo community; then, at each start, what every installation needs and does not have yet.
 */
import { closePools } from "../db/client";
import { seedDemo, seedInstallation } from "../db/seed/main";

// The demo begins ninety days ago, and the log's times only go forward: it comes first.
if (process.argv.includes("--demo")) await seedDemo();
await seedInstallation();
await closePools();
process.exit(0);

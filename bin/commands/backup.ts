import { existsSync } from "node:fs";
import path from "node:path";
import { Command } from "commander";
import { BackupFault, backUp } from "../../db/backup";
import { runningEmbedded } from "../../db/embedded";
import { clock, config } from "../../server/config";
import { CommandFault } from "../command";
import { withDatabase } from "../database";
import { secretFiles } from "../secrets";

export default new Command("backup")
  .description("Copies the embedded database and its keys into a new directory. Docket may be running meanwhile.")
  .argument("<directory>", "a directory of its own; it holds keys and personal data: keep it as you keep those")
  .option("--without-keys", "leaves the keys out; without them nobody can read what is sealed")
  .action(async (directory: string, { withoutKeys }: { withoutKeys?: boolean }) => {
    const { embedded, dataDir } = config();
    if (!embedded)
      throw new CommandFault("DATABASE_URL is set: back that server up with its own tools, and the keys file with it.");
    await withDatabase(async () => {
      const running = runningEmbedded(dataDir);
      if (!running) throw new CommandFault("The embedded database does not run.");
      const place = path.resolve(directory);
      try {
        const begin = process.hrtime.bigint();
        const { log, extent } = await backUp(running.superUrl, place, withoutKeys ? {} : secretFiles(), clock());
        const seconds = Number(process.hrtime.bigint() - begin) / 1e9;
        console.log(`place ${place}`);
        console.log(`size  ${(extent.bytes / 1e6).toFixed(1)} MB in ${extent.files} files`);
        console.log(`time  ${seconds.toFixed(1)} s`);
        console.log(`log   ${log?.size ?? 0} leaves`);
        console.log("The backup is whole and on disk.");
        const kept = Object.values(secretFiles()).filter((file) => existsSync(file));
        if (withoutKeys) console.log(`The keys are not in it: keep ${kept.join(", ")} yourself.`);
      } catch (error) {
        throw error instanceof BackupFault ? new CommandFault(`${error.message}.`) : error;
      }
    });
  });

import path from "node:path";
import { Command } from "commander";
import { BackupFault, restore } from "../../db/backup";
import { places } from "../../server/config";
import { readErasedList } from "../../server/retention/erased-list";
import { CommandFault } from "../command";
import { secretFiles } from "../secrets";

export default new Command("restore")
  .description(
    "Puts a backup in the place of the embedded database, which is kept beside it. Docket must not be running.",
  )
  .argument("<directory>", "what `docket backup` made")
  .action((directory: string) => {
    // Not the configuration: reading it would make new keys where those of the backup belong.
    const { embedded, dataDir } = places();
    if (!embedded) throw new CommandFault("DATABASE_URL is set: restore that server with its own tools.");
    try {
      const { madeAt, log } = restore(path.resolve(directory), dataDir, secretFiles());
      console.log(
        `Restored what was backed up on ${madeAt}, with a log of ${log?.size ?? 0} leaves. Start Docket now.`,
      );
      console.log("If the log had been signed further than that, it stops and says so.");
      const since = readErasedList(dataDir).listed.filter(({ at }) => at > new Date(madeAt)).length;
      if (since > 0)
        console.log(`${since} erasure(s) were confirmed since: after the start, repeat them with docket erase again.`);
    } catch (error) {
      throw error instanceof BackupFault ? new CommandFault(`${error.message}.`) : error;
    }
  });

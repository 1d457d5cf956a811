import { Command } from "commander";
import { startEmbedded } from "../../db/embedded";
import { config } from "../../server/config";
import { CommandFault } from "../command";
import { makeDemo } from "../demo";

const reset = new Command("reset")
  .description("Makes the demo anew; everything in the embedded database is lost. Docket must not be running.")
  .action(async () => {
    const { demo, dataDir } = config();
    if (!demo) throw new CommandFault("There is no demo outside demo mode; nothing was changed.");
    const server = await startEmbedded({ dataDir });
    try {
      await makeDemo(server, (line) => console.log(line));
      console.log("The demo is as on the first day.");
    } finally {
      await server.stop();
    }
  });

export default new Command("demo").description("The fictional community of the demo mode.").addCommand(reset);

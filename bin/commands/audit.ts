import { Command, InvalidArgumentError } from "commander";
import { verifyLog } from "../../server/audit/verify";
import { CommandFault } from "../command";
import { withDatabase } from "../database";

function sizeOf(text: string): bigint {
  if (!/^(0|[1-9]\d{0,17})$/.test(text)) throw new InvalidArgumentError("It is a number of leaves.");
  return BigInt(text);
}

/** Leaves between two lines that say how far it is, on a terminal. */
const reportEvery = 100_000n;

const verify = new Command("verify")
  .description("Reads the whole audit log and checks it. Exit code 1 and a name when something is wrong with it.")
  .option(
    "--from <size>",
    "check bodies and headers from this size on; what is before was checked earlier, and enters the root only",
    sizeOf,
  )
  .action(({ from }: { from?: bigint }) =>
    withDatabase(async () => {
      const begin = process.hrtime.bigint();
      const progress = (index: bigint) => {
        if (process.stderr.isTTY && index % reportEvery < 2_048n) process.stderr.write(`${index} leaves checked\n`);
      };
      const found = await verifyLog({ from, progress });
      if (!found.ok) throw new CommandFault(found.sentence);
      const seconds = Number(process.hrtime.bigint() - begin) / 1e9;
      console.log(`log   ${found.origin}`);
      console.log(`size  ${found.size}`);
      console.log(`root  ${found.root}`);
      console.log(`time  ${seconds.toFixed(1)} s`);
      console.log("The log is whole.");
    }),
  );

export default new Command("audit").description("The audit log.").addCommand(verify);

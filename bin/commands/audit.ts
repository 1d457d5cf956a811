import { Command, InvalidArgumentError } from "commander";
import { exportLog, NotThisLog } from "../../server/audit/export";
import { LogBroken } from "../../server/audit/failure";
import { NoteRefused } from "../../server/audit/note-failure";
import { parseVkey, type VerifierKey } from "../../server/audit/note-key";
import { checkStore } from "../../server/audit/sign";
import { resumeLog } from "../../server/audit/stop";
import { type Verified, type VerifyOptions, verifyLog } from "../../server/audit/verify";
import { clock } from "../../server/config";
import { CommandFault } from "../command";
import { withDatabase } from "../database";

function sizeOf(text: string): bigint {
  if (!/^(0|[1-9]\d{0,17})$/.test(text)) throw new InvalidArgumentError("It is a number of leaves.");
  return BigInt(text);
}

function keysOf(text: string, before: readonly VerifierKey[] = []): readonly VerifierKey[] {
  try {
    return [...before, parseVkey(text)];
  } catch (error) {
    throw new InvalidArgumentError(error instanceof NoteRefused ? error.message : "It is no key.");
  }
}

/** Leaves between two lines that say how far it is, on a terminal. */
const reportEvery = 100_000n;

/** Verifies the log, and that it goes on from what this machine signed last. */
async function verifyAll(options: VerifyOptions): Promise<Verified & { ok: true }> {
  const progress = (index: bigint) => {
    if (process.stderr.isTTY && index % reportEvery < 2_048n) process.stderr.write(`${index} leaves checked\n`);
  };
  const found = await verifyLog({ ...options, progress });
  if (!found.ok) throw new CommandFault(found.sentence);
  await checkStore().catch((error: unknown) => {
    throw error instanceof LogBroken ? new CommandFault(error.message) : error;
  });
  return found;
}

const verify = new Command("verify")
  .description("Reads the whole audit log and checks it. Exit code 1 and a name when something is wrong with it.")
  .option(
    "--from <size>",
    "check bodies and headers from this size on; what is before was checked earlier, and enters the root only",
    sizeOf,
  )
  .option("--vkey <key>", "a public key that you hold: checkpoints count by these only (may be repeated)", keysOf)
  .action(({ from, vkey }: { from?: bigint; vkey?: readonly VerifierKey[] }) =>
    withDatabase(async () => {
      const begin = process.hrtime.bigint();
      const found = await verifyAll({ from, keys: vkey });
      const seconds = Number(process.hrtime.bigint() - begin) / 1e9;
      console.log(`log   ${found.origin}`);
      console.log(`size  ${found.size}`);
      console.log(`root  ${found.root}`);
      console.log(`time  ${seconds.toFixed(1)} s`);
      console.log("The log is whole.");
    }),
  );

const resume = new Command("resume")
  .description("Lets a log that was stopped go on, if it verifies whole and continues what was signed last.")
  .action(() =>
    withDatabase(async () => {
      const { size } = await verifyAll({});
      await resumeLog({ kind: "operator", command: "audit resume" }, clock());
      console.log(`The log is whole at size ${size}, and goes on.`);
    }),
  );

const exportFiles = new Command("export")
  .description("Writes the last checkpoint, the tiles and the headers as files, in the layout of tlog-tiles.")
  .argument("<folder>", "where to; an earlier export of the same log is brought up to date")
  .action((folder: string) =>
    withDatabase(async () => {
      try {
        const { size, written } = await exportLog(folder);
        console.log(`size  ${size}`);
        console.log(`files ${written + 1}`);
      } catch (error) {
        if (error instanceof NotThisLog || error instanceof LogBroken) throw new CommandFault(error.message);
        if (error instanceof NoteRefused) throw new CommandFault(`${folder}/checkpoint: ${error.message}`);
        throw error;
      }
    }),
  );

export default new Command("audit")
  .description("The audit log.")
  .addCommand(verify)
  .addCommand(resume)
  .addCommand(exportFiles);

import { Command, InvalidArgumentError } from "commander";
import { exportLog, NotThisLog } from "../../server/audit/export";
import { LogBroken } from "../../server/audit/failure";
import { heldKeys, listKeys, openHead } from "../../server/audit/keys";
import { NoteRefused } from "../../server/audit/note-failure";
import { parseVkey, type VerifierKey } from "../../server/audit/note-key";
import { checkStore } from "../../server/audit/sign";
import { resumeLog } from "../../server/audit/stop";
import { logs } from "../../server/audit/store-checkpoint";
import { openSuccessor } from "../../server/audit/successor";
import { type Verified, type VerifyOptions, verifyLog } from "../../server/audit/verify";
import { clock } from "../../server/config";
import { read } from "../../server/read";
import { verifyFiles } from "../audit-files";
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
let told = 0n;
const progress = (index: bigint) => {
  if (index / reportEvery === told) return;
  told = index / reportEvery;
  if (process.stderr.isTTY) process.stderr.write(`${index} leaves checked\n`);
};

/** Verifies one log; by default, the open one. */
async function verifyOne(options: VerifyOptions): Promise<Verified & { ok: true }> {
  const found = await verifyLog({ ...options, progress });
  if (!found.ok) throw new CommandFault(found.sentence);
  return found;
}

/** What is wrong with the log is a line for the operator, not a bug of this program. */
const asFault = (error: unknown): never => {
  throw error instanceof LogBroken ? new CommandFault(error.message) : error;
};

/** Why this machine cannot look at what was signed last; null where it can, or where the log has no key. */
async function blindness(): Promise<string | null> {
  const { origin } = await openHead();
  if (heldKeys(origin).length > 0 || (await listKeys()).length === 0) return null;
  return `This machine holds no key of ${origin}, so it cannot tell whether the log goes on from what was signed last`;
}

/**
 * Verifies the logs that were closed and the open one, and that this goes on from what this machine signed last. A key
 * is one log's: a closed one of which none was given counts by those in the database, and its line says so.
 */
async function verifyAll(options: VerifyOptions): Promise<Verified & { ok: true }> {
  for (const { number, origin, closedAt } of await read(logs)) {
    if (closedAt === null) continue;
    const given = options.keys?.filter((key) => key.name === origin) ?? [];
    const { size } = await verifyOne({ log: number, keys: given.length > 0 ? given : undefined });
    const byWhat = options.keys && given.length === 0 ? " by the keys in the database" : "";
    console.log(`${origin}: closed at size ${size}, whole${byWhat}`);
  }
  const found = await verifyOne(options);
  await checkStore().catch(asFault);
  return found;
}

const collect = (file: string, before: readonly string[]) => [...before, file];

type Chosen = {
  readonly from?: bigint;
  readonly vkey?: readonly VerifierKey[];
  readonly tiles?: string;
  readonly older: readonly string[];
};

const verify = new Command("verify")
  .description(
    "Reads the whole audit log and checks it: in the database, or, with --tiles, as files that were exported, without a database. Exit code 1 and a name when something is wrong with it.",
  )
  .option(
    "--from <size>",
    "check bodies and headers from this size on; what is before was checked earlier, and enters the root only",
    sizeOf,
  )
  .option("--vkey <key>", "a public key that you hold: checkpoints count by these only (may be repeated)", keysOf)
  .option("--tiles <folder>", "check the files that `audit export` wrote there, by the keys given; needs nothing else")
  .option("--older <note>", "with --tiles: a checkpoint that you kept earlier (may be repeated)", collect, [])
  .action(async ({ from, vkey, tiles, older }: Chosen) => {
    if (tiles !== undefined) {
      if (from !== undefined)
        throw new CommandFault("--from is for the database: files are checked from the beginning");
      if (!vkey) throw new CommandFault("--tiles needs --vkey: the key is never taken from where the files are");
      return verifyFiles(tiles, vkey, older, progress);
    }
    if (older.length > 0) throw new CommandFault("--older is for files: give --tiles too");
    await withDatabase(async () => {
      const begin = process.hrtime.bigint();
      const found = await verifyAll({ from, keys: vkey });
      const blind = await blindness();
      const seconds = Number(process.hrtime.bigint() - begin) / 1e9;
      console.log(`log   ${found.origin}`);
      console.log(`size  ${found.size}`);
      console.log(`root  ${found.root}`);
      console.log(`time  ${seconds.toFixed(1)} s`);
      if (blind) console.error(`${blind}: run it where the key is as well.`);
      console.log("The log is whole.");
    });
  });

const resume = new Command("resume")
  .description("Lets a log that was stopped go on, if it verifies whole and continues what was signed last.")
  .action(() =>
    withDatabase(async () => {
      const blind = await blindness().catch(asFault);
      if (blind) throw new CommandFault(`${blind}: run it where the key is.`);
      const { size } = await verifyAll({});
      await resumeLog({ kind: "operator", command: "audit resume" }, clock());
      console.log(`The log is whole at size ${size}, and goes on.`);
    }),
  );

const succeed = new Command("succeed")
  .description(
    "Opens the successor of a log that cannot go on, because the database was restored from before what was signed. The stopped log is closed for good.",
  )
  .requiredOption("--reason <text>", "why, in a sentence: it stands in the first entry of the new log")
  .action(({ reason }: { reason: string }) =>
    withDatabase(async () => {
      const text = reason.trim();
      if (text.length < 4 || text.length > 300) throw new CommandFault("--reason: 4 to 300 characters.");
      try {
        const { closed, origin, vkey } = await openSuccessor(
          { kind: "operator", command: "audit succeed" },
          text,
          clock(),
        );
        console.log(`closed  ${closed.origin} at size ${closed.size}`);
        console.log(`open    ${origin}`);
        if (vkey) console.log(`key     ${vkey}`);
        console.log(
          vkey
            ? "Hand the key over to whoever verifies filings, and keep the old one for filings from before."
            : "Make its key with: docket key signing create.",
        );
      } catch (error) {
        if (!(error instanceof LogBroken)) throw error;
        throw new CommandFault(
          `${error.message}. What is damaged cannot be carried over: restore a backup that is whole first.`,
        );
      }
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
  .addCommand(succeed)
  .addCommand(exportFiles);

import { readFile } from "node:fs/promises";
import { Command, Option } from "commander";
import { seedPolicy } from "../../db/seed/policy";
import { clock } from "../../server/config";
import { faultsOf } from "../../server/http/faults";
import { connectionFormats } from "../../server/intake/contract";
import { ImportMap } from "../../server/intake/import-contract";
import { type ImportCounts, importOrigin, importPayloads, importRows } from "../../server/intake/service/import";
import { FileFault } from "../../server/intake/service/import-rows";
import { sources } from "../../server/kernel/actor";
import type { Refusal } from "../../server/kernel/refusal";
import { CommandFault } from "../command";
import { withDatabase } from "../database";

/** Faults that are told one by one; the rest is counted. */
const toldLimit = 20;
const progressEvery = 5_000;

async function mapOf(path: string): Promise<ImportMap> {
  const text = await readFile(path, "utf8").catch(() => null);
  if (text === null) throw new CommandFault(`${path}: there is no such file`);
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch {
    throw new CommandFault(`${path}: is not valid JSON`);
  }
  const read = ImportMap.safeParse(given);
  if (read.success) return read.data;
  const [first] = faultsOf(read.error.issues, given);
  throw new CommandFault(`${path}: ${first?.pointer || "/"} ${first?.reason.en}`);
}

function teller() {
  let told = 0;
  let next = progressEvery;
  return {
    onRefused: (place: string, { sentence, fields }: Refusal) => {
      if (told++ >= toldLimit) return;
      const [field] = fields;
      console.error(`${place}: ${field ? `${field.pointer || "/"} ${field.reason.en}` : sentence.en}`);
    },
    onProgress: ({ read }: ImportCounts) => {
      if (read < next) return;
      console.error(`${read} read`);
      next = read + progressEvery;
    },
    rest: () => Math.max(0, told - toldLimit),
  };
}

type Options = {
  readonly map?: string;
  readonly format?: (typeof connectionFormats)[number];
  readonly connection?: string;
  readonly source: (typeof sources)[number];
  readonly dryRun?: true;
};

async function run(files: string[], options: Options): Promise<void> {
  if ((options.map === undefined) === (options.format === undefined))
    throw new CommandFault("Give either --format FORMAT or --map FILE.");
  if (options.format && options.dryRun) throw new CommandFault("--dry-run is for imports by --map.");
  const map = options.map === undefined ? null : await mapOf(options.map);
  const tell = teller();
  const counts = await withDatabase(async () => {
    // An import may come before the first start: reports need rules to be routed by.
    await seedPolicy(clock());
    try {
      if (map) return await importRows(files, map, clock, { ...tell, isDryRun: options.dryRun === true });
      const format = options.format ?? "synapse";
      return await importPayloads(files, await importOrigin(format, options.connection, options.source), clock, tell);
    } catch (error) {
      throw error instanceof FileFault ? new CommandFault(error.message) : error;
    }
  });
  if (tell.rest() > 0) console.error(`… and ${tell.rest()} more`);
  const { read, received, repeats, known, refused } = counts;
  if (options.dryRun) console.log("Nothing was stored: this was a dry run.");
  console.log(`read ${read}, received ${received}, duplicates ${known}, refused ${refused}`);
  if (repeats > 0) console.log(`${repeats} of the received repeat what the same reporter reported before`);
  if (refused > 0) process.exitCode = 1;
}

export default new Command("import")
  .description("Brings reports in from files: what another system emitted, or rows of CSV or NDJSON by a mapping.")
  .argument("<files...>", "files to read, in order")
  .addOption(
    new Option("--format <format>", "payloads exactly as another system emits them").choices(connectionFormats),
  )
  .addOption(new Option("--map <file>", "JSON that maps columns to the fields of a report"))
  .option("--connection <id>", "with --format: the connection that brings them; its source is stated")
  .addOption(new Option("--source <source>", "with --format, without --connection").choices(sources).default("in_app"))
  .option("--dry-run", "with --map: checks every row, tells counts and first faults, stores nothing")
  .addHelpText(
    "after",
    `
Repeating an import is safe: a row whose external id came in before is counted as a duplicate and not stored again.
A mapping names an import, a format and the report, for example:
  {"name": "abuse-desk", "format": "csv",
   "report": {"externalId": {"column": "ticket"}, "source": "in_app",
              "subject": {"type": "account", "externalId": {"column": "user"}},
              "description": {"template": "{subject}: {text}"}}}
Beside {"column": …} there are {"pointer": "/a/b"} for NDJSON, {"row": true}, {"row": {"mod": 300}} (counted from 0)
and {"template": …}; each may have "prefix", "suffix", "values": {"from": "to"} and "as": "number" | "milliseconds" |
"seconds". Plain values are constants; an empty cell leaves its field out.`,
  )
  .action(run);

import { open, readFile } from "node:fs/promises";
import { Command } from "commander";
import type { Failure, Report } from "../../server/filings/verifier/report";
import type { Source } from "../../server/filings/verifier/unzip";
import { verifyBundle } from "../../server/filings/verifier/verify";
import { failureWords, periodWords, placeWords, stepWords } from "../../server/filings/verifier/words";
import { CommandFault } from "../command";

/** A file that is read from any place, never whole. */
async function fileSource(file: string): Promise<Source & { readonly close: () => Promise<void> }> {
  const handle = await open(file).catch(() => null);
  if (!handle) throw new CommandFault(`${file}: there is no such file, or it cannot be read`);
  return {
    size: (await handle.stat()).size,
    read: async (offset, length) => {
      const bytes = new Uint8Array(length);
      for (let at = 0; at < length; ) {
        const { bytesRead } = await handle.read(bytes, at, length - at, offset + at);
        if (bytesRead === 0) return bytes.subarray(0, at);
        at += bytesRead;
      }
      return bytes;
    },
    close: () => handle.close(),
  };
}

const marks = { passed: "✓", failed: "✗", unreached: "–" } as const;

function lineOf({ name, at, found, expected }: Failure): string {
  const said = [
    `    ${name}${at ? ` at ${placeWords.en(at)}` : ""}: ${failureWords[name].en}`,
    found !== null && `      found     ${found}`,
    expected !== null && `      expected  ${expected}`,
  ];
  return said.filter((line) => line !== false).join("\n");
}

function show({ steps, summary }: Report): void {
  for (const { key, state, failures, count } of steps) {
    console.log(`${marks[state]} ${key.padEnd(12)} ${stepWords[key].en}`);
    for (const failure of failures) console.log(lineOf(failure));
    if (count > failures.length) console.log(`    and ${count - failures.length} more`);
  }
  if (!summary) return;
  console.log(`\nfiling    ${summary.filing}, ${periodWords.en(summary.period)}`);
  console.log(`log       ${summary.origin}`);
  console.log(`as of     ${summary.size} leaves, root ${summary.root}`);
  console.log(`signed by ${summary.signedBy ?? "nobody whose key is known here"}`);
  console.log(`previous  ${summary.previous ?? "none"}`);
  console.log(`leaves    ${summary.leaves} shown, ${summary.opened} of them opened`);
  console.log(
    `figures   ${Object.entries(summary.figures)
      .map(([name, count]) => `${name} ${count}`)
      .join(", ")}`,
  );
}

const collect = (value: string, before: readonly string[]) => [...before, value];

const verify = new Command("verify")
  .description("Checks the bundle of a filing against the public key of its log: offline, without a database.")
  .argument("<bundle>", "the zip as it was handed over")
  .requiredOption(
    "--vkey <key>",
    "public key of the log, from its keeper or an earlier filing; may be repeated, for keys of one log or of several",
    collect,
    [],
  )
  .option("--previous <note>", "checkpoint of the filing before, as you kept it: the file of its signed note")
  .action(async (bundle: string, { vkey, previous }: { vkey: string[]; previous?: string }) => {
    const held = previous === undefined ? undefined : await readFile(previous).catch(() => null);
    if (held === null) throw new CommandFault(`${previous}: there is no such file, or it cannot be read`);
    const source = await fileSource(bundle);
    try {
      const report = await verifyBundle(source, { keys: vkey, ...(held ? { previous: held } : {}) });
      show(report);
      if (!report.ok) throw new CommandFault("\nThe bundle does not hold.");
      console.log("\nThe bundle holds: every row, every figure, and nothing of its kinds left out.");
    } finally {
      await source.close();
    }
  });

export default new Command("filing").description("Filings.").addCommand(verify);

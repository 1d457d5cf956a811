import { readdirSync } from "node:fs";
import { Command } from "commander";
import { EmbeddedInUse } from "../db/embedded";
import { ConfigError } from "../server/config";
import { Refused } from "../server/kernel/refusal";
import { CommandFault } from "./command";

/** `npm run docket -- COMMAND`: the operator's tool. Each file of `bin/commands` is one command. */
const program = new Command("docket")
  .description("The operator's tool of Docket.")
  .showHelpAfterError("(--help shows what there is)")
  .configureOutput({ writeOut: (text) => process.stdout.write(text), writeErr: (text) => process.stderr.write(text) });

const folder = new URL("./commands/", import.meta.url);
for (const file of readdirSync(folder).sort()) {
  if (!file.endsWith(".ts") || file.endsWith(".test.ts")) continue;
  const { default: command } = (await import(new URL(file, folder).href)) as { default: Command };
  program.addCommand(command);
}

try {
  await program.parseAsync();
  process.exit(process.exitCode ?? 0);
} catch (error) {
  if (error instanceof Refused) console.error(error.refusal.sentence.en);
  else if (error instanceof ConfigError || error instanceof CommandFault || error instanceof EmbeddedInUse)
    console.error(error.message);
  else console.error(error);
  process.exit(1);
}

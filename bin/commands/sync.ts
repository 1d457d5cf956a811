import { createReadStream, existsSync } from "node:fs";
import { Command } from "commander";
import { seedPolicy } from "../../db/seed/policy";
import { clock } from "../../server/config";
import type { OperatorActor } from "../../server/kernel/actor";
import { linesOf, syncRegistry } from "../../server/registry/service/sync";
import { CommandFault } from "../command";
import { withDatabase } from "../database";

const by: OperatorActor = { kind: "operator", command: "sync" };
/** Refused lines that are shown; the rest are counted. */
const shown = 20;

export default new Command("sync")
  .description("Brings the registry up to date from NDJSON files of groups, accounts and memberships; `-` reads stdin.")
  .argument("<files...>", "files, in order")
  .addHelpText(
    "after",
    "\nA bad line harms no other and is named. Run it again safely: an older update never overwrites a newer one.",
  )
  .action(async (files: string[]) => {
    const missing = files.find((file) => file !== "-" && !existsSync(file));
    if (missing) throw new CommandFault(`${missing}: there is no such file; nothing was changed`);
    await withDatabase(async () => {
      // Grades follow from the rules, and on a new installation this may be the operator's first act.
      await seedPolicy(clock());
      let lines = 0;
      let refused = 0;
      for (const file of files) {
        const bytes = file === "-" ? process.stdin : createReadStream(file);
        for await (const { answers } of syncRegistry(by, linesOf(bytes), clock())) {
          lines += answers.length;
          for (const answer of answers) {
            if (answer.ok) continue;
            const { sentence, fields } = answer.refusal;
            const where = fields.map((field) => field.pointer).join(" ");
            if (++refused <= shown) console.error(`${file}:${answer.line}: ${sentence.en}${where && ` (${where})`}`);
          }
        }
      }
      if (refused > shown) console.error(`… and ${refused - shown} more`);
      console.log(`${lines - refused} lines taken, ${refused} refused`);
      if (refused > 0) process.exitCode = 1;
    });
  });

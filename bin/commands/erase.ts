import { Command } from "commander";
import { clock } from "../../server/config";
import { instant } from "../../server/kernel/calendar";
import { Refused } from "../../server/kernel/refusal";
import { readErasedList } from "../../server/retention/erased-list";
import { repeatErasure, showUndone, undoneErasures } from "../../server/retention/service/again";
import { CommandFault } from "../command";
import { withDatabase } from "../database";

const list = new Command("list")
  .description("Lists erasures that two people confirmed and that a restored backup undid. Exits 1 when there are any.")
  .action(() =>
    withDatabase(async () => {
      const { rows, total, damaged } = await showUndone(clock());
      for (const { erasure, kind, code, id, at, whyNot } of rows)
        console.log(
          `${erasure}  ${kind} ${code ?? id}  confirmed ${instant(at)}${whyNot ? `  not yet: ${whyNot.en}` : ""}`,
        );
      if (total > rows.length) console.log(`… and ${total - rows.length} more.`);
      if (damaged > 0) console.log(`${damaged} line(s) of the list cannot be read.`);
      console.log(
        total === 0
          ? `Nothing is to be erased again: ${readErasedList().listed.length} erasure(s) are on the list.`
          : `${total} to be erased again: docket erase again.`,
      );
      if (total > 0) process.exitCode = 1;
    }),
  );

const again = new Command("again")
  .description(
    "Repeats erasures that a restored backup undid, all of them or one. Two people confirmed each before; its entry in the log names them.",
  )
  .argument("[erasure]", "its id, as `docket erase list` tells it")
  .action((erasure: string | undefined) =>
    withDatabase(async () => {
      const wanted = (await undoneErasures()).filter((each) => erasure === undefined || each.erasure === erasure);
      if (erasure !== undefined && wanted.length === 0)
        throw new CommandFault(`${erasure}: no erasure with this id waits to be done again.`);
      let refused = 0;
      for (const each of wanted) {
        try {
          await repeatErasure({ kind: "operator", command: "erase again" }, each.erasure, clock());
          console.log(`${each.erasure}  ${each.kind}: erased again.`);
        } catch (error) {
          if (!(error instanceof Refused)) throw error;
          refused++;
          console.log(`${each.erasure}  ${each.kind}: not erased. ${error.refusal.sentence.en}.`);
        }
      }
      console.log(`${wanted.length - refused} erased again, ${refused} refused.`);
      if (refused > 0) process.exitCode = 1;
    }),
  );

export default new Command("erase")
  .description("Erasures after a backup was restored.")
  .addCommand(list)
  .addCommand(again);

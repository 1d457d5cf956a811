import { Command, Option } from "commander";
import { clock } from "../../server/config";
import { NewKey } from "../../server/http/contract";
import { faultsOf } from "../../server/http/faults";
import { createKey } from "../../server/http/keys";
import { type KeyScope, keyScopes, type OperatorActor, type Source, sources } from "../../server/kernel/actor";
import { CommandFault } from "../command";
import { withDatabase } from "../database";
import { signing } from "../key-signing";

const operator: OperatorActor = { kind: "operator", command: "key create" };

const create = new Command("create")
  .description("Makes an API key and prints it, this once.")
  .requiredOption("--name <name>", "what it is for; shown in lists")
  .addOption(new Option("--scope <scopes...>", "what it may do").choices(keyScopes).makeOptionMandatory())
  .addOption(new Option("--source <sources...>", "which sources its reports may state").choices(sources))
  .action(async ({ name, scope, source = [] }: { name: string; scope: KeyScope[]; source?: Source[] }) => {
    const read = NewKey.safeParse({ name, scopes: [...new Set(scope)], sources: [...new Set(source)] });
    if (!read.success) {
      const [fault] = faultsOf(read.error.issues, { name, scopes: scope, sources: source });
      throw new CommandFault(`--${fault?.pointer.slice(1).replace(/s$/, "")}: ${fault?.reason.en}.`);
    }
    const { key } = await withDatabase(() => createKey(operator, read.data, clock()));
    console.log(key);
    console.error("This is shown once. Docket keeps its hash only.");
  });

export default new Command("key")
  .description("Keys: those of the public API, and those that sign the audit log.")
  .addCommand(create)
  .addCommand(signing);

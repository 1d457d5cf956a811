import { Command, Option } from "commander";
import { clock } from "../../server/config";
import { createKey } from "../../server/http/keys";
import { type KeyScope, keyScopes, type OperatorActor, type Source, sources } from "../../server/kernel/actor";
import { CommandFault } from "../command";
import { withDatabase } from "../database";

const operator: OperatorActor = { kind: "operator", command: "key create" };

const create = new Command("create")
  .description("Makes an API key and prints it, this once.")
  .requiredOption("--name <name>", "what it is for; shown in lists")
  .addOption(new Option("--scope <scopes...>", "what it may do").choices(keyScopes).makeOptionMandatory())
  .addOption(new Option("--source <sources...>", "which sources its reports may state").choices(sources))
  .action(async ({ name, scope, source = [] }: { name: string; scope: KeyScope[]; source?: Source[] }) => {
    const trimmed = name.trim();
    if (trimmed.length < 1 || trimmed.length > 80) throw new CommandFault("--name has 1 to 80 characters.");
    if (scope.includes("reports:write") && source.length === 0)
      throw new CommandFault("A key with reports:write needs at least one --source.");
    const given = { name: trimmed, scopes: [...new Set(scope)], sources: [...new Set(source)] };
    const { key } = await withDatabase(() => createKey(operator, given, clock()));
    console.log(key);
    console.error("This is shown once. Docket keeps its hash only.");
  });

export default new Command("key").description("Keys of the public API.").addCommand(create);

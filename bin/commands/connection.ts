import { Command, Option } from "commander";
import { clock } from "../../server/config";
import { connectionFormats, NewConnection } from "../../server/intake/contract";
import { createConnection } from "../../server/intake/service/connections";
import { type OperatorActor, sources } from "../../server/kernel/actor";
import { CommandFault } from "../command";
import { withDatabase } from "../database";

const operator: OperatorActor = { kind: "operator", command: "connection create" };

const create = new Command("create")
  .description("Makes a connection through which another system's own format comes in, and prints its key, this once.")
  .requiredOption("--id <id>", "its name in the address: lower case letters, digits and hyphens")
  .addOption(new Option("--format <format>", "the other system").choices(connectionFormats).makeOptionMandatory())
  .addOption(new Option("--source <source>", "the source that its reports have").choices(sources).default("in_app"))
  .action(async (given: unknown) => {
    const read = NewConnection.safeParse(given);
    if (!read.success) throw new CommandFault("--id has 1 to 63 lower case letters, digits and hyphens.");
    const { id, key } = await withDatabase(() => createConnection(operator, read.data, clock()));
    console.log(key);
    console.error(`This is shown once. Payloads go to /api/v1/intake/${read.data.format}/${id} with it as Bearer key.`);
  });

export default new Command("connection").description("Connections for other systems' formats.").addCommand(create);

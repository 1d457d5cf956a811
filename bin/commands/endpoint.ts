import { Command, Option } from "commander";
import { clock } from "../../server/config";
import { CreateEndpoint, outgoingTypes } from "../../server/delivery/contract";
import { createEndpoint } from "../../server/delivery/service/endpoint";
import type { OperatorActor } from "../../server/kernel/actor";
import { CommandFault } from "../command";
import { withDatabase } from "../database";

const operator: OperatorActor = { kind: "operator", command: "endpoint create" };

const create = new Command("create")
  .description("Adds an address to which orders and notices go, and prints its signing secret, this once.")
  .argument("<url>", "where to POST Standard Webhooks; https, unless private addresses are allowed")
  .addOption(new Option("--type <types...>", "only these types; all when left out").choices(outgoingTypes))
  .action(async (url: string, { type = [] }: { type?: string[] }) => {
    const input = CreateEndpoint.safeParse({ url, types: type });
    if (!input.success)
      throw new CommandFault("The address must be an http(s) URL without a name, password or fragment.");
    const { secret } = await withDatabase(() => createEndpoint(operator, input.data, clock()));
    console.log(secret);
    console.error("This is shown once. Give it to whoever receives the webhooks.");
  });

export default new Command("endpoint").description("Where orders and notices go.").addCommand(create);

import { Command, InvalidArgumentError } from "commander";
import { createKey, isActive, listKeys, overlapDays, rotateKey } from "../server/audit/keys";
import { clock, config } from "../server/config";
import type { OperatorActor } from "../server/kernel/actor";
import { withDatabase } from "./database";

const operator = (command: string): OperatorActor => ({ kind: "operator", command: `key signing ${command}` });

function daysOf(text: string): number {
  if (!/^\d{1,3}$/.test(text)) throw new InvalidArgumentError("It is a number of days from 0 to 999.");
  return Number(text);
}

const create = new Command("create")
  .description("Makes the first key that signs the audit log, and prints its public half.")
  .action(() =>
    withDatabase(async () => {
      console.log(await createKey(operator("create"), clock()));
      console.error(
        `The private half is in ${config().signingKeyFile}, and nowhere else. Keep a copy in a safe place.`,
      );
    }),
  );

const rotate = new Command("rotate")
  .description("Makes a new signing key, and prints its public half. Old and new sign together for a while.")
  .option("--overlap-days <days>", "for so long the old key signs too", daysOf, overlapDays)
  .action(({ overlapDays: days }: { overlapDays: number }) =>
    withDatabase(async () => {
      const { vkey, until } = await rotateKey(operator("rotate"), clock(), days);
      console.log(vkey);
      console.error(`Hand it to whoever verifies the log. The old key signs beside it until ${until.toISOString()}.`);
    }),
  );

const list = new Command("list")
  .description(
    "Lists the public keys of the audit log: from when, until when, and whether this machine signs with them.",
  )
  .action(() =>
    withDatabase(async () => {
      for (const { vkey, activeFrom, activeUntil, isHeld } of await listKeys())
        console.log(
          `${activeFrom.toISOString()}  ${activeUntil?.toISOString() ?? "no end yet".padEnd(24)}  ${isHeld ? "held" : "away"}  ${vkey}`,
        );
    }),
  );

const show = new Command("show")
  .description("Prints the public keys that sign now, a line each, as verifiers take them.")
  .action(() =>
    withDatabase(async () => {
      const now = clock();
      for (const key of await listKeys()) if (isActive(key, now)) console.log(key.vkey);
    }),
  );

/** `docket key signing …`: the keys that sign the audit log. */
export const signing = new Command("signing")
  .description("Keys that sign the checkpoints of the audit log.")
  .addCommand(create)
  .addCommand(rotate)
  .addCommand(list)
  .addCommand(show);

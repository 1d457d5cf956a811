import { createInterface } from "node:readline";
import { Command } from "commander";
import { clock } from "../../server/config";
import { type OperatorActor, type Role, roles } from "../../server/kernel/actor";
import { AddStaff } from "../../server/staff/contract";
import { temporaryPassword } from "../../server/staff/password";
import { addStaff } from "../../server/staff/service/add";
import { staffIdOf } from "../../server/staff/service/find";
import { resetPassword } from "../../server/staff/service/password";
import { grantRole, withdrawRole } from "../../server/staff/service/roles";
import { CommandFault } from "../command";
import { withDatabase } from "../database";

const collect = (word: string, before: string[]) => [...before, word];
const operator = (command: string): OperatorActor => ({ kind: "operator", command: `staff ${command}` });

function roleOf(word: string): Role {
  const found = roles.find((role) => role === word);
  if (!found) throw new CommandFault(`${word}: there is no such role; roles are ${roles.join(", ")}.`);
  return found;
}

/** A password from standard input (first line), or a made one that is printed. */
async function passwordFrom(isGiven: boolean): Promise<{ password: string; isTemporary: boolean }> {
  if (!isGiven) return { password: temporaryPassword(), isTemporary: true };
  for await (const line of createInterface({ input: process.stdin })) return { password: line, isTemporary: false };
  throw new CommandFault("--password-stdin: nothing came on standard input.");
}

const sayPassword = ({ password, isTemporary }: { password: string; isTemporary: boolean }) => {
  if (isTemporary) console.log(`Password for the first sign-in, shown this once: ${password}`);
};

const add = new Command("add")
  .description("Adds a person. Without --password-stdin a password for the first sign-in is made and printed.")
  .argument("<email>")
  .requiredOption("--name <name>", "as colleagues see it")
  .option("--role <role>", `a role, may be repeated: ${roles.join(", ")}`, collect, [])
  .option("--password-stdin", "reads the password from the first line of standard input")
  .action(async (email: string, given: { name: string; role: string[]; passwordStdin?: boolean }) => {
    const input = AddStaff.safeParse({ email, name: given.name, roles: given.role.map(roleOf) });
    if (!input.success) throw new CommandFault(`${String(input.error.issues[0]?.path[0] ?? "input")}: is not right.`);
    const chosen = await passwordFrom(given.passwordStdin ?? false);
    await withDatabase(() => addStaff(operator("add"), input.data, chosen, clock()));
    console.log(`Added ${input.data.email}.`);
    sayPassword(chosen);
  });

const reset = new Command("reset")
  .description("Gives a person a new password and ends her sessions.")
  .argument("<email>")
  .option("--password-stdin", "reads the password from the first line of standard input")
  .action(async (email: string, given: { passwordStdin?: boolean }) => {
    const chosen = await passwordFrom(given.passwordStdin ?? false);
    await withDatabase(() => resetPassword(operator("reset"), { email: email.toLowerCase(), ...chosen }, clock()));
    console.log(`${email} has a new password, and her sessions have ended.`);
    sayPassword(chosen);
  });

const roleCommand = (name: "grant" | "withdraw", description: string, act: typeof grantRole | typeof withdrawRole) =>
  new Command(name)
    .description(description)
    .argument("<email>")
    .argument("<role>")
    .action(async (email: string, word: string) => {
      const role = roleOf(word);
      await withDatabase(async () =>
        act(operator(name), { staffId: await staffIdOf(email.toLowerCase()), role }, clock()),
      );
      console.log(name === "grant" ? `${email} has the role ${role}.` : `${email} no longer has the role ${role}.`);
    });

export default new Command("staff")
  .description("The people who work here.")
  .addCommand(add)
  .addCommand(reset)
  .addCommand(roleCommand("grant", "Grants a role, also one that takes two administrators.", grantRole))
  .addCommand(roleCommand("withdraw", "Takes a role away.", withdrawRole));

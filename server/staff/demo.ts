import { config } from "../config";
import type { Role } from "../kernel/actor";
import { assert } from "../kernel/assert";
import { read } from "../read";
import { addStaff } from "./service/add";
import { staffByEmail } from "./store";

/** The people of the demo. They exist in demo mode only. Source: `contract.md`, "Environment". */
export const demoStaff: readonly {
  readonly account: string;
  readonly name: string;
  readonly roles: readonly Role[];
}[] = [
  { account: "moderator", name: "许言", roles: ["moderator"] },
  { account: "moderator2", name: "林静", roles: ["moderator"] },
  { account: "lead", name: "陈默", roles: ["lead"] },
  { account: "lead2", name: "陆明", roles: ["lead"] },
  { account: "appeals", name: "唐雨", roles: ["appeals_officer"] },
  { account: "compliance", name: "苏晴", roles: ["compliance_officer"] },
  { account: "compliance2", name: "方致远", roles: ["compliance_officer"] },
  { account: "manager", name: "高岩", roles: ["manager"] },
  { account: "admin", name: "邵航", roles: ["admin"] },
  { account: "admin2", name: "贺兰", roles: ["admin"] },
  { account: "inspector", name: "罗宁", roles: ["inspector"] },
];

export const demoAddress = (account: string) => `${account}@demo.docket.test`;

/** What the sign-in page shows in demo mode; null elsewhere. */
export function demoDoor() {
  const { demo } = config();
  if (!demo) return null;
  const accounts = demoStaff.map(({ account, name, roles }) => ({ email: demoAddress(account), name, roles }));
  return { password: demo.password, accounts };
}

/** Makes the demo's people, those that are missing. */
export async function ensureDemoStaff(now: Date): Promise<Map<string, string>> {
  const { demo } = config();
  assert(demo, "the demo's people exist in demo mode only");
  const ids = new Map<string, string>();
  for (const person of demoStaff) {
    const email = demoAddress(person.account);
    const found = await read((tx) => staffByEmail(tx, email));
    ids.set(
      person.account,
      found?.id ??
        (await addStaff(
          { kind: "operator", command: "seed" },
          { email, name: person.name, roles: [...person.roles] },
          { password: demo.password, demo: true },
          now,
        )),
    );
  }
  return ids;
}

import type { Reader } from "../../../db/client";
import { recordMonths } from "../../policy/contract";
import { currentPolicy } from "../../policy/service";
import type { Facts } from "../rules";
import { bearingOn, type Her, pendingOf } from "../store";

/** For how many months the policy in effect keeps records of decisions. */
export const monthsKept = async (): Promise<number> =>
  (await currentPolicy()).document.retention?.recordMonths ?? recordMonths;

/** What the rules judge. Called under the account's lock when it decides an act. */
export async function factsOf(tx: Reader, her: Her, staffId: string, months: number) {
  const facts = await bearingOn(tx, her, staffId);
  return { ...facts, recordMonths: months, pending: await pendingOf(tx, her.id) } satisfies Facts;
}

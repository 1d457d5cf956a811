import { eq, sql } from "drizzle-orm";
import type { Reader } from "../../../db/client";
import { account, report } from "../../../db/schema";
import { Refused } from "../../kernel/refusal";
import { recordMonths } from "../../policy/contract";
import { currentPolicy } from "../../policy/service";
import { open } from "../../privacy/seal";
import { type KeptInput, refuse } from "../contract";
import type { Facts } from "../rules";
import { holdsCount, pendingOf } from "../store";
import { bearingOn } from "../store-facts";
import { isOwn, type Subject, subjectOf } from "../store-subject";

/** For how many months the policy in effect keeps records of decisions. */
export const monthsKept = async (): Promise<number> =>
  (await currentPolicy()).document.retention?.recordMonths ?? recordMonths;

/** A subject that is there. Refuses: missing, nobody. */
export function present(found: Subject | "nobody" | null): Subject {
  if (found === "nobody") throw new Refused(refuse("nobody"));
  if (!found) throw new Refused(refuse("missing"));
  return found;
}

export const subjectNamed = async (tx: Reader, input: KeptInput): Promise<Subject> =>
  present(await subjectOf(tx, input));

/**
 * The account of somebody who reported, if she reported with one: what her report says is opened for comparing only, is
 * shown to nobody, and so no disclosure is entered.
 */
async function accountOfReporter(tx: Reader, subject: Subject): Promise<string | null> {
  if (subject.kind !== "reporter" || subject.isErased) return null;
  const [row] = await tx
    .select({ about: report.about, sealed: report.reporter })
    .from(report)
    .where(eq(report.id, subject.id));
  if (!row?.sealed) return null;
  const told = await open(tx, { about: row.about, purpose: `report:${subject.id}:reporter`, sealed: row.sealed });
  const { externalId } = told ? (JSON.parse(told) as { readonly externalId?: string }) : {};
  if (externalId === undefined) return null;
  const [found] = await tx.select({ id: account.id }).from(account).where(sql`${account.externalId} = ${externalId}`);
  return found?.id ?? null;
}

/**
 * What the rules judge. Called under the subject's lock when it decides an act.
 *
 * @param staffId null when the operator asks, who is nobody on the platform.
 */
export async function factsOf(tx: Reader, subject: Subject, staffId: string | null, months: number) {
  const [bearing, own, pending, accountId] = await Promise.all([
    bearingOn(tx, subject),
    staffId !== null && isOwn(tx, staffId, subject),
    pendingOf(tx, subject),
    accountOfReporter(tx, subject),
  ]);
  const elsewhere = accountId ? await holdsCount(tx, "account", accountId) : 0;
  const { kind, id, version, isErased } = subject;
  return {
    kind,
    id,
    version,
    isErased,
    ...bearing,
    holds: bearing.holds + elsewhere,
    isOwn: own,
    recordMonths: months,
    pending,
  } satisfies Facts;
}

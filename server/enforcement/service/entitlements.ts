import type { Reader } from "../../../db/client";
import { Refused } from "../../kernel/refusal";
import type { CreditLevel } from "../../policy/contract";
import { creditServices, leafOf, memberCapOf } from "../../policy/rules";
import { currentPolicy, policyAt } from "../../policy/service";
import { subjectByExternalId } from "../../registry/service/subjects";
import { touch } from "../../touch";
import { refuse } from "../contract";
import { accountEntitlements, creditAt, groupEntitlements, statusAt, type Withdrawing } from "../rules-entitle";
import { clausesBehind, founderOf, membershipCounts } from "../store-entitlements";
import { groupNames, holdingOf } from "../store-ground";

/**
 * Reads on the primary: a platform asks right after an order, and a replica may not know yet.
 * `touch` is the door to the writing pool; nothing is written.
 */
const readPrimary = <T>(work: (tx: Reader) => Promise<T>): Promise<T> => touch((tx) => work(tx));

async function withdrawn(tx: Reader, kind: "group" | "account", id: string): Promise<Withdrawing[]> {
  const held = (await holdingOf(tx, [id])).get(`${kind}:${id}`) ?? [];
  const clauses = await clausesBehind(tx, [...new Set(held.map(({ decisionId }) => decisionId))]);
  const made: Withdrawing[] = [];
  for (const measure of held) {
    const behind = clauses.get(measure.decisionId);
    const policy = behind && (await policyAt(behind.policyNumber));
    const leaf = policy && behind.key ? leafOf(policy, behind.key) : null;
    made.push({ ...measure, reason: leaf ? `${leaf.clause} ${leaf.names.zh}` : "" });
  }
  return made;
}

const groupIdsIn = (holding: readonly Withdrawing[]) =>
  holding.flatMap(({ parameters: { scope, groups } }) => [
    ...(typeof scope === "string" && scope !== "platform" ? [scope] : []),
    ...(Array.isArray(groups) ? (groups as string[]) : []),
  ]);

/** What an account may do now: the platform's gate. Refuses: unknown_subject. */
export async function entitlementsOfAccount(externalId: string, now: Date) {
  const policy = await currentPolicy();
  return readPrimary(async (tx) => {
    const subject = await subjectByExternalId(tx, "account", externalId);
    if (!subject) throw new Refused(refuse("unknown_subject"));
    const held = await withdrawn(tx, "account", subject.id);
    const { founded, joined } = await membershipCounts(tx, subject.id);
    const services = creditServices(policy, creditAt(subject.credit as CreditLevel, held, now));
    return accountEntitlements(held, services, founded, joined, await groupNames(tx, groupIdsIn(held)), now);
  });
}

/** What a group may do now. Refuses: unknown_subject. */
export async function entitlementsOfGroup(externalId: string, now: Date) {
  const policy = await currentPolicy();
  return readPrimary(async (tx) => {
    const subject = await subjectByExternalId(tx, "group", externalId);
    if (!subject) throw new Refused(refuse("unknown_subject"));
    const held = await withdrawn(tx, "group", subject.id);
    const founder = await founderOf(tx, subject.id);
    const onFounder = founder?.isHeld ? (await holdingOf(tx, [founder.id])).get(`account:${founder.id}`) : undefined;
    const cap = memberCapOf(policy, founder && creditAt(founder.credit, onFounder ?? [], now));
    return groupEntitlements(held, statusAt(subject.status ?? "active", held, now), cap, now);
  });
}

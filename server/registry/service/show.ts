import { may } from "../../access/matrix";
import type { StaffActor } from "../../kernel/actor";
import { Refused } from "../../kernel/refusal";
import type { CreditLevel } from "../../policy/contract";
import { creditServices, memberCapOf } from "../../policy/rules";
import { currentPolicy } from "../../policy/service";
import { read } from "../../read";
import { refuse, type SealedField } from "../contract";
import { foldCode, mayRevealMinor } from "../rules";
import { accountDetail, groupDetail, holdingsOf } from "../store-list";

/** One group by code (a former one too) or id, with its founder and the cap of its size. Refuses: missing_group. */
export async function showGroup({ name }: { readonly name: string }) {
  const policy = await currentPolicy();
  return read(async (tx) => {
    const found = await groupDetail(tx, name, foldCode(name));
    if (!found) throw new Refused(refuse("missing_group"));
    const { founderId, founderCode, founderNickname, founderCredit, founderVerification, ...facts } = found;
    return {
      ...facts,
      memberCap: memberCapOf(policy, founderCredit as CreditLevel | null),
      founder: founderId && {
        id: founderId,
        code: founderCode as string,
        nickname: founderNickname as string,
        credit: founderCredit as CreditLevel,
        verification: founderVerification as string,
      },
    };
  });
}
export type GroupView = Awaited<ReturnType<typeof showGroup>>;

/**
 * One account by code or id: facts, what its credit grants and how much of it is used, and which sealed fields there
 * are. What is sealed is masked whole. Refuses: missing_account.
 */
export async function showAccount(by: StaffActor, { name }: { readonly name: string }) {
  const policy = await currentPolicy();
  return read(async (tx) => {
    const found = await accountDetail(tx, name, foldCode(name));
    if (!found) throw new Refused(refuse("missing_account"));
    const { hasPhone, hasToken, ...facts } = found;
    const sealed: SealedField[] = [
      ...(hasPhone ? (["phone"] as const) : []),
      ...(hasToken ? (["verification_token"] as const) : []),
    ];
    return {
      ...facts,
      credit: facts.credit as CreditLevel,
      services: creditServices(policy, facts.credit as CreditLevel),
      holdings: await holdingsOf(tx, facts.id),
      sealed,
      allowed: {
        reveal: may(by.roles, "registry.reveal") && (!facts.minor || mayRevealMinor(by)),
        audit: may(by.roles, "audit.list"),
      },
    };
  });
}
export type AccountView = Awaited<ReturnType<typeof showAccount>>;

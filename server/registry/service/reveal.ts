import { eq } from "drizzle-orm";
import { account } from "../../../db/schema";
import { disclose } from "../../disclose";
import type { StaffActor } from "../../kernel/actor";
import { Refused } from "../../kernel/refusal";
import { denied } from "../../kernel/verdict";
import { open } from "../../privacy/seal";
import { type RevealInput, refuse } from "../contract";
import { reveal } from "../rules";

/**
 * Opens one sealed field of an account. The entry that says who saw which field, and why, commits first.
 * Refuses: missing_account, nothing_sealed, minor, erased.
 */
export const revealField = (by: StaffActor, input: RevealInput, now: Date): Promise<{ value: string }> => {
  const column = input.field === "phone" ? account.phone : account.verificationToken;
  let sealed: Buffer | null = null;
  return disclose(
    by,
    now,
    async (tx) => {
      const [found] = await tx
        .select({ id: account.id, minor: account.minor, sealed: column })
        .from(account)
        .where(eq(account.id, input.accountId));
      if (!found) return denied(refuse("missing_account"));
      sealed = found.sealed;
      return reveal({ id: found.id, minor: found.minor, hasValue: sealed !== null }, by, input);
    },
    async (tx, { id }) => {
      if (!sealed) throw new Refused(refuse("nothing_sealed"));
      const value = await open(tx, { about: `account:${id}`, purpose: `account:${input.field}`, sealed });
      if (value === null) throw new Refused(refuse("erased"));
      return { value };
    },
  );
};

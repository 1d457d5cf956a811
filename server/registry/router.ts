import { router, staffProcedure } from "../trpc/init";
import {
  AccountListInput,
  CreditListInput,
  GroupListInput,
  MemberListInput,
  MembershipListInput,
  NameInput,
  RevealInput,
} from "./contract";
import { listAccounts, listCredit, listGroups, listMembers, listMemberships } from "./service/list";
import { revealField } from "./service/reveal";
import { showAccount, showGroup } from "./service/show";

export const registryRouter = router({
  /** Groups, largest first. Refuses: bad_cursor, too_short. */
  groups: staffProcedure
    .meta({ may: "registry.read" })
    .input(GroupListInput)
    .query(({ input }) => listGroups(input)),
  /** One group by code or id. Refuses: missing_group. */
  group: staffProcedure
    .meta({ may: "registry.read" })
    .input(NameInput)
    .query(({ input }) => showGroup(input)),
  /** Present members of a group, founder and managers first. Refuses: bad_cursor. */
  members: staffProcedure
    .meta({ may: "registry.read" })
    .input(MemberListInput)
    .query(({ input }) => listMembers(input)),
  /** Accounts, the latest known first. Refuses: bad_cursor, too_short. */
  accounts: staffProcedure
    .meta({ may: "registry.read" })
    .input(AccountListInput)
    .query(({ input }) => listAccounts(input)),
  /** One account by code or id, masked. Refuses: missing_account. */
  account: staffProcedure
    .meta({ may: "registry.read" })
    .input(NameInput)
    .query(({ ctx, input }) => showAccount(ctx.actor, input)),
  /** Groups that an account is in. Refuses: bad_cursor. */
  memberships: staffProcedure
    .meta({ may: "registry.read" })
    .input(MembershipListInput)
    .query(({ input }) => listMemberships(input)),
  /** The ledger of an account's credit. Refuses: bad_cursor. */
  credit: staffProcedure
    .meta({ may: "registry.read" })
    .input(CreditListInput)
    .query(({ input }) => listCredit(input)),
  /** Opens a sealed field, which is logged: a mutation. Refuses: missing_account, nothing_sealed, minor, erased. */
  reveal: staffProcedure
    .meta({ may: "registry.reveal" })
    .input(RevealInput)
    .mutation(({ ctx, input }) => revealField(ctx.actor, input, ctx.now)),
});

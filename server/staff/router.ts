import { router, staffProcedure } from "../trpc/init";
import { AddStaff, GrantId, ListStaff, StaffId, StaffRole } from "./contract";
import { deactivateStaff, reactivateStaff, revokeSessions } from "./service/accounts";
import { addWithTemporaryPassword } from "./service/add";
import { listStaff } from "./service/list";
import { confirmGrant, grantRole, returnGrant, withdrawRole } from "./service/roles";
import { staffListView } from "./view";

export const staffRouter = router({
  /** People, their roles, and the proposals that wait. Refuses: cursor. */
  list: staffProcedure
    .meta({ may: "staff.list" })
    .input(ListStaff)
    .query(async ({ ctx, input }) => staffListView(await listStaff(input, ctx.now), ctx.actor, ctx.now)),
  /** Adds a person; the password is in this answer and nowhere else. Refuses: taken, no-second-admin. */
  add: staffProcedure
    .meta({ may: "staff.manage" })
    .input(AddStaff)
    .mutation(({ ctx, input }) => addWithTemporaryPassword(ctx.actor, input, ctx.now)),
  /** Grants or proposes. Refuses: missing, own-role, inactive, has-role, proposed, no-second-admin. */
  grant: staffProcedure
    .meta({ may: "staff.manage" })
    .input(StaffRole)
    .mutation(({ ctx, input }) => grantRole(ctx.actor, input, ctx.now)),
  /** Refuses: missing, own-role, has-not. */
  withdraw: staffProcedure
    .meta({ may: "staff.manage" })
    .input(StaffRole)
    .mutation(({ ctx, input }) => withdrawRole(ctx.actor, input, ctx.now)),
  /** Refuses: no-grant, settled, lapsed, same-person, own-role, inactive, has-role. */
  confirm: staffProcedure
    .meta({ may: "staff.manage" })
    .input(GrantId)
    .mutation(({ ctx, input }) => confirmGrant(ctx.actor, input.grantId, ctx.now)),
  /** Turns a proposal down, or takes one's own back. Refuses: no-grant, settled. */
  turnDown: staffProcedure
    .meta({ may: "staff.manage" })
    .input(GrantId)
    .mutation(({ ctx, input }) => returnGrant(ctx.actor, input.grantId, ctx.now)),
  /** Refuses: missing, own-account, inactive. */
  deactivate: staffProcedure
    .meta({ may: "staff.manage" })
    .input(StaffId)
    .mutation(({ ctx, input }) => deactivateStaff(ctx.actor, input.staffId, ctx.now)),
  /** Refuses: missing, active. */
  reactivate: staffProcedure
    .meta({ may: "staff.manage" })
    .input(StaffId)
    .mutation(({ ctx, input }) => reactivateStaff(ctx.actor, input.staffId, ctx.now)),
  /** Ends all sessions of a person. Refuses: missing. */
  revokeSessions: staffProcedure
    .meta({ may: "staff.manage" })
    .input(StaffId)
    .mutation(({ ctx, input }) => revokeSessions(ctx.actor, input.staffId, ctx.now)),
});

import type { Role, StaffActor } from "../kernel/actor";
import { roles } from "../kernel/actor";
import type { Refusal } from "../kernel/refusal";
import type { Verdict } from "../kernel/verdict";
import { confirm, deactivate, grant, type Person, reactivate, withdraw } from "./rules";
import type { listStaff } from "./service/list";

type Found = Awaited<ReturnType<typeof listStaff>>;

const why = (verdict: Verdict<unknown>): Refusal["sentence"] | null => (verdict.ok ? null : verdict.refusal.sentence);

/** People and proposals as an administrator sees them; each act says why it is not hers, by the rule that refuses it. */
export function staffListView(found: Found, by: StaffActor, now: Date) {
  const proposedFor = (id: string): Role[] =>
    found.proposals.filter((row) => row.staffId === id).map((row) => row.role);
  const personOf = (row: { id: string; active: boolean; roles: readonly Role[] }): Person => ({
    ...row,
    version: 0,
    proposed: proposedFor(row.id),
  });
  return {
    rows: found.rows.map((row) => {
      const person = personOf(row);
      const held = row.roles.map((role) => ({ role, whyNot: why(withdraw(person, by, role)) }));
      const offered = roles
        .filter((role) => !row.roles.includes(role))
        .map((role) => {
          const verdict = grant(person, by, role, found.admins);
          return { role, whyNot: why(verdict), waits: verdict.ok && verdict.next === "proposed" };
        });
      return {
        id: row.id,
        name: row.name,
        email: row.email,
        active: row.active,
        /** Active, and nobody can sign in with it: a demo's, outside demo mode. */
        isClosed: row.isClosed,
        sessions: row.sessions,
        seenAt: row.seenAt === null ? null : new Date(row.seenAt),
        isSelf: row.id === by.id,
        held,
        offered,
        whyNotDeactivate: why(deactivate(person, by)),
        mayReactivate: reactivate(person).ok,
      };
    }),
    proposals: found.proposals.map((row) => {
      const target = found.rows.find((each) => each.id === row.staffId);
      const person = personOf(target ?? { id: row.staffId, active: true, roles: [] });
      return {
        id: row.id,
        staffId: row.staffId,
        name: row.name,
        email: row.email,
        role: row.role,
        proposerName: row.proposerName,
        proposedAt: row.proposedAt,
        isOwn: row.proposedBy === by.id,
        whyNotConfirm: why(confirm({ ...row, state: "pending" }, person, by, now)),
      };
    }),
    next: found.next,
  };
}

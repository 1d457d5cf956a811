import type { OperatorActor, Role, StaffActor } from "../kernel/actor";
import { after, day, hour, minute, second } from "../kernel/calendar";
import { denied, type Entry, type Verdict } from "../kernel/verdict";
import {
  freeFailures,
  grantDays,
  idleMinutes,
  longestWaitSeconds,
  refuse,
  seenSeconds,
  sessionHours,
  twoPersonRoles,
} from "./contract";

/**
 * How long the next attempt has to wait after this many failures in a row, in seconds; 0: not at all.
 *
 * @param free failures that cost nothing; the next waits 2 s, then 4 s, 8 s, up to 15 minutes.
 */
export const waitSeconds = (failures: number, free: number = freeFailures) =>
  failures < free ? 0 : Math.min(2 ** (failures - free + 1), longestWaitSeconds);

/** Failures older than this are forgotten. */
export const forgetAfterMs = 24 * hour;

export type SessionTimes = {
  readonly createdAt: Date;
  readonly seenAt: Date;
  readonly expiresAt: Date;
  readonly revokedAt: Date | null;
};

/** May this account be used? One of a demo only in demo mode: everybody knows its password. */
export const isUsable = (account: { readonly active: boolean; readonly demo: boolean }, isDemoMode: boolean) =>
  account.active && (isDemoMode || !account.demo);

/** When a session that begins now ends. */
export const sessionEnd = (now: Date) => after(now, sessionHours * hour);

/** Is this session still good? Bounds are exclusive. */
export const isLive = (session: SessionTimes, now: Date) =>
  session.revokedAt === null && now < session.expiresAt && now < after(session.seenAt, idleMinutes * minute);

/** Should its last use be written down? Not at every request. */
export const isDue = (session: SessionTimes, now: Date) => now >= after(session.seenAt, seenSeconds * second);

/** Proposals made before this can no longer be confirmed. */
export const lapsedBefore = (now: Date) => after(now, -grantDays * day);

export type Person = {
  readonly id: string;
  readonly active: boolean;
  readonly version: number;
  readonly roles: readonly Role[];
  /** Roles proposed for her and not settled. */
  readonly proposed: readonly Role[];
};

export type Grant = {
  readonly id: string;
  readonly role: Role;
  readonly state: "pending" | "confirmed" | "returned" | "cancelled";
  readonly proposedBy: string;
  readonly proposedAt: Date;
};

type Keeper = StaffActor | OperatorActor;

const isSelf = (by: Keeper, person: { readonly id: string }) => by.kind === "staff" && by.id === person.id;

/** An entry about a person, which moves her version by one. */
export const staffEntry = (
  action: string,
  person: { readonly id: string; readonly version: number },
  pub: Entry["pub"],
): Entry => ({
  kind: "staff",
  action: `staff.${action}`,
  subject: { kind: "staff", id: person.id, version: person.version + 1 },
  pub,
});

const settledAs = <Next>(next: Next, entry: Entry): Verdict<Next> => ({ ok: true, next, entry, effects: [] });

/** Does this role, given by this actor, wait for a second administrator? The operator's command line does not. */
export const waitsForSecond = (by: Keeper, role: Role) => by.kind === "staff" && twoPersonRoles.includes(role);

/** Is there an administrator who could confirm what `by` proposes for this person? */
export const hasSecond = (by: Keeper, personId: string, admins: readonly string[]) =>
  admins.some((id) => id !== personId && !(by.kind === "staff" && by.id === id));

/**
 * Grants a role, or proposes it where it takes two. Refuses: own-role, inactive, has-role, proposed, no-second-admin.
 *
 * @param admins ids of all active administrators.
 */
export function grant(
  person: Person,
  by: Keeper,
  role: Role,
  admins: readonly string[],
): Verdict<"granted" | "proposed"> {
  if (isSelf(by, person)) return denied(refuse("own-role"));
  if (!person.active) return denied(refuse("inactive"));
  if (person.roles.includes(role)) return denied(refuse("has-role"));
  if (!waitsForSecond(by, role)) return settledAs("granted", staffEntry("role_granted", person, { role }));
  if (person.proposed.includes(role)) return denied(refuse("proposed"));
  if (!hasSecond(by, person.id, admins)) return denied(refuse("no-second-admin"));
  return settledAs("proposed", staffEntry("role_proposed", person, { role }));
}

/** The second administrator's yes. Refuses: settled, lapsed, same-person, own-role, inactive, has-role. */
export function confirm(proposal: Grant, person: Person, by: StaffActor, now: Date): Verdict<"confirmed"> {
  if (proposal.state !== "pending") return denied(refuse("settled"));
  if (proposal.proposedAt < lapsedBefore(now)) return denied(refuse("lapsed", { days: grantDays }));
  if (by.id === proposal.proposedBy) return denied(refuse("same-person"));
  if (isSelf(by, person)) return denied(refuse("own-role"));
  if (!person.active) return denied(refuse("inactive"));
  if (person.roles.includes(proposal.role)) return denied(refuse("has-role"));
  const pub = { role: proposal.role, grant: proposal.id, proposedBy: `staff:${proposal.proposedBy}` };
  return settledAs("confirmed", staffEntry("role_granted", person, pub));
}

/** A no to a proposal, by any administrator; whoever proposed it takes it back so. Refuses: settled. */
export function turnDown(proposal: Grant, person: Person): Verdict<"returned"> {
  if (proposal.state !== "pending") return denied(refuse("settled"));
  const pub = { role: proposal.role, grant: proposal.id };
  return settledAs("returned", staffEntry("role_returned", person, pub));
}

/** Refuses: own-role, has-not. */
export function withdraw(person: Person, by: Keeper, role: Role): Verdict<null> {
  if (isSelf(by, person)) return denied(refuse("own-role"));
  if (!person.roles.includes(role)) return denied(refuse("has-not"));
  return settledAs(null, staffEntry("role_withdrawn", person, { role }));
}

/**
 * Ends an account: with it go its roles, sessions and proposals, so that a return needs the same two people again.
 * Refuses: own-account, inactive.
 */
export function deactivate(person: Person, by: Keeper): Verdict<null> {
  if (isSelf(by, person)) return denied(refuse("own-account"));
  if (!person.active) return denied(refuse("inactive"));
  return settledAs(null, staffEntry("deactivated", person, { roles: [...person.roles] }));
}

/** Opens an account again, without roles. Refuses: active. */
export function reactivate(person: Person): Verdict<null> {
  if (person.active) return denied(refuse("active"));
  return settledAs(null, staffEntry("reactivated", person, {}));
}

/**
 * Where to go after a sign-in: a path of this installation, else its first page.
 *
 * @param wish what the address said; anybody may have written it.
 */
export function safeNext(wish: string | null | undefined): string {
  if (!wish || wish.length > 2_000 || !/^\/(?![/\\])[\x21-\x5b\x5d-\x7e\u0080-\uffff]*$/.test(wish)) return "/";
  return /^\/(api|sign-in)(\/|\?|#|$)/.test(wish) ? "/" : wish;
}

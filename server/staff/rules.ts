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

/** What an OpenID provider says of somebody who signed in there. Everything but issuer and subject may be missing. */
export type ProviderClaims = {
  readonly issuer: string;
  readonly subject: string;
  /** Lower case. */
  readonly email: string | null;
  /** The provider states that the address is hers. */
  readonly isVerified: boolean;
};

type Account = { readonly id: string; readonly active: boolean; readonly demo: boolean };

/** Who the claims may mean, as the database knows it. */
export type KnownIdentity = {
  /** Whom this subject of this issuer has meant before. */
  readonly bySubject: Account | null;
  readonly byEmail: Account | null;
  /** Whether the person with that address signed in here as another subject of this issuer. */
  readonly hasOtherSubject: boolean;
};

/** Why a sign-in by the provider is refused; the log says it, the person is told one sentence for all. */
export type ProviderRefusal = "unverified" | "unknown" | "inactive" | "demo" | "other_subject";

/**
 * Whom a sign-in by the provider means: whoever this subject meant before, else the one person with the verified
 * address, who is then bound to the subject. Nobody is made by it, and a second subject never takes an account over.
 */
export function matchIdentity(
  claims: ProviderClaims,
  known: KnownIdentity,
  isDemoMode: boolean,
):
  | { readonly ok: true; readonly staffId: string; readonly isFirst: boolean }
  | { readonly ok: false; readonly staffId: string | null; readonly reason: ProviderRefusal } {
  const found = known.bySubject ?? (claims.isVerified ? known.byEmail : null);
  if (!found) {
    const isNamed = claims.email !== null && claims.isVerified;
    return { ok: false, staffId: null, reason: isNamed ? "unknown" : "unverified" };
  }
  const no = (reason: ProviderRefusal) => ({ ok: false as const, staffId: found.id, reason });
  if (!found.active) return no("inactive");
  if (!isUsable(found, isDemoMode)) return no("demo");
  if (!known.bySubject && known.hasOtherSubject) return no("other_subject");
  return { ok: true, staffId: found.id, isFirst: !known.bySubject };
}

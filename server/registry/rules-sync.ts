import { gramsOf } from "../kernel/grams";
import type { Refusal } from "../kernel/refusal";
import type { Grade, GroupCategory } from "../policy/contract";
import { gradeOf, type PolicyText } from "../policy/rules";
import {
  type AccountLine,
  type GroupLine,
  type MemberRole,
  type MembershipLine,
  refuse,
  type VerificationState,
} from "./contract";
import { foldCode } from "./rules";

/** A group as a batch found it. */
export type GroupState = {
  readonly id: string;
  readonly externalId: string;
  readonly code: string;
  readonly name: string;
  readonly category: GroupCategory | null;
  readonly memberCount: number;
  readonly messagesPerDay: number;
  readonly publicJoin: boolean;
  readonly publicDissemination: boolean;
  readonly grade: Grade;
  readonly status: string;
  readonly confirmed: boolean;
  readonly dissolvedAt: Date | null;
  readonly sourceUpdatedAt: Date | null;
};
/** What a line may change; ids and entries stay. */
export type GroupNext = GroupState & { readonly grams: readonly string[] };

/** What became of a line that was taken. */
export type Change = "created" | "updated" | "unchanged";

export type Applied<Next> =
  | { readonly ok: true; readonly next: Next; readonly change: Change }
  | { readonly ok: false; readonly refusal: Refusal };

const staleFault = {
  pointer: "/updatedAt",
  reason: { zh: "早于已有的记录", en: "is before what is already known" },
} as const;
const stale = (known: Date) =>
  ({ ok: false, refusal: refuse("stale", { updatedAt: known.toISOString() }, [staleFault]) }) as const;

const same = (a: unknown, b: unknown) =>
  a instanceof Date && b instanceof Date ? a.getTime() === b.getTime() : Object.is(a, b);
const differs = <State extends object>(before: State, next: State) =>
  (Object.keys(before) as (keyof State)[]).some(
    (name) => name !== "sourceUpdatedAt" && !same(before[name], next[name]),
  );

const changeOf = (before: { readonly confirmed: boolean }, isDifferent: boolean): Change =>
  before.confirmed ? (isDifferent ? "updated" : "unchanged") : "created";

/**
 * Applies a line to a group. An older `updatedAt` never overwrites a newer one; the same one again is taken, so that a
 * repeated request has the same end. Fields left out stay. The grade follows from the policy. Refuses: stale, code_fixed.
 * Its founder is a matter of memberships.
 */
export function applyGroup(before: GroupState, line: GroupLine, policy: PolicyText): Applied<GroupNext> {
  if (before.sourceUpdatedAt && line.updatedAt < before.sourceUpdatedAt) return stale(before.sourceUpdatedAt);
  const code = line.code === undefined ? before.code : foldCode(line.code);
  if (before.confirmed && code !== before.code)
    return { ok: false, refusal: refuse("code_fixed", { code: before.code }, [codeFault]) };
  const stated: GroupState = {
    ...before,
    code,
    name: line.name,
    category: line.category === undefined ? before.category : line.category,
    memberCount: line.memberCount ?? before.memberCount,
    messagesPerDay: line.messagesPerDay ?? before.messagesPerDay,
    publicJoin: line.publicJoin ?? before.publicJoin,
    publicDissemination: line.publicDissemination ?? before.publicDissemination,
    confirmed: true,
    dissolvedAt: line.dissolvedAt === undefined ? before.dissolvedAt : line.dissolvedAt,
    sourceUpdatedAt: line.updatedAt,
  };
  const next: GroupState = { ...stated, grade: gradeOf(policy, stated) };
  return {
    ok: true,
    next: { ...next, grams: gramsOf(next.name) },
    change: changeOf(before, differs(before, next)),
  };
}

const codeFault = { pointer: "/code", reason: { zh: "编码不得更改", en: "the code does not change" } } as const;

/** An account as a batch found it. Sealed fields are known by presence only. */
export type AccountState = {
  readonly id: string;
  readonly externalId: string;
  readonly code: string;
  readonly nickname: string;
  readonly verification: VerificationState;
  readonly verificationMethod: string | null;
  readonly verifiedAt: Date | null;
  readonly minor: boolean;
  readonly confirmed: boolean;
  readonly registeredAt: Date | null;
  readonly sourceUpdatedAt: Date | null;
  readonly hasPhone: boolean;
  readonly hasToken: boolean;
};
export type AccountNext = AccountState & {
  readonly grams: readonly string[];
  /** What to seal; null erases what is there, undefined keeps it. */
  readonly phone: string | null | undefined;
  readonly verificationToken: string | null | undefined;
};

/** Applies a line to an account. A verification that is stated is stated whole. Refuses: stale. */
export function applyAccount(before: AccountState, line: AccountLine): Applied<AccountNext> {
  if (before.sourceUpdatedAt && line.updatedAt < before.sourceUpdatedAt) return stale(before.sourceUpdatedAt);
  const stated = line.verification;
  const next: AccountState = {
    ...before,
    nickname: line.nickname,
    verification: stated?.state ?? before.verification,
    verificationMethod: stated ? (stated.method ?? null) : before.verificationMethod,
    verifiedAt: stated ? (stated.at ?? null) : before.verifiedAt,
    minor: line.minor ?? before.minor,
    confirmed: true,
    registeredAt: line.registeredAt === undefined ? before.registeredAt : line.registeredAt,
    sourceUpdatedAt: line.updatedAt,
  };
  // A repeated request brings the same sealed values again: they need not be sealed a second time.
  const isRepeat = same(before.sourceUpdatedAt, line.updatedAt);
  const token = stated ? (stated.token ?? null) : undefined;
  const sealed = {
    phone: (isRepeat && before.hasPhone) || (line.phone === null && !before.hasPhone) ? undefined : line.phone,
    verificationToken: (isRepeat && before.hasToken) || (token === null && !before.hasToken) ? undefined : token,
  };
  const isDifferent = differs(before, next) || sealed.phone !== undefined || sealed.verificationToken !== undefined;
  return {
    ok: true,
    next: { ...next, ...sealed, grams: gramsOf(next.nickname) },
    change: changeOf(before, isDifferent),
  };
}

/** A membership as a batch found it. */
export type MembershipState = {
  readonly role: MemberRole;
  readonly leftAt: Date | null;
  readonly sourceUpdatedAt: Date;
};

/** Applies a line to a membership, which may not be there yet. Refuses: stale. */
export function applyMembership(
  before: MembershipState | null,
  line: Pick<MembershipLine, "role" | "leftAt" | "updatedAt">,
): Applied<MembershipState> {
  if (before && line.updatedAt < before.sourceUpdatedAt) return stale(before.sourceUpdatedAt);
  const next = { role: line.role, leftAt: line.leftAt ?? null, sourceUpdatedAt: line.updatedAt };
  const change = before ? (differs(before, next) ? "updated" : "unchanged") : "created";
  return { ok: true, next, change };
}

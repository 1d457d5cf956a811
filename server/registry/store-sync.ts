import { asc, sql } from "drizzle-orm";
import type { Tx } from "../../db/client";
import { account, group, registryBatch } from "../../db/schema";
import type { Grade, GroupCategory } from "../policy/contract";
import type { MemberRole, VerificationState } from "./contract";
import type { AccountState, GroupState } from "./rules-sync";
import { texts, uuids } from "./store-subjects";

/** Values that need no quotes, as one literal: the driver takes a list of booleans for one, and leaves times alone. */
const list = (
  values: readonly (number | boolean | string | null)[],
  type: "int" | "boolean" | "timestamptz" | "uuid",
) => sql`${`{${values.map((value) => value ?? "NULL").join(",")}}`}::text::${sql.raw(type)}[]`;
const times = (values: readonly (Date | null)[]) =>
  list(
    values.map((value) => value?.toISOString() ?? null),
    "timestamptz",
  );
const words = (values: readonly (string | null)[]) => sql`${sql.param(values as (string | null)[])}::text[]`;
/** Lists within a list, which the driver cannot bind: each as JSON. */
const jsonLists = (values: readonly (readonly string[])[]) => texts(values.map((value) => JSON.stringify(value)));
const fromJson = sql`array(select jsonb_array_elements_text(g.grams::jsonb))`;

/** Groups by the platform's ids, locked in the order of their ids. */
export async function lockGroupStates(tx: Tx, externalIds: readonly string[]): Promise<GroupState[]> {
  if (externalIds.length === 0) return [];
  const rows = await tx
    .select({
      id: group.id,
      externalId: group.externalId,
      code: group.code,
      name: group.name,
      category: group.category,
      memberCount: group.memberCount,
      messagesPerDay: group.messagesPerDay,
      publicJoin: group.publicJoin,
      publicDissemination: group.publicDissemination,
      grade: group.grade,
      status: group.status,
      confirmed: group.confirmed,
      dissolvedAt: group.dissolvedAt,
      sourceUpdatedAt: group.sourceUpdatedAt,
    })
    .from(group)
    .where(sql`${group.externalId} = any(${texts(externalIds)})`)
    .orderBy(asc(group.id))
    .for("update");
  return rows.map((row) => ({ ...row, category: row.category as GroupCategory | null, grade: row.grade as Grade }));
}

/** Accounts by the platform's ids, locked in the order of their ids. */
export async function lockAccountStates(tx: Tx, externalIds: readonly string[]): Promise<AccountState[]> {
  if (externalIds.length === 0) return [];
  const rows = await tx
    .select({
      id: account.id,
      externalId: account.externalId,
      code: account.code,
      nickname: account.nickname,
      verification: account.verification,
      verificationMethod: account.verificationMethod,
      verifiedAt: account.verifiedAt,
      minor: account.minor,
      confirmed: account.confirmed,
      registeredAt: account.registeredAt,
      sourceUpdatedAt: account.sourceUpdatedAt,
      hasPhone: sql<boolean>`${account.phone} is not null`,
      hasToken: sql<boolean>`${account.verificationToken} is not null`,
    })
    .from(account)
    .where(sql`${account.externalId} = any(${texts(externalIds)})`)
    .orderBy(asc(account.id))
    .for("update");
  return rows.map((row) => ({ ...row, verification: row.verification as VerificationState }));
}

/**
 * Gives codes to groups that had others. A code is given once: what was given before, to whomever, is not given again.
 *
 * @returns the codes that are now theirs.
 */
export async function allocateCodes(
  tx: Tx,
  wanted: readonly { readonly id: string; readonly code: string }[],
  now: Date,
): Promise<Set<string>> {
  if (wanted.length === 0) return new Set();
  const rows = await tx.execute<{ code: string }>(sql`
    insert into code_allocation (code, subject_kind, subject_id, allocated_at)
    select code, 'group', id, ${now.toISOString()}::timestamptz
    from unnest(${texts(wanted.map(({ code }) => code))}, ${uuids(wanted.map(({ id }) => id))}) as t (code, id)
    order by code
    on conflict do nothing returning code`);
  return new Set(rows.map(({ code }) => code));
}

type GroupWrite = GroupState & { readonly grams: readonly string[] };

export async function saveGroups(tx: Tx, groups: readonly GroupWrite[]): Promise<void> {
  if (groups.length === 0) return;
  const of = <Name extends keyof GroupWrite>(name: Name) => groups.map((each) => each[name]);
  await tx.execute(sql`
    update chat_group set code = g.code, name = g.name, grams = ${fromJson}, category = g.category,
      member_count = g.member_count, messages_per_day = g.messages_per_day, public_join = g.public_join,
      public_dissemination = g.public_dissemination, grade = g.grade, confirmed = true,
      dissolved_at = g.dissolved_at, source_updated_at = g.source_updated_at
    from unnest(${uuids(of("id"))}, ${texts(of("code"))}, ${texts(of("name"))}, ${jsonLists(of("grams"))},
      ${words(of("category"))}, ${list(of("memberCount"), "int")}, ${list(of("messagesPerDay"), "int")},
      ${list(of("publicJoin"), "boolean")}, ${list(of("publicDissemination"), "boolean")}, ${list(of("grade"), "int")},
      ${times(of("dissolvedAt"))}, ${times(of("sourceUpdatedAt"))})
      as g (id, code, name, grams, category, member_count, messages_per_day, public_join, public_dissemination, grade,
        dissolved_at, source_updated_at)
    where chat_group.id = g.id`);
}

/** Sealed fields: bytes to keep, null to erase, undefined to leave as it is. */
export type AccountWrite = AccountState & {
  readonly grams: readonly string[];
  readonly phoneSealed: Buffer | null | undefined;
  readonly tokenSealed: Buffer | null | undefined;
};

const hex = (values: readonly (Buffer | null | undefined)[]) =>
  words(values.map((value) => value?.toString("hex") ?? null));
const stated = (values: readonly unknown[]) =>
  list(
    values.map((value) => value !== undefined),
    "boolean",
  );

export async function saveAccounts(tx: Tx, accounts: readonly AccountWrite[]): Promise<void> {
  if (accounts.length === 0) return;
  const of = <Name extends keyof AccountWrite>(name: Name) => accounts.map((each) => each[name]);
  await tx.execute(sql`
    update account set nickname = g.nickname, grams = ${fromJson}, verification = g.verification,
      verification_method = g.verification_method, verified_at = g.verified_at, minor = g.minor, confirmed = true,
      registered_at = g.registered_at, source_updated_at = g.source_updated_at,
      phone = case when g.has_phone then decode(g.phone, 'hex') else account.phone end,
      verification_token = case when g.has_token then decode(g.token, 'hex') else account.verification_token end
    from unnest(${uuids(of("id"))}, ${texts(of("nickname"))}, ${jsonLists(of("grams"))}, ${texts(of("verification"))},
      ${words(of("verificationMethod"))}, ${times(of("verifiedAt"))}, ${list(of("minor"), "boolean")},
      ${times(of("registeredAt"))}, ${times(of("sourceUpdatedAt"))}, ${hex(of("phoneSealed"))},
      ${stated(of("phoneSealed"))}, ${hex(of("tokenSealed"))}, ${stated(of("tokenSealed"))})
      as g (id, nickname, grams, verification, verification_method, verified_at, minor, registered_at,
        source_updated_at, phone, has_phone, token, has_token)
    where account.id = g.id`);
}

export type MembershipWrite = {
  readonly groupId: string;
  readonly accountId: string;
  readonly role: MemberRole;
  readonly leftAt: Date | null;
  readonly sourceUpdatedAt: Date;
};
export type MembershipState = MembershipWrite;

/** What is known of these memberships, locked. */
export async function lockMemberships(
  tx: Tx,
  wanted: readonly { readonly groupId: string; readonly accountId: string }[],
): Promise<MembershipState[]> {
  if (wanted.length === 0) return [];
  const rows = await tx.execute<{
    group_id: string;
    account_id: string;
    role: string;
    left_at: string | Date | null;
    source_updated_at: string | Date;
  }>(sql`
    select m.* from membership m
    join unnest(${uuids(wanted.map((each) => each.groupId))}, ${uuids(wanted.map((each) => each.accountId))})
      as t (group_id, account_id) using (group_id, account_id)
    order by m.group_id, m.account_id for update of m`);
  return rows.map((row) => ({
    groupId: row.group_id,
    accountId: row.account_id,
    role: row.role as MemberRole,
    leftAt: row.left_at === null ? null : new Date(row.left_at),
    sourceUpdatedAt: new Date(row.source_updated_at),
  }));
}

/** Writes memberships; one that somebody wrote newer in the meantime stays. */
export async function saveMemberships(tx: Tx, memberships: readonly MembershipWrite[]): Promise<void> {
  if (memberships.length === 0) return;
  const of = <Name extends keyof MembershipWrite>(name: Name) => memberships.map((each) => each[name]);
  await tx.execute(sql`
    insert into membership (group_id, account_id, role, left_at, source_updated_at)
    select * from unnest(${uuids(of("groupId"))}, ${uuids(of("accountId"))}, ${texts(of("role"))},
      ${times(of("leftAt"))}, ${times(of("sourceUpdatedAt"))}) as t (group_id, account_id, role, left_at, source_updated_at)
    order by group_id, account_id
    on conflict (group_id, account_id) do update
      set role = excluded.role, left_at = excluded.left_at, source_updated_at = excluded.source_updated_at
      where excluded.source_updated_at >= membership.source_updated_at`);
}

/** Who is a group's founder now, in place of whoever was: null for nobody. */
export type FounderStated = { readonly groupId: string; readonly accountId: string | null; readonly at: Date };

/**
 * There is one founder: whoever was it before becomes a member, unless something newer says otherwise; then each
 * group's founder is read from its memberships, the newest first.
 */
export async function settleFounders(
  tx: Tx,
  stated: readonly FounderStated[],
  groupIds: readonly string[],
): Promise<void> {
  if (stated.length > 0)
    await tx.execute(sql`
      update membership set role = 'member', source_updated_at = t.at
      from unnest(${uuids(stated.map(({ groupId }) => groupId))},
        ${list(
          stated.map(({ accountId }) => accountId),
          "uuid",
        )}, ${times(stated.map(({ at }) => at))}) as t (group_id, account_id, at)
      where membership.group_id = t.group_id and membership.role = 'founder'
        and membership.account_id is distinct from t.account_id and membership.source_updated_at <= t.at`);
  if (groupIds.length > 0)
    await tx.execute(sql`
      update chat_group set founder_id = f.account_id
      from (
        select g.id, (
          select m.account_id from membership m
          where m.group_id = g.id and m.role = 'founder' and m.left_at is null
          order by m.source_updated_at desc, m.account_id limit 1
        ) as account_id
        from unnest(${uuids(groupIds)}) as g (id)
      ) f
      where chat_group.id = f.id and chat_group.founder_id is distinct from f.account_id`);
}

export const insertBatch = (tx: Tx, batch: typeof registryBatch.$inferInsert) => tx.insert(registryBatch).values(batch);

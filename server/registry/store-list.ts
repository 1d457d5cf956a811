import { and, asc, eq, isNull, type SQL, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { Reader } from "../../db/client";
import { account, codeAllocation, creditEntry, group, membership } from "../../db/schema";
import type { AccountListInput, GroupListInput } from "./contract";
import type { Search } from "./rules-search";
import { texts } from "./store-subjects";

/** Sort values of the row before a page. */
export type GroupPlace = { readonly memberCount: number; readonly id: string };
export type AccountPlace = { readonly createdAt: Date; readonly id: string };

const groupColumns = {
  id: group.id,
  code: group.code,
  /** Null once erased: what stands there then is a random word. */
  externalId: sql<string | null>`case when ${group.erasedAt} is null then ${group.externalId} end`,
  name: group.name,
  category: group.category,
  memberCount: group.memberCount,
  messagesPerDay: group.messagesPerDay,
  grade: group.grade,
  status: group.status,
  confirmed: group.confirmed,
  erasedAt: group.erasedAt,
};

/** In an index by words, then each word for sure. */
const named = (column: typeof group.name | typeof account.nickname, grams: SQL, search: Search): SQL =>
  sql`${grams} @> ${texts(search.grams)} and ${sql.join(
    search.words.map((word) => sql`strpos(lower(normalize(${column}, NFKC)), ${word}) > 0`),
    sql` and `,
  )}`;

/** One page of groups, largest first. `search.grams` must not be empty. */
export function groupsQuery(
  tx: Reader,
  { status, grade, category }: Pick<GroupListInput, "status" | "grade" | "category">,
  search: Search | null,
  after: GroupPlace | null,
  limit: number,
) {
  return tx
    .select(groupColumns)
    .from(group)
    .where(
      and(
        status && eq(group.status, status),
        grade && eq(group.grade, grade),
        category && eq(group.category, category),
        search ? named(group.name, sql`${group.grams}`, search) : undefined,
        after ? sql`(${group.memberCount}, ${group.id}) < (${after.memberCount}::int, ${after.id}::uuid)` : undefined,
      ),
    )
    .orderBy(sql`${group.memberCount} desc`, sql`${group.id} desc`)
    .limit(limit);
}

/** Groups that have, or ever had, this code, or this id of the platform's. */
export const groupsNamed = (tx: Reader, { code, externalId }: Pick<Search, "code" | "externalId">) =>
  tx
    .select(groupColumns)
    .from(group)
    .where(
      // One index each; an "or" of the two would be a scan.
      sql`${group.id} = any(array(
        select n.id from chat_group n where n.external_id = ${externalId}
        union all
        select n.subject_id from code_allocation n where n.code = ${code}))`,
    )
    .limit(2);

const accountColumns = {
  id: account.id,
  code: account.code,
  /** Null once erased: what stands there then is a random word. */
  externalId: sql<string | null>`case when ${account.erasedAt} is null then ${account.externalId} end`,
  nickname: account.nickname,
  credit: account.credit,
  verification: account.verification,
  minor: account.minor,
  restrictions: account.restrictions,
  confirmed: account.confirmed,
  registeredAt: account.registeredAt,
  createdAt: account.createdAt,
  erasedAt: account.erasedAt,
};

/** One page of accounts, the latest known first. `search.grams` must not be empty. */
export function accountsQuery(
  tx: Reader,
  { credit, verification, restricted }: Pick<AccountListInput, "credit" | "verification" | "restricted">,
  search: Search | null,
  after: AccountPlace | null,
  limit: number,
) {
  return tx
    .select(accountColumns)
    .from(account)
    .where(
      and(
        credit && eq(account.credit, credit),
        verification && eq(account.verification, verification),
        // As the partial index says it.
        restricted === undefined
          ? undefined
          : restricted
            ? sql`cardinality(${account.restrictions}) > 0`
            : sql`cardinality(${account.restrictions}) = 0`,
        search ? named(account.nickname, sql`${account.grams}`, search) : undefined,
        after
          ? sql`(${account.createdAt}, ${account.id}) < (${after.createdAt.toISOString()}::timestamptz, ${after.id}::uuid)`
          : undefined,
      ),
    )
    .orderBy(sql`${account.createdAt} desc`, sql`${account.id} desc`)
    .limit(limit);
}

export const accountsNamed = (tx: Reader, { code, externalId }: Pick<Search, "code" | "externalId">) =>
  tx
    .select(accountColumns)
    .from(account)
    .where(
      // One index each; an "or" of the two would be a scan.
      sql`${account.id} = any(array(
        select n.id from account n where n.external_id = ${externalId}
        union all
        select n.subject_id from code_allocation n where n.code = ${code}))`,
    )
    .limit(2);

const isUuid = (text: string) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
const byName = (id: typeof group.id | typeof account.id, name: string, code: string): SQL =>
  isUuid(name)
    ? sql`${id} = ${name}::uuid`
    : sql`${id} = (select ${codeAllocation.subjectId} from ${codeAllocation} where ${codeAllocation.code} = ${code})`;

const founder = alias(account, "founder");

/** One group by code (a former one too) or id, with its founder. */
export async function groupDetail(tx: Reader, name: string, code: string) {
  const [row] = await tx
    .select({
      ...groupColumns,
      publicJoin: group.publicJoin,
      publicDissemination: group.publicDissemination,
      dissolvedAt: group.dissolvedAt,
      sourceUpdatedAt: group.sourceUpdatedAt,
      createdAt: group.createdAt,
      founderId: founder.id,
      founderCode: founder.code,
      founderNickname: founder.nickname,
      founderCredit: founder.credit,
      founderVerification: founder.verification,
    })
    .from(group)
    .leftJoin(founder, eq(founder.id, group.founderId))
    .where(byName(group.id, name, code));
  return row ?? null;
}

/** One account by code or id. Sealed fields are told by presence only. */
export async function accountDetail(tx: Reader, name: string, code: string) {
  const [row] = await tx
    .select({
      ...accountColumns,
      verificationMethod: account.verificationMethod,
      verifiedAt: account.verifiedAt,
      sourceUpdatedAt: account.sourceUpdatedAt,
      hasPhone: sql<boolean>`${account.phone} is not null`,
      hasToken: sql<boolean>`${account.verificationToken} is not null`,
    })
    .from(account)
    .where(byName(account.id, name, code));
  return row ?? null;
}

const memberColumns = {
  groupId: membership.groupId,
  accountId: membership.accountId,
  role: membership.role,
  since: membership.sourceUpdatedAt,
};

/** Present members, founder and managers first. The page is cut before it is joined, whatever the planner thinks. */
export function membersQuery(
  tx: Reader,
  groupId: string,
  after: { readonly role: string; readonly accountId: string } | null,
  limit: number,
) {
  const beyond = after
    ? sql`(${membership.role}, ${membership.accountId}) > (${after.role}::text, ${after.accountId}::uuid)`
    : undefined;
  const page = tx
    .select(memberColumns)
    .from(membership)
    .where(and(eq(membership.groupId, groupId), isNull(membership.leftAt), beyond))
    .orderBy(asc(membership.role), asc(membership.accountId))
    .limit(limit)
    .as("page");
  return tx
    .select({
      accountId: page.accountId,
      role: page.role,
      since: page.since,
      code: account.code,
      nickname: account.nickname,
      credit: account.credit,
      verification: account.verification,
      restrictions: account.restrictions,
    })
    .from(page)
    .innerJoin(account, eq(account.id, page.accountId))
    .orderBy(asc(page.role), asc(page.accountId));
}

/** Groups that an account is in. */
export function membershipsQuery(tx: Reader, accountId: string, after: string | null, limit: number) {
  const beyond = after ? sql`${membership.groupId} > ${after}::uuid` : undefined;
  const page = tx
    .select(memberColumns)
    .from(membership)
    .where(and(eq(membership.accountId, accountId), isNull(membership.leftAt), beyond))
    .orderBy(asc(membership.groupId))
    .limit(limit)
    .as("page");
  return tx
    .select({
      groupId: page.groupId,
      role: page.role,
      since: page.since,
      code: group.code,
      name: group.name,
      grade: group.grade,
      status: group.status,
      memberCount: group.memberCount,
    })
    .from(page)
    .innerJoin(group, eq(group.id, page.groupId))
    .orderBy(asc(page.groupId));
}

/** The ledger of an account's credit, newest first. */
export const creditQuery = (tx: Reader, accountId: string, before: string | null, limit: number) =>
  tx
    .select({
      id: creditEntry.id,
      from: creditEntry.from,
      to: creditEntry.to,
      reason: creditEntry.reason,
      measureId: creditEntry.measureId,
      at: creditEntry.at,
      eventId: creditEntry.eventId,
    })
    .from(creditEntry)
    .where(and(eq(creditEntry.accountId, accountId), before ? sql`${creditEntry.id} < ${before}::uuid` : undefined))
    .orderBy(sql`${creditEntry.id} desc`)
    .limit(limit);

/** How many groups an account founded that still exist, and how many it is in: what its credit caps. */
export async function holdingsOf(tx: Reader, accountId: string): Promise<{ founded: number; joined: number }> {
  const [row] = await tx
    .select({
      founded: sql<number>`(count(*) filter (where ${membership.role} = 'founder'))::int`,
      joined: sql<number>`(count(*))::int`,
    })
    .from(membership)
    .innerJoin(group, eq(group.id, membership.groupId))
    .where(
      and(
        eq(membership.accountId, accountId),
        isNull(membership.leftAt),
        sql`${group.status} not in ('closed', 'dissolved')`,
      ),
    );
  return row ?? { founded: 0, joined: 0 };
}

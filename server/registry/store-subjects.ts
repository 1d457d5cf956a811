import { and, asc, eq, inArray, isNull, type SQL, sql } from "drizzle-orm";
import type { Reader, Tx } from "../../db/client";
import { account, group, membership } from "../../db/schema";
import { assert } from "../kernel/assert";
import { gramsOf } from "../kernel/grams";
import { drawNumber, newId } from "../kernel/id";
import type { CreditLevel, Grade, SubjectKind } from "../policy/contract";
import { type GroupStatus, type MemberRole, managerLimit, type Subject } from "./contract";
import { codeOf } from "./rules";

/** PostgreSQL array parameters as one text each: the driver guesses no types of its own. */
export const texts = (values: readonly string[]): SQL => sql`${sql.param(values as string[])}::text[]`;
export const uuids = (values: readonly string[]): SQL => sql`${sql.param(values as string[])}::uuid[]`;

const groupColumns = {
  id: group.id,
  externalId: group.externalId,
  code: group.code,
  name: group.name,
  confirmed: group.confirmed,
  memberCount: group.memberCount,
  grade: group.grade,
  status: group.status,
  version: group.version,
};
const accountColumns = {
  id: account.id,
  externalId: account.externalId,
  code: account.code,
  name: account.nickname,
  confirmed: account.confirmed,
  credit: account.credit,
  restrictions: account.restrictions,
  version: account.version,
};

type GroupRow = Awaited<ReturnType<typeof groupRows>>[number];
type AccountRow = Awaited<ReturnType<typeof accountRows>>[number];
const groupRows = (tx: Reader, where: SQL | undefined) => tx.select(groupColumns).from(group).where(where);
const accountRows = (tx: Reader, where: SQL | undefined) => tx.select(accountColumns).from(account).where(where);

const toGroup = (row: GroupRow): Subject => ({
  ...row,
  kind: "group",
  grade: row.grade as Grade,
  status: row.status as GroupStatus,
  credit: null,
  restrictions: [],
});
const toAccount = (row: AccountRow): Subject => ({
  ...row,
  kind: "account",
  credit: row.credit as CreditLevel,
  memberCount: null,
  grade: null,
  status: null,
});

/** Subjects of one kind by the platform's ids; those not known are absent. */
export async function byExternalIds(tx: Reader, kind: SubjectKind, externalIds: readonly string[]): Promise<Subject[]> {
  if (externalIds.length === 0) return [];
  return kind === "group"
    ? (await groupRows(tx, sql`${group.externalId} = any(${texts(externalIds)})`)).map(toGroup)
    : (await accountRows(tx, sql`${account.externalId} = any(${texts(externalIds)})`)).map(toAccount);
}

/** Subjects of one kind by id, locked until the transaction ends, one after the other in the order of their ids. */
export async function lockByIds(tx: Tx, kind: SubjectKind, ids: readonly string[]): Promise<Subject[]> {
  if (ids.length === 0) return [];
  if (kind === "group") {
    const where = sql`${group.id} = any(${uuids(ids)})`;
    return (await tx.select(groupColumns).from(group).where(where).orderBy(asc(group.id)).for("update")).map(toGroup);
  }
  const where = sql`${account.id} = any(${uuids(ids)})`;
  return (await tx.select(accountColumns).from(account).where(where).orderBy(asc(account.id)).for("update")).map(
    toAccount,
  );
}

/** Many subjects of one kind by id, not locked. */
export async function byIds(tx: Reader, kind: SubjectKind, ids: readonly string[]): Promise<Subject[]> {
  if (ids.length === 0) return [];
  return kind === "group"
    ? (await groupRows(tx, sql`${group.id} = any(${uuids(ids)})`)).map(toGroup)
    : (await accountRows(tx, sql`${account.id} = any(${uuids(ids)})`)).map(toAccount);
}

export async function byId(tx: Reader, kind: SubjectKind, id: string): Promise<Subject | null> {
  const [found] =
    kind === "group"
      ? (await groupRows(tx, eq(group.id, id))).map(toGroup)
      : (await accountRows(tx, eq(account.id, id))).map(toAccount);
  return found ?? null;
}

/** A stub to make. `code` is the platform's own; without one, Docket allocates. Without a name it shows its id. */
export type Stub = { readonly externalId: string; readonly code?: string; readonly name?: string };

/** Random codes run into one another at first by 1 in 10⁸ per code given: eight rounds are plenty. */
const rounds = 8;

/**
 * Makes subjects that a report or a registry line names for the first time: unconfirmed, each with a code of its own.
 * One statement a round. Whoever makes the same stub at the same moment waits here, and both then see one row.
 * Rows are inserted in the order of their external ids, so that two such transactions cannot deadlock.
 *
 * @param initialCredit of new accounts.
 * @returns those that could not be made because their code is taken: only where the platform brought one.
 */
export async function makeStubs(
  tx: Tx,
  kind: SubjectKind,
  stubs: readonly Stub[],
  initialCredit: CreditLevel,
  now: Date,
): Promise<readonly Stub[]> {
  let missing = [...stubs].sort((a, b) => (a.externalId < b.externalId ? -1 : 1));
  for (let round = 0; missing.length > 0 && round < rounds; round++) {
    const rows = missing.map((stub) => ({
      id: newId(now),
      externalId: stub.externalId,
      code: stub.code ?? codeOf(kind, 1 + drawNumber(99_999_999)),
      name: (stub.name ?? stub.externalId).slice(0, 200),
    }));
    await insertStubs(tx, kind, rows, initialCredit, now);
    const known = new Set(
      (
        await byExternalIds(
          tx,
          kind,
          missing.map((stub) => stub.externalId),
        )
      ).map((s) => s.externalId),
    );
    missing = missing.filter((stub) => !known.has(stub.externalId));
    if (missing.length > 0 && missing.every((stub) => stub.code !== undefined)) return missing;
  }
  assert(
    missing.every((stub) => stub.code !== undefined),
    "no free code was found",
  );
  return missing;
}

async function insertStubs(
  tx: Tx,
  kind: SubjectKind,
  rows: readonly { id: string; externalId: string; code: string; name: string }[],
  initialCredit: CreditLevel,
  now: Date,
): Promise<void> {
  const at = now.toISOString();
  const grams = rows.map((row) => JSON.stringify(gramsOf(row.name)));
  const given = sql`given as materialized (
    select * from unnest(${uuids(rows.map((row) => row.id))}, ${texts(rows.map((row) => row.externalId))},
      ${texts(rows.map((row) => row.code))}, ${texts(rows.map((row) => row.name))}, ${texts(grams)})
      with ordinality as t (id, external_id, code, name, grams, place)
    where not exists (select from code_allocation c where c.code = t.code)
  )`;
  const words = sql`array(select jsonb_array_elements_text(given.grams::jsonb))`;
  const made =
    kind === "group"
      ? sql`insert into chat_group (id, external_id, code, name, grams, confirmed, version, created_at)
          select id, external_id, code, name, ${words}, false, 0, ${at}::timestamptz from given order by place
          on conflict do nothing returning id, code`
      : sql`insert into account (id, external_id, code, nickname, grams, credit, confirmed, version, created_at)
          select id, external_id, code, name, ${words}, ${initialCredit}, false, 0, ${at}::timestamptz from given order by place
          on conflict do nothing returning id, code`;
  await tx.execute(sql`with ${given}, made as (${made})
    insert into code_allocation (code, subject_kind, subject_id, allocated_at)
    select code, ${kind}, id, ${at}::timestamptz from made`);
}

/** Founder first, then managers, present members only. */
export async function managers(tx: Reader, groupId: string): Promise<(Subject & { readonly role: MemberRole })[]> {
  const rows = await tx
    .select({ ...accountColumns, role: membership.role })
    .from(membership)
    .innerJoin(account, eq(account.id, membership.accountId))
    .where(
      and(eq(membership.groupId, groupId), inArray(membership.role, ["founder", "manager"]), isNull(membership.leftAt)),
    )
    .orderBy(asc(membership.role), asc(membership.accountId))
    .limit(managerLimit);
  return rows.map(({ role, ...row }) => ({ ...toAccount(row), role: role as MemberRole }));
}

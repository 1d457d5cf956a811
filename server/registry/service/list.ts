import { fromCursor, type Page, toCursor } from "../../kernel/cursor";
import { Refused } from "../../kernel/refusal";
import { read } from "../../read";
import {
  type AccountListInput,
  type GroupListInput,
  type MemberListInput,
  type MembershipListInput,
  refuse,
} from "../contract";
import { searchOf } from "../rules-search";
import {
  accountsNamed,
  accountsQuery,
  creditQuery,
  groupsNamed,
  groupsQuery,
  membershipsQuery,
  membersQuery,
} from "../store-list";

type Rows<Query extends (...given: never[]) => PromiseLike<readonly unknown[]>> = Awaited<ReturnType<Query>>[number];
export type GroupRow = Rows<typeof groupsQuery>;
export type AccountRow = Rows<typeof accountsQuery>;

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The values of a cursor, the last of which is an id. Null for the first page. */
function placeOf(cursor: string | undefined, length: number): (string | number | null)[] | null {
  if (cursor === undefined) return null;
  const place = fromCursor(cursor, length);
  const id = place?.at(-1);
  if (!place || typeof id !== "string" || !uuid.test(id)) throw new Refused(refuse("bad_cursor"));
  return place;
}
const badCursor = () => new Refused(refuse("bad_cursor"));

function page<Row>(rows: readonly Row[], limit: number, placeAt: (row: Row) => (string | number | null)[]): Page<Row> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return { rows: shown, next: rows.length > limit && last !== undefined ? toCursor(placeAt(last)) : null };
}

/**
 * Groups, largest first. A text that is a code (a former one too) or an id of the platform's finds that group alone;
 * else it is looked for in names. Refuses: bad_cursor, too_short.
 */
export async function listGroups({ text, cursor, limit, ...filter }: GroupListInput): Promise<Page<GroupRow>> {
  const place = placeOf(cursor, 2);
  const [memberCount, id] = place ?? [];
  if (place && !Number.isSafeInteger(memberCount)) throw badCursor();
  const after = place ? { memberCount: memberCount as number, id: id as string } : null;
  return read(async (tx) => {
    const search = text ? searchOf(text) : null;
    if (search) {
      const named = await groupsNamed(tx, search);
      if (named.length > 0) return { rows: named, next: null };
      if (search.grams.length === 0) throw new Refused(refuse("too_short"));
    }
    const rows = await groupsQuery(tx, filter, search, after, limit + 1);
    return page(rows, limit, (row) => [row.memberCount, row.id]);
  });
}

/** Accounts, the latest known first; a text is taken as for groups. Refuses: bad_cursor, too_short. */
export async function listAccounts({ text, cursor, limit, ...filter }: AccountListInput): Promise<Page<AccountRow>> {
  const place = placeOf(cursor, 2);
  const [createdAt, id] = place ?? [];
  const date = new Date(typeof createdAt === "string" ? createdAt : Number.NaN);
  if (place && Number.isNaN(date.getTime())) throw badCursor();
  const after = place ? { createdAt: date, id: id as string } : null;
  return read(async (tx) => {
    const search = text ? searchOf(text) : null;
    if (search) {
      const named = await accountsNamed(tx, search);
      if (named.length > 0) return { rows: named, next: null };
      if (search.grams.length === 0) throw new Refused(refuse("too_short"));
    }
    const rows = await accountsQuery(tx, filter, search, after, limit + 1);
    return page(rows, limit, (row) => [row.createdAt.toISOString(), row.id]);
  });
}

/** Present members, founder and managers first. Refuses: bad_cursor. */
export async function listMembers({ groupId, cursor, limit }: MemberListInput) {
  const place = placeOf(cursor, 2);
  const [role, accountId] = place ?? [];
  if (place && typeof role !== "string") throw badCursor();
  const after = place ? { role: role as string, accountId: accountId as string } : null;
  const rows = await read((tx) => membersQuery(tx, groupId, after, limit + 1));
  return page(rows, limit, (row) => [row.role, row.accountId]);
}

/** Groups that an account is in. Refuses: bad_cursor. */
export async function listMemberships({ accountId, cursor, limit }: MembershipListInput) {
  const [after] = placeOf(cursor, 1) ?? [];
  const rows = await read((tx) => membershipsQuery(tx, accountId, (after as string | undefined) ?? null, limit + 1));
  return page(rows, limit, (row) => [row.groupId]);
}

/** The ledger of an account's credit, newest first. Refuses: bad_cursor. */
export async function listCredit({ accountId, cursor, limit }: MembershipListInput) {
  const [before] = placeOf(cursor, 1) ?? [];
  const rows = await read((tx) => creditQuery(tx, accountId, (before as string | undefined) ?? null, limit + 1));
  return page(rows, limit, (row) => [row.id]);
}

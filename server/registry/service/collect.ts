import type { Reader } from "../../../db/client";
import { Refused } from "../../kernel/refusal";
import type { SubjectKind } from "../../policy/contract";
import type { AccountListInput, GroupListInput, Subject } from "../contract";
import { refuse } from "../contract";
import { searchOf } from "../rules-search";
import { idsNamed } from "../store-collect";
import { accountsNamed, accountsQuery, groupsNamed, groupsQuery } from "../store-list";
import { byIds } from "../store-subjects";

type Filters = {
  readonly group: Pick<GroupListInput, "text" | "status" | "grade" | "category">;
  readonly account: Pick<AccountListInput, "text" | "credit" | "verification" | "restricted">;
};

/**
 * Every subject that a list shows under these filters, in the list's order, whatever page it is on.
 *
 * @param limit how many are wanted at most; one more tells that there are more.
 * Refuses: too_short.
 */
export async function idsMatching<Kind extends keyof Filters>(
  tx: Reader,
  kind: Kind,
  given: Filters[Kind],
  limit: number,
): Promise<{ readonly ids: readonly string[]; readonly isMore: boolean }> {
  const { text, ...filter } = given;
  const search = text ? searchOf(text) : null;
  if (search) {
    const named = kind === "group" ? await groupsNamed(tx, search) : await accountsNamed(tx, search);
    if (named.length > 0) return { ids: named.map(({ id }) => id), isMore: false };
    if (search.grams.length === 0) throw new Refused(refuse("too_short"));
  }
  const rows =
    kind === "group"
      ? await groupsQuery(tx, filter as Filters["group"], search, null, limit + 1)
      : await accountsQuery(tx, filter as Filters["account"], search, null, limit + 1);
  return { ids: rows.slice(0, limit).map(({ id }) => id), isMore: rows.length > limit };
}

/** Ids of the subjects that people name by code or by the platform's id; what nobody has is absent. */
export const subjectsNamed = (tx: Reader, kind: SubjectKind, names: readonly string[]): Promise<Map<string, string>> =>
  idsNamed(tx, kind, names);

/** Many subjects by id, not locked, in no order; those that do not exist are absent. */
export const subjectsByIds = (tx: Reader, kind: SubjectKind, ids: readonly string[]): Promise<Subject[]> =>
  byIds(tx, kind, ids);

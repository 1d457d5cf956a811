import { AccountListInput, GroupListInput } from "@/server/registry/contract";

type Params = Readonly<Record<string, string | string[] | undefined>>;
/** What the address says of each filter, as people typed it; empty when it says nothing. */
export type Given = Readonly<Record<string, string>>;

/** One value of the address. */
export const textOf = (params: Params, name: string): string => [params[name] ?? ""].flat()[0]?.trim() ?? "";
const givenOf = (params: Params, names: readonly string[]): Given =>
  Object.fromEntries(names.map((name) => [name, textOf(params, name)]));
const orNothing = (text: string) => (text === "" ? undefined : text);
const words: Readonly<Record<string, boolean>> = { yes: true, no: false };

/** The filters of the list of groups. `asked` is null when the address makes no sense. */
export function groupFilter(params: Params): { given: Given; asked: GroupListInput | null } {
  const given = givenOf(params, ["q", "status", "grade", "category"]);
  const asked = GroupListInput.safeParse({
    text: orNothing(given.q ?? ""),
    status: orNothing(given.status ?? ""),
    grade: given.grade ? Number(given.grade) : undefined,
    category: orNothing(given.category ?? ""),
    cursor: orNothing(textOf(params, "after")),
  });
  return { given, asked: asked.success ? asked.data : null };
}

/** The filters of the list of accounts. */
export function accountFilter(params: Params): { given: Given; asked: AccountListInput | null } {
  const given = givenOf(params, ["q", "credit", "verification", "restricted"]);
  const asked = AccountListInput.safeParse({
    text: orNothing(given.q ?? ""),
    credit: orNothing(given.credit ?? ""),
    verification: orNothing(given.verification ?? ""),
    restricted: given.restricted ? (words[given.restricted] ?? given.restricted) : undefined,
    cursor: orNothing(textOf(params, "after")),
  });
  return { given, asked: asked.success ? asked.data : null };
}

export const groupViews = ["members", "cases", "measures", "log"] as const;
export const accountViews = ["memberships", "credit", "cases", "measures", "log"] as const;
export type SubjectView = (typeof groupViews)[number] | (typeof accountViews)[number];

/** The view that an address names, of those that this person may see; the first otherwise. */
export function viewOf<View extends SubjectView>(params: Params, offered: readonly View[]): View {
  const named = textOf(params, "view");
  return offered.find((view) => view === named) ?? (offered[0] as View);
}

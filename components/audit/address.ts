import { ListEntries } from "@/server/audit/contract";
import { parseCaseNumber } from "@/server/cases/contract";

export const filterNames = ["kind", "action", "actor", "subject", "case", "from", "through"] as const;
/** What the address says of each filter, as people typed it; empty when it says nothing. */
export type FilterText = Readonly<Record<(typeof filterNames)[number], string>>;

type Params = Readonly<Record<string, string | string[] | undefined>>;

/**
 * Reads the filters out of an address.
 *
 * @returns `asked` is null when the address makes no sense as a filter.
 */
export function filterOf(params: Params): { given: FilterText; asked: ListEntries | null } {
  const text = (name: string) => [params[name] ?? ""].flat()[0]?.trim() ?? "";
  const given = Object.fromEntries(filterNames.map((name) => [name, text(name)])) as FilterText;
  const filled = Object.entries(given).filter(([, value]) => value !== "");
  const asked = ListEntries.safeParse({
    ...Object.fromEntries(filled),
    ...(given.case ? { case: parseCaseNumber(given.case) ?? Number.NaN } : {}),
    ...(text("after") ? { cursor: text("after") } : {}),
  });
  return { given, asked: asked.success ? asked.data : null };
}

import { ExternalId } from "../cases/receive-contract";
import type { FieldFault } from "../kernel/refusal";
import type { Policy } from "../policy/contract";
import { leafOf } from "../policy/rules";
import { longestTermDays, restrictedFunctions } from "./contract";
import type { ImportColumn } from "./contract-import";

/** A line of the file as it was read: texts by column. */
export type ImportLine = { readonly line: number; readonly values: Readonly<Partial<Record<ImportColumn, string>>> };

/** An entry that a line proposes. */
export type Listing = {
  readonly line: number;
  readonly kind: "group" | "account";
  readonly externalId: string;
  readonly functions: readonly string[];
  readonly reviewDays: number;
  /** Key of the clause. */
  readonly clause: string;
  readonly facts: string;
  readonly reason: string;
};

/** Said of a listing that gives no reason of its own for going beyond the ladder. */
const listReason = "由名单导入提出 / Proposed from a list that was brought in";

/** A fault of a line: `/lines/3/functions`. */
export const lineFault = (line: number, column: string, zh: string, en: string): FieldFault => ({
  pointer: `/lines/${line}/${column}`,
  reason: { zh, en },
});

/** A clause by its key, or by its number as people write it. */
function clauseKey(policy: Policy, text: string): string | null {
  const byNumber = policy.document.taxonomy.find(({ clause, severity }) => clause === text && severity !== null);
  return byNumber?.key ?? leafOf(policy, text)?.key ?? null;
}

/** Reads one line. What is wrong with it is told by column, all of it at once. */
function listingOf(
  policy: Policy,
  { line, values }: ImportLine,
): { readonly listing: Listing | null; readonly faults: readonly FieldFault[] } {
  const faults: FieldFault[] = [];
  const text = (column: ImportColumn) => values[column]?.trim() ?? "";
  const wrong = (column: ImportColumn, zh: string, en: string) => faults.push(lineFault(line, column, zh, en));
  const kind = text("kind");
  if (kind !== "group" && kind !== "account") wrong("kind", "须为 group 或 account", "must be group or account");
  const externalId = text("externalId");
  if (!ExternalId.safeParse(externalId).success) wrong("externalId", "须为平台的编号", "must be an id of the platform");
  const functions = [
    ...new Set(
      text("functions")
        .split(/[;|、，,\s]+/)
        .filter(Boolean),
    ),
  ];
  const allowed: readonly string[] = kind === "group" ? restrictedFunctions.group : restrictedFunctions.account;
  if (functions.length === 0 || functions.some((word) => !allowed.includes(word)))
    wrong("functions", `须为 ${allowed.join("、")} 中的一项或多项`, `must be some of ${allowed.join(", ")}`);
  const reviewDays = /^\d{1,4}$/.test(text("reviewDays")) ? Number(text("reviewDays")) : 0;
  if (reviewDays < 1 || reviewDays > longestTermDays)
    wrong("reviewDays", `须为 1 至 ${longestTermDays} 的天数`, `must be a number of days from 1 to ${longestTermDays}`);
  const clause = clauseKey(policy, text("clause"));
  if (!clause) wrong("clause", "现行规则中没有这一条款", "the rules in force have no such clause");
  const facts = text("facts");
  if (!facts || facts.length > 2_000)
    wrong("facts", "须写明事实，最多 2000 字", "must state the facts, at most 2,000 characters");
  const reason = text("reason");
  if (reason.length > 1_000) wrong("reason", "最多 1000 字", "must have at most 1,000 characters");
  if (faults.length > 0 || !clause || (kind !== "group" && kind !== "account")) return { listing: null, faults };
  const listing = {
    line,
    kind,
    externalId,
    functions,
    reviewDays,
    clause,
    facts,
    reason: reason || listReason,
  } as const;
  return { listing, faults };
}

/** Reads every line of a list. A subject may stand in it once. */
export function listingsOf(
  policy: Policy,
  lines: readonly ImportLine[],
): { readonly listings: readonly Listing[]; readonly faults: readonly FieldFault[] } {
  const listings: Listing[] = [];
  const faults: FieldFault[] = [];
  const seen = new Map<string, number>();
  for (const each of lines) {
    const read = listingOf(policy, each);
    faults.push(...read.faults);
    if (!read.listing) continue;
    const name = `${read.listing.kind}:${read.listing.externalId}`;
    const earlier = seen.get(name);
    if (earlier !== undefined)
      faults.push(
        lineFault(each.line, "externalId", `与第 ${earlier} 行重复`, `is the same subject as on line ${earlier}`),
      );
    else seen.set(name, each.line);
    listings.push(read.listing);
  }
  return { listings, faults };
}

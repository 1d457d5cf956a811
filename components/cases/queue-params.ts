import { createLoader, type inferParserType, parseAsInteger, parseAsString, parseAsStringLiteral } from "nuqs/server";
import type { RouterInputs } from "@/components/trpc/provider";
import { caseOrders, stateFilters } from "@/server/cases/contract-words";
import { sources } from "@/server/kernel/actor";

const sorts = caseOrders.flatMap((order) => [order, `-${order}`] as const);
export const densities = ["32", "40", "48"] as const;

/** What the address of the queue says. The same names on the list and beside an open case. */
export const queueParsers = {
  /** `due`, `-due`: a minus is descending. */
  sort: parseAsStringLiteral(sorts),
  queue: parseAsString,
  category: parseAsString,
  source: parseAsStringLiteral(sources),
  severity: parseAsInteger,
  state: parseAsStringLiteral(stateFilters).withDefault("waiting"),
  q: parseAsString,
  /** The cursor after which the page begins; the list beside a case has none. */
  after: parseAsString,
  density: parseAsStringLiteral(densities).withDefault("40"),
};
export type QueueParams = inferParserType<typeof queueParsers>;
export const loadQueueParams = createLoader(queueParsers);

type QueueInput = RouterInputs["cases"]["queue"];

const short = (text: string | null, limit: number) => (text && text.length <= limit ? text : undefined);

/** The filter that an address asks for; what it cannot mean is left out rather than refused. */
export function filterOf(params: QueueParams): RouterInputs["cases"]["count"] {
  const text = params.q?.trim();
  return {
    queue: short(params.queue, 64),
    category: short(params.category, 64),
    source: params.source ?? undefined,
    severity: params.severity !== null && params.severity >= 0 && params.severity <= 4 ? params.severity : undefined,
    state: params.state,
    text: text && text.length >= 2 && text.length <= 100 ? text : undefined,
  };
}

/** The order that an address asks for: most pressing first when it says nothing. */
export function orderOf({ sort }: QueueParams): Required<Pick<QueueInput, "order" | "sortDirection">> {
  const text = sort ?? "-priority";
  return {
    order: text.replace(/^-/, "") as (typeof caseOrders)[number],
    sortDirection: text.startsWith("-") ? "descending" : "ascending",
  };
}

/** How many rows the list fetches at once. */
export const pageLimit = 50;

export const isFiltered = (params: QueueParams) =>
  [params.queue, params.category, params.source, params.severity, params.q].some((value) => value !== null);

/** `C-000124` in a path, or null. */
export const numberIn = (path: string): number | null => {
  const [, text] = /^\/cases\/C-0*([1-9]\d{0,14})$/i.exec(path) ?? [];
  return text ? Number(text) : null;
};

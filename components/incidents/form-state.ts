import type { RouterInputs, RouterOutputs } from "@/components/trpc/provider";
import { measureShapes } from "@/server/enforcement/contract-words";
import type { MeasureKey } from "@/server/policy/contract";

export type Kind = "group" | "account";
export type Filter = {
  readonly text: string;
  readonly status: string;
  readonly grade: string;
  readonly category: string;
  readonly credit: string;
  readonly verification: string;
  readonly restricted: string;
};
export const noFilter: Filter = {
  text: "",
  status: "",
  grade: "",
  category: "",
  credit: "",
  verification: "",
  restricted: "",
};

/** The form as it is being filled in. */
export type Said = {
  readonly title: string;
  readonly kind: Kind;
  /** `keep`: a draft's own subjects. */
  readonly by: "query" | "list" | "keep";
  /** As it was last searched for: what is chosen belongs to it. */
  readonly filter: Filter | null;
  readonly chosen: ReadonlySet<string> | "all";
  readonly list: string;
  readonly key: MeasureKey | "";
  readonly days: string;
  readonly level: string;
  readonly items: string;
  readonly functions: readonly string[];
  readonly clause: string;
  readonly facts: string;
  readonly office: string;
  readonly number: string;
};

export const nothingSaid: Said = {
  title: "",
  kind: "group",
  by: "query",
  filter: null,
  chosen: new Set(),
  list: "",
  key: "",
  days: "",
  level: "",
  items: "",
  functions: [],
  clause: "",
  facts: "",
  office: "",
  number: "",
};

type Shown = RouterOutputs["incidents"]["get"];
type Content = RouterInputs["incidents"]["draft"];

/** A draft as the form shows it. */
export const saidBy = (shown: Shown): Said => {
  const { parameters, key, days } = shown.measure;
  const list = (value: unknown) => (Array.isArray(value) ? value.map(String) : []);
  return {
    ...nothingSaid,
    title: shown.title,
    kind: shown.kind,
    by: "keep",
    key,
    days: days === null ? "" : String(days),
    level: typeof parameters.to === "string" ? parameters.to : "",
    items: list(parameters.items).join("\n"),
    functions: list(parameters.functions),
    clause: shown.clause,
    facts: shown.facts,
    office: shown.authority?.office ?? "",
    number: shown.authority?.number ?? "",
  };
};

/** The filters as the registry's lists take them. */
export const groupFilter = ({ text, status, grade, category }: Filter) =>
  ({
    ...(text && { text }),
    ...(status && { status }),
    ...(grade && { grade: Number(grade) }),
    ...(category && { category }),
  }) as Extract<NonNullable<Content["selection"]>, { by: "query"; kind: "group" }>["filter"];
export const accountFilter = ({ text, credit, verification, restricted }: Filter) =>
  ({
    ...(text && { text }),
    ...(credit && { credit }),
    ...(verification && { verification }),
    ...(restricted && { restricted: restricted === "yes" }),
  }) as Extract<NonNullable<Content["selection"]>, { by: "query"; kind: "account" }>["filter"];

/** Whom it is about; `none`: nobody was chosen yet. Null: a draft's own subjects. */
export function selectionOf({ by, kind, filter, chosen, list }: Said): Content["selection"] | null | "none" {
  if (by === "keep") return null;
  if (by === "list") return list.trim() ? { by, kind, text: list } : "none";
  if (!filter || (chosen !== "all" && chosen.size === 0)) return "none";
  const which = chosen === "all" ? ("all" as const) : [...chosen];
  return kind === "group"
    ? { by, kind, filter: groupFilter(filter), chosen: which }
    : { by, kind, filter: accountFilter(filter), chosen: which };
}

const lines = (text: string) =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);

/** What is said, but for the subjects. Null while no measure is chosen. */
export function contentOf(said: Said): Omit<Content, "selection"> | null {
  const { key, days, level, items, functions, office, number } = said;
  if (!key) return null;
  const parameters: Record<string, unknown> = {
    ...(key === "lower_credit" && level ? { to: level } : {}),
    ...(key === "warn_and_rectify" ? { items: lines(items) } : {}),
    ...(key === "blacklist" ? { functions } : {}),
  };
  const stated = measureShapes[key].term === "none" || days === "" ? null : Math.trunc(Number(days));
  return {
    title: said.title.trim(),
    clause: said.clause,
    facts: said.facts.trim(),
    measure: { key, parameters, days: stated },
    authority: office.trim() || number.trim() ? { office: office.trim(), number: number.trim() } : null,
  };
}

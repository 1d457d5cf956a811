import type { ProposedMeasure } from "../enforcement/contract";
import { type CreditLevel, creditLevels } from "../policy/contract";
import type { Dice } from "./dice";

/** What a test itself knows of a measure in force: nothing that the product computed. */
export type Known = {
  readonly key: ProposedMeasure["key"];
  readonly to: CreditLevel | null;
};

type Kind = "group" | "account";

const termsOf = {
  group: { suspend_posting: 7, warn_and_rectify: 7, close_group: null, blacklist: 90 },
  account: {
    suspend_posting: 7,
    suspend_management: 20,
    revoke_founding: 60,
    lower_credit: 30,
    blacklist: 90,
    warn: null,
  },
} as const;
/** These hold until somebody ends them, and are not taken twice. */
export const endless = ["warn_and_rectify", "close_group", "blacklist"];
const strictness = ["active", "rectifying", "posting_suspended", "closed"];
const statusBy: Readonly<Record<string, string>> = {
  warn_and_rectify: "rectifying",
  suspend_posting: "posting_suspended",
  close_group: "closed",
};
const restricting = ["suspend_posting", "suspend_management", "revoke_founding", "blacklist"];

/** How a subject must stand under measures, by the domain's words alone: the strictest holds. */
export function composed(kind: Kind, inForce: readonly Known[]) {
  if (kind === "group") {
    const ranks = inForce.map(({ key }) => strictness.indexOf(statusBy[key] ?? "active"));
    return { status: strictness[Math.max(0, ...ranks)] };
  }
  const worst = Math.max(
    creditLevels.indexOf("C"),
    ...inForce.flatMap(({ to }) => (to === null ? [] : [creditLevels.indexOf(to)])),
  );
  return {
    credit: creditLevels[worst],
    restrictions: [...new Set(inForce.map(({ key }) => key).filter((key) => restricting.includes(key)))].sort(),
  };
}

export type Proposal = { key: Known["key"]; days: number | null; to: CreditLevel | null };

/** A measure that may be taken on the subject now; null where the dice found none. */
export function proposal(dice: Dice, kind: Kind, inForce: readonly Known[]): Proposal | null {
  const offered = Object.entries(termsOf[kind]) as [Known["key"], number | null][];
  const [key, longest] = offered[dice.below(offered.length)] as (typeof offered)[number];
  const held = inForce.map((measure) => measure.key);
  if (endless.includes(key) && held.includes(key)) return null;
  if (held.includes("close_group") && key !== "blacklist") return null;
  const credit = creditLevels.indexOf((composed("account", inForce) as { credit: CreditLevel }).credit);
  if (key === "lower_credit" && credit === 4) return null;
  return {
    key,
    days: longest === null ? null : 1 + dice.below(longest),
    to: key === "lower_credit" ? (creditLevels[credit + 1 + dice.below(4 - credit)] as CreditLevel) : null,
  };
}

export const parametersOf = ({ key, to }: Pick<Proposal, "key" | "to">): Record<string, unknown> =>
  key === "warn_and_rectify" ? { items: ["整改"] } : key === "blacklist" ? { functions: ["post"] } : to ? { to } : {};

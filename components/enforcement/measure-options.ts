import { measureKeys, measureShapes } from "@/server/enforcement/contract-words";
import type { MeasureKey } from "@/server/policy/contract";
import { type Form, recommendationOf, type Said } from "./decision-state";

export type Option = {
  readonly value: "recommended" | "none" | MeasureKey;
  readonly key: MeasureKey | null;
  /** Those that do not fit for the same reason share a line. */
  readonly alike?: readonly MeasureKey[];
  /** Why it cannot be chosen; null when it can. */
  readonly unfit: "unfitGroup" | "unfitAccount" | "unfitHolds" | "unfitClosed" | "unfitCredit" | null;
};

const unfitOf = (form: Form, key: MeasureKey): Option["unfit"] => {
  const { kind, status, credit } = form.subject;
  if (!(measureShapes[key].on as readonly string[]).includes(kind))
    return kind === "group" ? "unfitGroup" : "unfitAccount";
  if (form.holding.includes(key)) return "unfitHolds";
  if ((status === "closed" || status === "dissolved") && key !== "blacklist") return "unfitClosed";
  if (key === "lower_credit" && credit === "E") return "unfitCredit";
  return null;
};

/** What the rail offers: the ladder's rung first, then what fits, then "no measure", then what does not fit with its reason. */
export function optionsFor(form: Form, said: Said): Option[] {
  const rung = recommendationOf(form, said)?.measures ?? [];
  const others = measureKeys
    .filter((key) => !(rung.length === 1 && rung[0]?.key === key))
    .map((key): Option => ({ value: key, key, unfit: unfitOf(form, key) }));
  const first = rung[0];
  return [
    ...(first ? [{ value: "recommended" as const, key: first.key, unfit: null }] : []),
    ...others.filter(({ unfit }) => !unfit),
    { value: "none", key: null, unfit: null },
    ...gathered(others),
  ];
}

function gathered(options: readonly Option[]): Option[] {
  const byReason = new Map<Option["unfit"], Option>();
  for (const option of options) {
    if (!option.unfit || !option.key) continue;
    const first = byReason.get(option.unfit);
    byReason.set(option.unfit, { ...(first ?? option), alike: [...(first?.alike ?? []), option.key] });
  }
  return [...byReason.values()];
}

/** Those with a key: the first nine that can be chosen. */
export const numbered = (options: readonly Option[]): Option[] => options.filter(({ unfit }) => !unfit).slice(0, 9);

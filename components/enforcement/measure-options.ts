import { measureKeys } from "@/server/enforcement/contract-words";
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

const unfitOf = ({ subject, unfit }: Form, key: MeasureKey): Option["unfit"] => {
  switch (unfit[key]) {
    case "measure_unfit":
      return subject.kind === "group" ? "unfitGroup" : "unfitAccount";
    case "measure_holds":
      return "unfitHolds";
    case "subject_closed":
      return "unfitClosed";
    case "credit_lowest":
      return "unfitCredit";
    default:
      return null;
  }
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

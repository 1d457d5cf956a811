import { useTranslations } from "next-intl";
import type { MeasureKey } from "@/server/policy/contract";

type Named = {
  readonly key: MeasureKey;
  readonly days?: number | null;
  readonly parameters?: Readonly<Record<string, unknown>>;
};

/** Measures whose days are their length; of the others a deadline or a review, which has its own words. */
const timed: readonly MeasureKey[] = ["suspend_posting", "lower_credit", "suspend_management", "revoke_founding"];

/** Names of measures as screens write them: `暂停发布 7 天`, `降低信用等级 → D 90 天`; in hours what is no whole days. */
export function useMeasureWords() {
  const t = useTranslations("enforcement");
  return ({ key, days, parameters }: Named) => {
    const level = typeof parameters?.to === "string" ? parameters.to : null;
    const measure = level ? t("toLevel", { measure: t(`measure.${key}`), level }) : t(`measure.${key}`);
    if (!days || !timed.includes(key)) return measure;
    return Number.isInteger(days)
      ? t("withDays", { measure, days })
      : t("withHours", { measure, hours: Math.round(days * 24) });
  };
}

/** The length of a measure in days, exact to the hour; null where it has no end. */
export const lengthDays = ({ from, until }: { readonly from: Date; readonly until: Date | null }): number | null =>
  until && Math.round((until.getTime() - from.getTime()) / 3_600_000) / 24;

import { useTranslations } from "next-intl";
import type { MeasureKey } from "@/server/policy/contract";

type Named = {
  readonly key: MeasureKey;
  readonly days: number | null;
  readonly parameters: Readonly<Record<string, unknown>>;
};

/** `Suspend posting 7 days`, `Lower credit → D 30 days`. */
export function useMeasureName() {
  const t = useTranslations("enforcement");
  return ({ key, days, parameters }: Named) => {
    const name = t(`measure.${key}`);
    const measure = typeof parameters.to === "string" ? t("toLevel", { measure: name, level: parameters.to }) : name;
    return days ? t("withDays", { measure, days }) : measure;
  };
}

import { useTranslations } from "next-intl";
import type { CaseLine } from "./holder";

/** The reasons of a case's place, in words: the number behind them is not shown as if it were precise. */
export function WhyHere({ reasons }: Pick<CaseLine, "reasons">) {
  const t = useTranslations("cases");
  const comma = useTranslations("common")("listComma");
  return reasons.map(({ name, level }, at) => (
    <span key={name}>
      {at > 0 && comma}
      {t(`reason.${name}`)} <b>{t(`level.${level}`)}</b>
    </span>
  ));
}

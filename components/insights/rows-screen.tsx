"use client";

import { useLocale, useTranslations } from "next-intl";
import type { RouterInputs, RouterOutputs } from "@/components/trpc/provider";
import { boardHref } from "./address";
import { BehindFigure } from "./behind-figure";

type RowsProps = {
  page: RouterOutputs["insights"]["rows"];
  asked: RouterInputs["insights"]["rows"];
};

/** The rows behind a figure of the board of risk. */
export function RowsScreen({ page, asked }: RowsProps) {
  const t = useTranslations("insights");
  const locale = useLocale();
  const wordOf = (what: string | null) => {
    if (what === null) return t("noCategory");
    if (asked.figure === "measures") return t(`measure.${what as "warn"}`);
    if (asked.figure === "decisions" || asked.figure === "acted" || asked.figure === "repeated")
      return t(`finding.${what as "violates"}`);
    const names = page.names[what];
    return names ? (locale.startsWith("zh") ? names.zh : names.en) : what;
  };
  return <BehindFigure page={page} name={t(`figure.${asked.figure}`)} back={boardHref(asked)} wordOf={wordOf} />;
}

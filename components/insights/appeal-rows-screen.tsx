"use client";

import { useTranslations } from "next-intl";
import type { RouterInputs, RouterOutputs } from "@/components/trpc/provider";
import { appealsHref } from "./address";
import { BehindFigure } from "./behind-figure";

type RowsProps = {
  page: RouterOutputs["insights"]["appealRows"];
  asked: RouterInputs["insights"]["appealRows"];
};

/** The rows behind a figure of appeals or objections. */
export function AppealRowsScreen({ page, asked }: RowsProps) {
  const t = useTranslations("insights.appeals");
  const state = useTranslations("appeals.state");
  return (
    <BehindFigure
      page={page}
      name={`${t(`kind.${asked.kind}`)}: ${t(`figure.${asked.figure}`)}`}
      back={appealsHref(asked)}
      wordOf={(what) => state(what as "filed")}
    />
  );
}

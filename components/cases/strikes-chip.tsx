"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useTRPC } from "@/components/trpc/provider";
import { Chip } from "@/components/ui/chip";

/** Live strikes of the subject, as the ladder counts them. The rail asks the same, so it is asked once. */
export function StrikesChip({ caseId }: { caseId: string }) {
  const t = useTranslations("cases");
  const trpc = useTRPC();
  const { data } = useQuery(trpc.enforcement.form.queryOptions({ caseId }));
  return (
    <Chip label={t("chip.strikes")}>
      {data ? <b>{t("chip.strikesIn", { count: data.strikes, days: data.windowDays })}</b> : "…"}
    </Chip>
  );
}

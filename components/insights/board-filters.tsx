"use client";

import { useRouter } from "next/navigation";
import { useLocale, useTranslations } from "next-intl";
import type { RouterOutputs } from "@/components/trpc/provider";
import { Select } from "@/components/ui/input";
import { boardHref } from "./address";
import { PeriodFilters } from "./period-filters";

/** Period and queue of the board of risk. */
export function BoardFilters({
  board,
  queue,
}: {
  board: Pick<RouterOutputs["insights"]["board"], "from" | "to" | "queues" | "days">;
  queue: string | undefined;
}) {
  const t = useTranslations("insights");
  const locale = useLocale();
  const router = useRouter();
  return (
    <PeriodFilters board={board} hrefOf={(period) => boardHref({ ...period, queue })}>
      <Select
        aria-label={t("queue")}
        className="h-8"
        value={queue ?? ""}
        onChange={(event) => router.push(boardHref({ from: board.from, to: board.to, queue: event.target.value }))}
      >
        <option value="">{t("allQueues")}</option>
        {board.queues.map(({ key, names }) => (
          <option key={key} value={key}>
            {locale.startsWith("zh") ? names.zh : names.en}
          </option>
        ))}
      </Select>
    </PeriodFilters>
  );
}

"use client";

import { useRouter } from "next/navigation";
import { useLocale, useTranslations } from "next-intl";
import type { RouterOutputs } from "@/components/trpc/provider";
import { Input, Select } from "@/components/ui/input";
import { fromIsoDay, isoDay, plusDays } from "@/server/kernel/calendar";
import { boardHref } from "./address";

type BoardData = RouterOutputs["insights"]["board"];
const lengths = [7, 14, 30, 90] as const;

/** Period and queue; both live in the address. */
export function BoardFilters({
  board,
  queue,
}: {
  board: Pick<BoardData, "from" | "to" | "queues" | "days">;
  queue: string | undefined;
}) {
  const t = useTranslations("insights");
  const locale = useLocale();
  const router = useRouter();
  const go = (changes: { from?: string; to?: string; queue?: string }) =>
    router.push(boardHref({ from: board.from, to: board.to, queue, ...changes }));
  const length = lengths.find((days) => days === board.days.length);
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Select
        aria-label={t("period")}
        className="h-8"
        value={length ?? ""}
        onChange={(event) => go({ from: isoDay(plusDays(fromIsoDay(board.to), 1 - Number(event.target.value))) })}
      >
        {length === undefined && <option value="">–</option>}
        {lengths.map((days) => (
          <option key={days} value={days}>
            {t(`days.${days}`)}
          </option>
        ))}
      </Select>
      <Input
        type="date"
        aria-label={`${t("period")} 1`}
        className="w-36"
        value={board.from}
        max={board.to}
        onChange={(event) => event.target.value && go({ from: event.target.value })}
      />
      <Input
        type="date"
        aria-label={`${t("period")} 2`}
        className="w-36"
        value={board.to}
        min={board.from}
        onChange={(event) => event.target.value && go({ to: event.target.value })}
      />
      <Select
        aria-label={t("queue")}
        className="h-8"
        value={queue ?? ""}
        onChange={(event) => go({ queue: event.target.value })}
      >
        <option value="">{t("allQueues")}</option>
        {board.queues.map(({ key, names }) => (
          <option key={key} value={key}>
            {locale.startsWith("zh") ? names.zh : names.en}
          </option>
        ))}
      </Select>
    </div>
  );
}

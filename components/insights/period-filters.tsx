"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import type { RouterOutputs } from "@/components/trpc/provider";
import { Input, Select } from "@/components/ui/input";
import { fromIsoDay, isoDay, plusDays } from "@/server/kernel/calendar";
import { appealsHref } from "./address";

const lengths = [7, 14, 30, 90] as const;

/** The period of the board of appeals; it lives in the address. */
export function PeriodFilters({
  board,
}: {
  board: Pick<RouterOutputs["insights"]["appeals"], "from" | "to" | "days">;
}) {
  const t = useTranslations("insights");
  const router = useRouter();
  const go = (changes: { from?: string; to?: string }) =>
    router.push(appealsHref({ from: board.from, to: board.to, ...changes }));
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
    </div>
  );
}

"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Input, Select } from "@/components/ui/input";
import { fromIsoDay, isoDay, plusDays } from "@/server/kernel/calendar";

const lengths = [7, 14, 30, 90] as const;

type Period = { readonly from: string; readonly to: string };

/** The period of a board, and what else it is narrowed by; both live in the address. */
export function PeriodFilters({
  board,
  hrefOf,
  children,
}: {
  board: Period & { readonly days: readonly unknown[] };
  hrefOf: (period: Period) => string;
  children?: ReactNode;
}) {
  const t = useTranslations("insights");
  const router = useRouter();
  const go = (changes: Partial<Period>) => router.push(hrefOf({ from: board.from, to: board.to, ...changes }));
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
      {children}
    </div>
  );
}

"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useFormatter, useTranslations } from "next-intl";
import { useTRPC } from "@/components/trpc/provider";
import { Button } from "@/components/ui/button";
import { Mono } from "@/components/ui/facts";
import type { FigureKey } from "@/server/filings/contract";

/** The entries of the log behind one figure, page by page; their number is the figure. */
export function FigureRows({ number, figure, onBack }: { number: string; figure: FigureKey; onBack: () => void }) {
  const t = useTranslations("filings");
  const format = useFormatter();
  const trpc = useTRPC();
  const rows = useInfiniteQuery(
    trpc.filings.rows.infiniteQueryOptions({ number, figure }, { getNextPageParam: (page) => page.next ?? undefined }),
  );
  const shown = rows.data?.pages.flatMap((page) => page.rows) ?? [];
  const total = rows.data?.pages[0]?.total ?? 0;
  const name = t(`figures.${figure}`);
  return (
    <div className="p-5">
      <div className="mb-2 flex items-center gap-3">
        <h2 className="text-l">{t("view.rows", { figure: name })}</h2>
        <span className="text-ink-3 text-xs" role="status">
          {rows.isPending ? t("act.working") : t("rows.shown", { shown: shown.length, total })}
        </span>
        <Button className="ml-auto" size="small" keys="Esc" onClick={onBack}>
          {t("rows.back")}
        </Button>
      </div>
      <table className="w-full">
        <caption className="sr-only">{t("rows.caption", { figure: name })}</caption>
        <thead>
          <tr className="border-rule-2 border-b text-ink-3 text-xs">
            <th scope="col" className="py-1 pr-3 text-start">
              {t("rows.leaf")}
            </th>
            <th scope="col" className="py-1 pr-3 text-start">
              {t("rows.time")}
            </th>
            <th scope="col" className="py-1 pr-3 text-start">
              {t("rows.action")}
            </th>
            <th scope="col" className="py-1 text-start">
              {t("rows.case")}
            </th>
          </tr>
        </thead>
        <tbody>
          {shown.map((row) => (
            <tr key={row.id} className="h-(--row) border-rule border-b">
              <td className="pr-3">
                <Mono>#{row.index}</Mono>
              </td>
              <td className="pr-3">{format.dateTime(row.occurredAt, "minute")}</td>
              <td className="pr-3">
                <Mono>{row.action}</Mono>
              </td>
              <td>
                {row.case === null ? (
                  "–"
                ) : (
                  <Link className="link font-mono" href={`/cases/${row.case}`}>
                    {row.case}
                  </Link>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {rows.hasNextPage && (
        <Button className="mt-3" disabled={rows.isFetchingNextPage} onClick={() => rows.fetchNextPage()}>
          {t("rows.more")}
        </Button>
      )}
    </div>
  );
}

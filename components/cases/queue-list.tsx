"use client";

import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useSearchParams } from "next/navigation";
import { useTranslations } from "next-intl";
import { useQueryStates } from "nuqs";
import { useRef } from "react";
import { useListKeys } from "@/components/table/use-list-keys";
import { useTRPC } from "@/components/trpc/provider";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/states";
import { caseNumber } from "@/server/cases/contract-words";
import type { CaseLine } from "./holder";
import { QueueCount } from "./queue-count";
import { OrderMenu, QueueFilters } from "./queue-filters";
import { filterOf, isFiltered, orderOf, pageLimit, queueParsers } from "./queue-params";
import { QueueRow } from "./queue-row";
import { useVocabulary } from "./words";

/** The pages of the list beside a case, refreshed while the tab is visible: who is deciding what changes all the time. */
export function useQueueRows() {
  const trpc = useTRPC();
  const [params] = useQueryStates(queueParsers);
  const query = useInfiniteQuery(
    trpc.cases.queue.infiniteQueryOptions(
      { ...filterOf(params), ...orderOf(params), limit: pageLimit },
      {
        getNextPageParam: (page) => page.next ?? undefined,
        placeholderData: keepPreviousData,
        refetchInterval: 15_000,
      },
    ),
  );
  return { query, params, rows: query.data?.pages.flatMap((page) => page.rows) ?? [] };
}

type QueueListProps = { open: number | null; onOpen: (row: CaseLine) => void };

/** The queue beside an open case. J and K move through it, Enter opens. */
export function QueueList({ open, onOpen }: QueueListProps) {
  const t = useTranslations("cases");
  const trpc = useTRPC();
  const words = useVocabulary();
  const list = useRef<HTMLOListElement>(null);
  const { query, params, rows } = useQueueRows();
  const count = useQuery(trpc.cases.count.queryOptions(filterOf(params), { placeholderData: keepPreviousData }));
  const { tabIndexOf, onFocus, onKeyDown } = useListKeys({ container: list, ids: rows.map((row) => row.id) });
  const title = params.queue ? words.queueName(params.queue) : t("title");
  const { order } = orderOf(params);
  const search = useSearchParams().toString();
  const asOf = query.data?.pages[0]?.asOf ?? new Date(0);
  const isOpenListed = rows.some((row) => row.number === open);
  return (
    <>
      <header className="shrink-0 border-rule-2 border-b px-4 pt-2.5 pb-2">
        <div className="flex items-center gap-2">
          <h2 className="cut text-l">{title}</h2>
          <QueueCount count={count.data} />
          <span className="ml-auto">
            <OrderMenu />
          </span>
        </div>
        <div className="mt-1.5">
          <QueueFilters />
        </div>
      </header>
      <div className="min-h-0 flex-1 overflow-auto" aria-busy={query.isPlaceholderData || undefined}>
        <ol
          ref={list}
          aria-label={t("listCaption", { order: t(`order.${order}`) })}
          onFocus={onFocus}
          onKeyDown={onKeyDown}
          className={query.isPlaceholderData ? "opacity-60" : ""}
        >
          {rows.map((row) => (
            <QueueRow
              key={row.id}
              row={row}
              href={`/cases/${caseNumber(row.number)}${search && `?${search}`}`}
              now={asOf}
              isOpen={row.number === open}
              tabIndex={isOpenListed ? (row.number === open ? 0 : -1) : tabIndexOf(row.id)}
              categoryName={words.categoryName}
              onOpen={onOpen}
            />
          ))}
        </ol>
        {query.isSuccess && rows.length === 0 && (
          <EmptyState className="m-4">{t(isFiltered(params) ? "empty.filtered" : emptyKey(params.state))}</EmptyState>
        )}
        {query.hasNextPage && (
          <div className="p-4">
            <Button look="quiet" onClick={() => query.fetchNextPage()} disabled={query.isFetchingNextPage}>
              {t("loadMore")}
            </Button>
          </div>
        )}
      </div>
    </>
  );
}

export const emptyKey = (state: "waiting" | "mine" | "escalated" | "open") =>
  state === "mine" ? "empty.mine" : state === "escalated" ? "empty.escalated" : "empty.waiting";

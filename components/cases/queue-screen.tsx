"use client";

import { keepPreviousData, useMutation, useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useRouter, useSearchParams } from "next/navigation";
import { useLocale, useTranslations } from "next-intl";
import { useQueryStates } from "nuqs";
import { useKeys } from "@/components/shell/use-keys";
import { columnsFor } from "@/components/table/columns";
import { DataTable } from "@/components/table/data-table";
import { sentenceOf, useTRPC } from "@/components/trpc/provider";
import { Button } from "@/components/ui/button";
import { Name } from "@/components/ui/name";
import { PageTitle, Sheet } from "@/components/ui/page";
import { type Severity, SeverityMark } from "@/components/ui/severity";
import { EmptyState, ErrorState } from "@/components/ui/states";
import { Time, TimeLeft } from "@/components/ui/time";
import { showToast } from "@/components/ui/toast";
import { caseNumber } from "@/server/cases/contract-words";
import { CaseState } from "./case-state";
import { type CaseLine, HolderMark } from "./holder";
import { QueueCount } from "./queue-count";
import { QueueFilters } from "./queue-filters";
import { emptyKey } from "./queue-list";
import { filterOf, isFiltered, orderOf, pageLimit, queueParsers } from "./queue-params";
import { WhyHere } from "./why-here";
import { useVocabulary } from "./words";

/** The queue as a table: every order both ways, every filter, and the button that hands out the next case. */
export function QueueScreen({ mayClaim }: { mayClaim: boolean }) {
  const t = useTranslations("cases");
  const locale = useLocale();
  const trpc = useTRPC();
  const router = useRouter();
  const words = useVocabulary();
  const [params] = useQueryStates(queueParsers);
  const address = useSearchParams();
  const filter = filterOf(params);
  const query = useQuery(
    trpc.cases.queue.queryOptions(
      { ...filter, ...orderOf(params), limit: pageLimit, cursor: params.after ?? undefined },
      { placeholderData: keepPreviousData, refetchInterval: 15_000 },
    ),
  );
  const count = useQuery(trpc.cases.count.queryOptions(filter, { placeholderData: keepPreviousData }));

  // The case is opened with the queue's own filter; the cursor belongs to the table.
  const inCase = new URLSearchParams(address);
  inCase.delete("after");
  const search = inCase.size > 0 ? `?${inCase}` : "";
  const hrefOf = (row: { number: number }) => `/cases/${caseNumber(row.number)}${search}`;

  const claim = useMutation(
    trpc.cases.claimNext.mutationOptions({
      onSuccess: (lease) => {
        if (lease) return router.push(hrefOf(lease));
        showToast({ text: t("announce.noNext") });
      },
    }),
  );
  const claimNext = () => claim.mutate({ queue: filter.queue });
  useKeys([{ keys: ["C", "N"], does: t("act.claimNext"), run: claimNext, when: mayClaim && !claim.isPending }]);

  const c = columnsFor<CaseLine>();
  const asOf = query.data?.asOf ?? new Date(0);
  const columns = c.columns([
    c.accessor("severity", {
      header: t("column.severity"),
      meta: { className: "w-24" },
      cell: ({ getValue }) => <SeverityMark level={getValue() as Severity} />,
    }),
    c.display({
      id: "subject",
      header: t("column.subject"),
      meta: { names: true },
      cell: ({ row: { original: row } }) => (
        <span className="flex min-w-0 flex-wrap items-baseline gap-x-2">
          <Link className="cut hover:underline" href={hrefOf(row)} prefetch={false}>
            <Name of={row.subject.name} />
          </Link>
          <span className="whitespace-nowrap font-mono text-ink-3 text-xs">{row.subject.code}</span>
        </span>
      ),
    }),
    c.accessor("category", {
      header: t("column.category"),
      meta: { hideUnder: "tablet" },
      cell: ({ getValue }) => {
        const key = getValue();
        return key ? words.categoryName(key) : <span className="text-ink-3">{t("noCategory")}</span>;
      },
    }),
    c.accessor("reporterCount", { header: t("column.reports"), meta: { align: "end", hideUnder: "tablet" } }),
    c.accessor("source", {
      header: t("column.source"),
      meta: { hideUnder: "wide" },
      cell: ({ getValue }) => t(`source.${getValue() as "in_app"}`),
    }),
    c.accessor("queue", {
      header: t("column.queue"),
      meta: { hideUnder: "wide" },
      cell: ({ getValue }) => words.queueName(getValue()),
    }),
    c.accessor("reasons", {
      header: t("column.why"),
      meta: { sortBy: "priority", hideUnder: "wide", className: "text-ink-2 text-xs" },
      cell: ({ getValue }) => <WhyHere reasons={getValue()} />,
    }),
    c.accessor("openedAt", {
      header: t("column.opened"),
      meta: { sortBy: "opened", hideUnder: "tablet", className: "text-ink-2 text-xs" },
      cell: ({ getValue }) => <Time at={getValue()} form="short" />,
    }),
    c.accessor("dueAt", {
      header: t("column.due"),
      meta: { sortBy: "due" },
      cell: ({ getValue }) => <TimeLeft dueAt={getValue()} now={asOf} />,
    }),
    c.display({
      id: "state",
      header: t("column.state"),
      cell: ({ row: { original: row } }) =>
        row.holder ? (
          <HolderMark holder={row.holder} />
        ) : (
          <CaseState state={row.state} snoozedUntil={row.snoozedUntil} />
        ),
    }),
  ]);

  const { order, sortDirection } = orderOf(params);
  return (
    <Sheet>
      <PageTitle
        title={params.queue ? words.queueName(params.queue) : t("title")}
        aside={<QueueCount count={count.data} />}
        tools={
          mayClaim && (
            <Button look="pen" keys="C" onClick={claimNext} disabled={claim.isPending}>
              {t("claimNext")}
            </Button>
          )
        }
      />
      {claim.isError && (
        <ErrorState className="mb-3" title={t("lease.refused")}>
          {sentenceOf(claim.error, locale)}
        </ErrorState>
      )}
      <div className="border-rule-2 border-b pb-2">
        <QueueFilters wide />
      </div>
      {query.isError ? (
        <ErrorState className="mt-4" title={sentenceOf(query.error, locale)} />
      ) : (
        <DataTable
          caption={t("caption")}
          columns={columns}
          rows={query.data?.rows ?? []}
          rowId={(row) => row.id}
          rowHref={hrefOf}
          defaultSort={{ by: order, direction: sortDirection }}
          next={query.data?.next ?? null}
          density={Number(params.density) as 32 | 40 | 48}
          busy={query.isPlaceholderData}
          empty={
            query.isSuccess && (
              <EmptyState
                action={
                  params.state !== "open" && (
                    <Link className="link" href="/queue?state=open">
                      {t("empty.snoozed")}
                    </Link>
                  )
                }
              >
                {t(isFiltered(params) ? "empty.filtered" : emptyKey(params.state))}
              </EmptyState>
            )
          }
        />
      )}
    </Sheet>
  );
}

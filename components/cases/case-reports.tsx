"use client";

import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useFormatter, useTranslations } from "next-intl";
import { useState } from "react";
import { type RouterOutputs, useTRPC } from "@/components/trpc/provider";
import { Button } from "@/components/ui/button";
import { useDot } from "@/components/ui/dot";
import { Section } from "@/components/ui/page";
import { StatusWord } from "@/components/ui/status-word";
import { Time } from "@/components/ui/time";
import { useVocabulary } from "./words";

type Description = RouterOutputs["cases"]["evidence"]["descriptions"][number];

const cell = "h-[30px] border-rule border-b pr-3 align-middle group-last/row:border-b-0";

type CaseReportsProps = {
  caseId: string;
  /** Does the case still wait for somebody to conclude it? */
  isOpen: boolean;
  /** May this person have reporters erased? Then each report leads to where that is done. */
  mayErase: boolean;
  descriptions: readonly Description[];
};

/** Reports merged by reason; one by one when asked. Never who reported. */
export function CaseReports({ caseId, isOpen, mayErase, descriptions }: CaseReportsProps) {
  const t = useTranslations("cases.reports");
  const format = useFormatter();
  const trpc = useTRPC();
  const [isSingle, setSingle] = useState(false);
  const { data } = useQuery(trpc.cases.reports.queryOptions({ caseId }));
  return (
    <Section
      title={t("title")}
      aside={
        data &&
        t("merged", {
          total: format.number(data.total),
          reporters: data.reporters,
          first: data.firstAt ? format.dateTime(data.firstAt, "short") : "",
        })
      }
      tools={
        <button type="button" className="link link-small" onClick={() => setSingle(!isSingle)} aria-expanded={isSingle}>
          {t(isSingle ? "less" : "each")}
        </button>
      }
    >
      {data && data.withdrawn > 0 && (
        <p className="mb-1">
          <StatusWord glyph="bar" tone={isOpen && data.withdrawn === data.total ? "late" : "plain"}>
            {isOpen && data.withdrawn === data.total
              ? t("allWithdrawn", { count: data.withdrawn })
              : t("someWithdrawn", { count: data.withdrawn, total: data.total })}
          </StatusWord>
        </p>
      )}
      {descriptions.map(
        ({ reportId, withdrawal }) =>
          withdrawal && (
            <p key={reportId} className="mb-1 text-ink-2">
              {t("withdrawnWhy", { reason: withdrawal })}
            </p>
          ),
      )}
      <div className="min-h-[30px]">
        {isSingle ? (
          <SingleReports caseId={caseId} mayErase={mayErase} />
        ) : (
          data && <Merged data={data} descriptions={descriptions} />
        )}
      </div>
    </Section>
  );
}

function Merged({
  data,
  descriptions,
}: {
  data: RouterOutputs["cases"]["reports"];
  descriptions: readonly Description[];
}) {
  const t = useTranslations("cases");
  const comma = useTranslations("common")("listComma");
  const { categoryName } = useVocabulary();
  const most = Math.max(1, ...data.groups.map((group) => group.count));
  return (
    <table className="w-full border-collapse">
      <caption className="sr-only">{t("reports.caption")}</caption>
      <thead className="sr-only">
        <tr>
          {(["category", "count", "share", "words", "sources"] as const).map((name) => (
            <th key={name} scope="col">
              {t(`reports.column.${name}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {data.groups.map((group) => (
          <tr key={group.category ?? ""} className="group/row">
            <th scope="row" className={`${cell} whitespace-nowrap font-regular`}>
              {group.category ? categoryName(group.category) : t("noCategory")}
            </th>
            <td className={`${cell} text-end`}>{group.count}</td>
            <td className={`${cell} w-24`}>
              <span
                aria-hidden="true"
                className="block h-1.5 bg-c3"
                style={{ width: `${Math.max(4, (84 * group.count) / most)}px` }}
              />
            </td>
            <td className={`${cell} cut w-full max-w-0 text-ink-2`}>
              {descriptions.find((each) => each.category === group.category && each.text)?.text}
            </td>
            <td className={`${cell} whitespace-nowrap pr-0 text-end text-ink-3 text-xs`}>
              {group.sources
                .map(({ source, count }) => t("sourceCount", { source: t(`source.${source as "in_app"}`), count }))
                .join(comma)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function SingleReports({ caseId, mayErase }: { caseId: string; mayErase: boolean }) {
  const dot = useDot();
  const t = useTranslations("cases");
  const trpc = useTRPC();
  const erasing = useTranslations("retention")("fromCase");
  const { categoryName } = useVocabulary();
  const query = useInfiniteQuery(
    trpc.cases.reportList.infiniteQueryOptions(
      { caseId, limit: 50 },
      { getNextPageParam: (page) => page.next ?? undefined },
    ),
  );
  const rows = query.data?.pages.flatMap((page) => page.rows) ?? [];
  return (
    <>
      <table className="w-full border-collapse">
        <caption className="sr-only">{t("reports.listCaption")}</caption>
        <thead>
          <tr className="text-ink-3 text-xs">
            <th scope="col" className={cell}>
              {t("reports.received")}
            </th>
            <th scope="col" className={cell}>
              {t("reports.column.category")}
            </th>
            <th scope="col" className={cell}>
              {t("reports.column.sources")}
            </th>
            <th scope="col" className={cell}>
              {t("reports.column.outcome")}
            </th>
            {mayErase && (
              <th scope="col" className={cell}>
                <span className="sr-only">{erasing}</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id} className="group/row">
              <td className={cell}>
                <Time at={row.receivedAt} form="short" />
              </td>
              <td className={cell}>{row.category ? categoryName(row.category) : t("noCategory")}</td>
              <td className={cell}>
                {t(`source.${row.source as "in_app"}`)}
                {row.office && `${dot}${row.office} ${row.letterNumber ?? ""}`}
              </td>
              <td className={`${cell} text-ink-2`}>
                {t(`reports.state.${row.state as "attached"}`)}
                {row.duplicate && `${dot}${t("reports.duplicate")}`}
              </td>
              {mayErase && (
                <td className={`${cell} pr-0 text-end`}>
                  <Link className="link link-small" href={`/settings/erasures?report=${row.id}`} prefetch={false}>
                    {erasing}
                  </Link>
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
      {query.hasNextPage && (
        <Button look="quiet" className="mt-2" onClick={() => query.fetchNextPage()} disabled={query.isFetchingNextPage}>
          {t("reports.more")}
        </Button>
      )}
    </>
  );
}

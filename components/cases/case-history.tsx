"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useTRPC } from "@/components/trpc/provider";
import { type Severity, SeverityMark } from "@/components/ui/severity";
import { Time } from "@/components/ui/time";
import { caseNumber } from "@/server/cases/contract-words";
import { CaseState } from "./case-state";
import { useVocabulary } from "./words";

const cell = "h-8 border-rule border-b pr-3";

/** The other cases of the same subject. */
export default function CaseHistory({ caseId }: { caseId: string }) {
  const t = useTranslations("cases");
  const trpc = useTRPC();
  const { categoryName } = useVocabulary();
  const { data, isSuccess } = useQuery(trpc.cases.history.queryOptions({ caseId }));
  if (isSuccess && data.rows.length === 0) return <p className="text-ink-3">{t("history.empty")}</p>;
  return (
    <table className="w-full border-collapse">
      <caption className="sr-only">{t("history.caption")}</caption>
      <thead>
        <tr className="text-ink-3 text-xs">
          {(
            [
              "column.opened",
              "history.case",
              "column.severity",
              "column.category",
              "column.reports",
              "column.state",
            ] as const
          ).map((key) => (
            <th key={key} scope="col" className={`${cell} font-regular`}>
              {t(key)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {data?.rows.map((row) => (
          <tr key={row.number}>
            <td className={cell}>
              <Time at={row.openedAt} form="day" />
            </td>
            <th scope="row" className={`${cell} font-regular`}>
              <Link className="link font-mono" href={`/cases/${caseNumber(row.number)}`} prefetch={false}>
                {caseNumber(row.number)}
              </Link>
            </th>
            <td className={cell}>
              <SeverityMark level={row.severity as Severity} />
            </td>
            <td className={cell}>{row.category ? categoryName(row.category) : t("noCategory")}</td>
            <td className={cell}>{t("history.reports", { count: row.reportCount })}</td>
            <td className={cell}>
              <CaseState state={row.state} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

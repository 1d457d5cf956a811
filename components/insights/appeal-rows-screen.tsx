"use client";

import Link from "next/link";
import { useFormatter, useTranslations } from "next-intl";
import { columnsFor } from "@/components/table/columns";
import { DataTable } from "@/components/table/data-table";
import type { RouterInputs, RouterOutputs } from "@/components/trpc/provider";
import { ButtonLink } from "@/components/ui/button";
import { Mono } from "@/components/ui/facts";
import { Name } from "@/components/ui/name";
import { PageTitle, Sheet } from "@/components/ui/page";
import { type Severity, SeverityMark } from "@/components/ui/severity";
import { EmptyState } from "@/components/ui/states";
import { caseNumber } from "@/server/cases/contract-words";
import { appealsHref } from "./address";

type Page = RouterOutputs["insights"]["appealRows"];
type Row = Page["rows"][number];

/** The rows behind a figure of appeals or objections, each leading to its case. */
export function AppealRowsScreen({ page, asked }: { page: Page; asked: RouterInputs["insights"]["appealRows"] }) {
  const t = useTranslations("insights");
  const a = useTranslations("insights.appeals");
  const state = useTranslations("appeals.state");
  const format = useFormatter();
  const name = `${a(`kind.${asked.kind}`)}: ${a(`figure.${asked.figure}`)}`;
  const c = columnsFor<Row>();
  const columns = c.columns([
    c.accessor("severity", {
      header: t("column.severity"),
      cell: ({ getValue }) => <SeverityMark level={getValue() as Severity} />,
    }),
    c.accessor("case", {
      header: t("column.case"),
      meta: { names: true },
      cell: ({ getValue }) => (
        <Link className="link font-mono" href={`/cases/${caseNumber(getValue())}`}>
          {caseNumber(getValue())}
        </Link>
      ),
    }),
    c.accessor("subjectName", {
      header: t("column.subject"),
      cell: ({ row }) => (
        <>
          <Name of={row.original.subjectName} /> <Mono className="text-ink-3 text-xs">{row.original.subjectCode}</Mono>
        </>
      ),
    }),
    c.accessor("what", { header: t("column.what"), cell: ({ getValue }) => state(getValue() as "filed") }),
    c.accessor("at", { header: t("column.time"), cell: ({ getValue }) => format.dateTime(getValue(), "minute") }),
  ]);
  return (
    <Sheet>
      <PageTitle
        title={t("behind.title", { figure: name })}
        aside={t("behind.shown", { count: page.rows.length })}
        tools={<ButtonLink href={appealsHref(asked)}>{t("behind.back")}</ButtonLink>}
      />
      <DataTable
        caption={t("behind.caption", { figure: name })}
        columns={columns}
        rows={page.rows}
        rowId={(row) => row.id}
        rowHref={(row) => `/cases/${caseNumber(row.case)}`}
        next={page.next}
        empty={<EmptyState>{t("behind.empty")}</EmptyState>}
      />
    </Sheet>
  );
}

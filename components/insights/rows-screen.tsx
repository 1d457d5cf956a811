"use client";

import Link from "next/link";
import { useFormatter, useLocale, useTranslations } from "next-intl";
import { columnsFor } from "@/components/table/columns";
import { DataTable } from "@/components/table/data-table";
import type { RouterInputs, RouterOutputs } from "@/components/trpc/provider";
import { ButtonLink } from "@/components/ui/button";
import { Mono } from "@/components/ui/facts";
import { Name } from "@/components/ui/name";
import { PageTitle, Sheet } from "@/components/ui/page";
import { SeverityMark } from "@/components/ui/severity";
import { EmptyState } from "@/components/ui/states";
import { caseNumber } from "@/server/cases/contract";
import { boardHref } from "./address";

type Page = RouterOutputs["insights"]["rows"];
type Row = Page["rows"][number];

type RowsProps = {
  page: Page;
  asked: RouterInputs["insights"]["rows"];
};

/** The rows behind a figure of the board, each leading to its case. */
export function RowsScreen({ page, asked }: RowsProps) {
  const t = useTranslations("insights");
  const format = useFormatter();
  const locale = useLocale();
  const wordOf = (what: string | null) => {
    if (what === null) return t("noCategory");
    if (asked.figure === "measures") return t(`measure.${what as "warn"}`);
    if (asked.figure === "decisions" || asked.figure === "acted" || asked.figure === "repeated")
      return t(`finding.${what as "violates"}`);
    const names = page.names[what];
    return names ? (locale.startsWith("zh") ? names.zh : names.en) : what;
  };
  const name = t(`figure.${asked.figure}`);
  const c = columnsFor<Row>();
  const columns = c.columns([
    c.accessor("severity", {
      header: t("column.severity"),
      cell: ({ getValue }) => <SeverityMark level={getValue() as 0} />,
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
    c.accessor("what", { header: t("column.what"), cell: ({ getValue }) => wordOf(getValue()) }),
    c.accessor("at", { header: t("column.time"), cell: ({ getValue }) => format.dateTime(getValue(), "minute") }),
  ]);
  return (
    <Sheet>
      <PageTitle
        title={t("behind.title", { figure: name })}
        aside={t("behind.shown", { count: page.rows.length })}
        tools={<ButtonLink href={boardHref(asked)}>{t("behind.back")}</ButtonLink>}
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

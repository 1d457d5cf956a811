"use client";

import Link from "next/link";
import { useFormatter, useTranslations } from "next-intl";
import { columnsFor } from "@/components/table/columns";
import { DataTable } from "@/components/table/data-table";
import { ButtonLink } from "@/components/ui/button";
import { Mono } from "@/components/ui/facts";
import { Name } from "@/components/ui/name";
import { PageTitle, Sheet } from "@/components/ui/page";
import { type Severity, SeverityMark } from "@/components/ui/severity";
import { EmptyState } from "@/components/ui/states";
import { caseNumber } from "@/server/cases/contract-words";

type Row<What> = {
  readonly id: string;
  readonly severity: number;
  readonly case: number;
  readonly subjectName: string;
  readonly subjectCode: string;
  readonly what: What;
  readonly at: Date;
};

type Props<What> = {
  page: { readonly rows: Row<What>[]; readonly next: string | null };
  /** Of the figure. */
  name: string;
  /** Where its board is. */
  back: string;
  wordOf: (what: What) => string;
};

/** The rows behind a figure of a board, each leading to its case. */
export function BehindFigure<What>({ page, name, back, wordOf }: Props<What>) {
  const t = useTranslations("insights");
  const format = useFormatter();
  const c = columnsFor<Row<What>>();
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
    c.display({ id: "what", header: t("column.what"), cell: ({ row }) => wordOf(row.original.what) }),
    c.accessor("at", { header: t("column.time"), cell: ({ getValue }) => format.dateTime(getValue(), "minute") }),
  ]);
  return (
    <Sheet>
      <PageTitle
        title={t("behind.title", { figure: name })}
        aside={t("behind.shown", { count: page.rows.length })}
        tools={<ButtonLink href={back}>{t("behind.back")}</ButtonLink>}
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

"use client";

import Link from "next/link";
import { useFormatter, useTranslations } from "next-intl";
import { columnsFor } from "@/components/table/columns";
import { DataTable } from "@/components/table/data-table";
import type { RouterOutputs } from "@/components/trpc/provider";
import { ButtonLink } from "@/components/ui/button";
import { PageTitle, Sheet } from "@/components/ui/page";
import { EmptyState } from "@/components/ui/states";
import { StatusWord } from "@/components/ui/status-word";

type Page = RouterOutputs["filings"]["list"];
type Row = Page["rows"][number];

const glyphs = {
  draft: "ring",
  checked: "half",
  sealed: "tick",
  submitted: "tick",
  acknowledged: "tick",
  returned: "triangle",
  abandoned: "bar",
  superseded: "bar",
} as const;

/** Filings, newest first. */
export function FilingList({ page, mayPrepare }: { page: Page; mayPrepare: boolean }) {
  const t = useTranslations("filings");
  const format = useFormatter();
  const c = columnsFor<Row>();
  const fresh = mayPrepare && <ButtonLink href="/filings/new">{t("new")}</ButtonLink>;
  const columns = c.columns([
    c.accessor("number", {
      header: t("column.number"),
      meta: { names: true },
      cell: ({ getValue }) => (
        <Link className="link font-mono" href={`/filings/${getValue()}`}>
          {getValue()}
        </Link>
      ),
    }),
    c.accessor("specification", {
      header: t("column.specification"),
      cell: ({ getValue }) => t(`specification.${getValue() as "disposition"}`),
    }),
    c.display({
      id: "period",
      header: t("column.period"),
      cell: ({ row }) =>
        t("periodRange", {
          start: format.dateTime(row.original.periodStart, "day"),
          end: format.dateTime(row.original.periodEnd, "day"),
        }),
    }),
    c.accessor("office", { header: t("column.office"), meta: { hideUnder: "wide" } }),
    c.accessor("measures", {
      header: t("column.measures"),
      meta: { align: "end" },
      cell: ({ getValue }) => format.number(getValue()),
    }),
    c.accessor("state", {
      header: t("column.state"),
      cell: ({ getValue }) => <StatusWord glyph={glyphs[getValue()]}>{t(`state.${getValue()}`)}</StatusWord>,
    }),
    c.accessor("preparedAt", {
      header: t("column.prepared"),
      cell: ({ getValue }) => format.dateTime(getValue(), "minute"),
    }),
  ]);
  return (
    <Sheet>
      <PageTitle title={t("title")} tools={fresh} />
      <DataTable
        caption={t("caption")}
        columns={columns}
        rows={page.rows}
        rowId={(row) => row.number}
        rowHref={(row) => `/filings/${row.number}`}
        next={page.next}
        empty={<EmptyState action={fresh}>{t("empty")}</EmptyState>}
      />
    </Sheet>
  );
}

"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import { columnsFor } from "@/components/table/columns";
import { DataTable } from "@/components/table/data-table";
import type { RouterOutputs } from "@/components/trpc/provider";
import { useDot } from "@/components/ui/dot";
import { Name } from "@/components/ui/name";
import { PageTitle, Sheet } from "@/components/ui/page";
import { EmptyState } from "@/components/ui/states";
import { StatusWord } from "@/components/ui/status-word";
import { Time } from "@/components/ui/time";
import { caseNumber } from "@/server/cases/contract-words";

type Page = RouterOutputs["measures"]["list"];
type Row = Page["rows"][number];

const hrefOf = (row: Row) => `/measures/${row.id}`;

/** Who is on the blacklist now, with the functions restricted and the date of review. */
export function Blacklist({ page, asOf }: { page: Page; asOf: Date }) {
  const dot = useDot();
  const t = useTranslations("enforcement.blacklist");
  const ledger = useTranslations("enforcement.ledger");
  const words = useTranslations("enforcement");
  const c = columnsFor<Row>();
  const columns = c.columns([
    c.display({
      id: "subject",
      header: ledger("subject"),
      meta: { names: true },
      cell: ({ row: { original: row } }) => (
        <Link href={hrefOf(row)} className="flex min-w-0 items-baseline gap-2 hover:underline" prefetch={false}>
          <span className="cut">
            <Name of={row.subjectName} />
          </span>
          <span className="font-mono text-ink-3 text-xs">{row.subjectCode}</span>
          <span className="text-ink-3 text-xs">{words(`kind.${row.subjectKind}`)}</span>
        </Link>
      ),
    }),
    c.display({
      id: "functions",
      header: t("functions"),
      cell: ({ row: { original: row } }) => {
        const functions = Array.isArray(row.parameters.functions) ? (row.parameters.functions as string[]) : [];
        return functions.map((word) => words(`function.${word as "post"}`)).join(dot);
      },
    }),
    c.display({
      id: "review",
      header: t("review"),
      cell: ({ row: { original: row } }) => {
        const at = typeof row.parameters.reviewAt === "string" ? new Date(row.parameters.reviewAt) : null;
        if (!at) return "";
        return at <= asOf ? (
          <StatusWord glyph="triangle" tone="late">
            <Time at={at} form="day" /> {t("overdue")}
          </StatusWord>
        ) : (
          <Time at={at} form="day" />
        );
      },
    }),
    c.accessor("caseNumber", {
      header: ledger("case"),
      meta: { hideUnder: "tablet", className: "font-mono text-xs" },
      cell: ({ getValue }) => caseNumber(getValue()),
    }),
    c.accessor("from", {
      header: t("since"),
      meta: { className: "text-ink-2 text-xs" },
      cell: ({ getValue }) => <Time at={getValue()} form="day" />,
    }),
  ]);
  return (
    <Sheet>
      <PageTitle title={t("title")} />
      <DataTable
        caption={t("caption")}
        columns={columns}
        rows={page.rows}
        rowId={(row) => row.id}
        rowHref={hrefOf}
        next={page.next}
        empty={<EmptyState>{t("empty")}</EmptyState>}
      />
    </Sheet>
  );
}

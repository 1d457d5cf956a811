"use client";

import { useTranslations } from "next-intl";
import { columnsFor } from "@/components/table/columns";
import { DataTable } from "@/components/table/data-table";
import type { RouterOutputs } from "@/components/trpc/provider";
import { PageTitle, Sheet } from "@/components/ui/page";
import { type Severity, SeverityMark } from "@/components/ui/severity";
import { EmptyState } from "@/components/ui/states";
import { StatusWord } from "@/components/ui/status-word";
import { SubjectName } from "@/components/ui/subject-name";
import { Time } from "@/components/ui/time";
import { isOpenState } from "@/server/appeals/contract-words";
import { caseNumber } from "@/server/cases/contract-words";
import { AppealFilters } from "./appeal-filters";
import { Due } from "./due";

type Page = RouterOutputs["appeals"]["list"];
type Row = Page["rows"][number];

const hrefOf = (row: Row) => `/appeals/${row.id}`;
export const stateGlyphs = {
  filed: "ring",
  in_review: "half",
  awaiting_appellant: "clock",
  upheld: "bar",
  modified: "half",
  overturned: "tick",
  inadmissible: "cross",
} as const;

/** Appeals and objections, due first. */
export function AppealsList({ page, asOf }: { page: Page; asOf: Date }) {
  const t = useTranslations("appeals");
  const c = columnsFor<Row>();
  const columns = c.columns([
    c.display({
      id: "subject",
      header: t("column.subject"),
      meta: { names: true },
      cell: ({ row: { original: row } }) => (
        <SubjectName name={row.subjectName} code={row.subjectCode} href={hrefOf(row)} />
      ),
    }),
    c.accessor("kind", { header: t("column.kind"), cell: ({ getValue }) => t(`kind.${getValue()}`) }),
    c.display({
      id: "case",
      header: t("column.case"),
      meta: { hideUnder: "tablet" },
      cell: ({ row: { original: row } }) => (
        <span className="flex items-center gap-2 text-xs">
          <span className="font-mono">{caseNumber(row.caseNumber)}</span>
          <SeverityMark level={row.severity as Severity} />
        </span>
      ),
    }),
    c.accessor("state", {
      header: t("column.state"),
      cell: ({ getValue }) => <StatusWord glyph={stateGlyphs[getValue()]}>{t(`state.${getValue()}`)}</StatusWord>,
    }),
    c.display({
      id: "reviewer",
      header: t("column.reviewer"),
      meta: { hideUnder: "tablet", className: "text-ink-2" },
      cell: ({ row: { original: row } }) => {
        if (row.isMine) return t("you");
        if (row.reviewer) return row.reviewer;
        return <span className="text-ink-3">{row.isBarred ? t("barred") : t("nobody")}</span>;
      },
    }),
    c.accessor("filedAt", {
      header: t("column.filed"),
      meta: { hideUnder: "tablet", className: "text-ink-2 text-xs" },
      cell: ({ getValue }) => <Time at={getValue()} form="short" />,
    }),
    c.accessor("dueAt", {
      header: t("column.due"),
      cell: ({ row: { original: row } }) => {
        if (row.answerBy)
          return (
            <span className="text-ink-3 text-xs">
              {t("answerBy")} <Time at={row.answerBy} form="short" />
            </span>
          );
        if (isOpenState(row.state)) return <Due at={row.dueAt} now={asOf} />;
        return <Time at={row.dueAt} form="short" className="text-ink-3 text-xs" />;
      },
    }),
  ]);
  return (
    <Sheet>
      <PageTitle title={t("title")} />
      <AppealFilters />
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

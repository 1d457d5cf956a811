"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import { columnsFor } from "@/components/table/columns";
import { DataTable } from "@/components/table/data-table";
import type { RouterOutputs } from "@/components/trpc/provider";
import { type Severity, SeverityMark } from "@/components/ui/severity";
import { EmptyState } from "@/components/ui/states";
import { StatusWord } from "@/components/ui/status-word";
import { Time } from "@/components/ui/time";
import { caseNumber } from "@/server/cases/contract-words";

type Cases = RouterOutputs["cases"]["ofSubject"];
type Measures = RouterOutputs["measures"]["list"];

const caseHref = (number: number) => `/cases/${caseNumber(number)}`;

/** Cases about a subject, newest first. */
export function SubjectCases({ rows, name }: { rows: Cases["rows"]; name: string }) {
  const t = useTranslations("registry");
  const c = columnsFor<Cases["rows"][number]>();
  const columns = c.columns([
    c.accessor("number", {
      header: t("column.case"),
      meta: { names: true },
      cell: ({ getValue }) => (
        <Link className="link font-mono" href={caseHref(getValue())} prefetch={false}>
          {caseNumber(getValue())}
        </Link>
      ),
    }),
    c.accessor("severity", {
      header: t("column.severity"),
      cell: ({ getValue }) => <SeverityMark level={getValue() as Severity} />,
    }),
    c.accessor("state", {
      header: t("column.state"),
      cell: ({ getValue }) => (
        <StatusWord glyph={getValue() === "decided" ? "tick" : "half"}>
          {t(`caseState.${getValue() as "open"}`)}
        </StatusWord>
      ),
    }),
    c.accessor("reportCount", { header: t("column.reports"), meta: { align: "end" } }),
    c.accessor("openedAt", { header: t("column.opened"), cell: ({ getValue }) => <Time at={getValue()} /> }),
    c.accessor("decidedAt", {
      header: t("column.decided"),
      cell: ({ getValue }) => {
        const at = getValue();
        return at && <Time at={at} />;
      },
    }),
  ]);
  return (
    <DataTable
      caption={t("cases.caption", { name })}
      columns={columns}
      rows={rows}
      rowId={(row) => String(row.number)}
      rowHref={(row) => caseHref(row.number)}
      density={32}
      empty={<EmptyState>{t("cases.empty", { name })}</EmptyState>}
    />
  );
}

const glyphs = { in_force: "dot", pending: "half", expired: "clock" } as const;

/** Measures on a subject, newest first. */
export function SubjectMeasures({ page, name }: { page: Measures; name: string }) {
  const t = useTranslations("registry");
  const c = columnsFor<Measures["rows"][number]>();
  const columns = c.columns([
    c.accessor("key", {
      header: t("column.measure"),
      meta: { names: true },
      cell: ({ row: { original: row } }) => (
        <Link className="hover:underline" href={`/measures/${row.id}`} prefetch={false}>
          {t(`measure.${row.key}`)}
          {row.isReversal && <span className="text-ink-3 text-xs"> {t("measures.reversal")}</span>}
        </Link>
      ),
    }),
    c.accessor("state", {
      header: t("column.state"),
      cell: ({ getValue }) => {
        const state = getValue();
        return (
          <StatusWord glyph={state in glyphs ? glyphs[state as keyof typeof glyphs] : "bar"}>
            {t(`measureState.${state}`)}
          </StatusWord>
        );
      },
    }),
    c.accessor("from", { header: t("column.from"), cell: ({ getValue }) => <Time at={getValue()} /> }),
    c.accessor("until", {
      header: t("column.until"),
      cell: ({ getValue }) => {
        const until = getValue();
        return until ? <Time at={until} /> : <span className="text-ink-2">{t("indefinite")}</span>;
      },
    }),
    c.accessor("caseNumber", {
      header: t("column.case"),
      cell: ({ getValue }) => (
        <Link className="link font-mono" href={caseHref(getValue())} prefetch={false}>
          {caseNumber(getValue())}
        </Link>
      ),
    }),
  ]);
  return (
    <DataTable
      caption={t("measures.caption", { name })}
      columns={columns}
      rows={page.rows}
      rowId={(row) => row.id}
      density={32}
      next={page.next}
      empty={<EmptyState>{t("measures.empty", { name })}</EmptyState>}
    />
  );
}

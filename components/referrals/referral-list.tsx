"use client";

import Link from "next/link";
import { usePathname, useRouter, useSearchParams } from "next/navigation";
import { useFormatter, useTranslations } from "next-intl";
import { columnsFor } from "@/components/table/columns";
import { DataTable } from "@/components/table/data-table";
import { withParams } from "@/components/table/list-params";
import type { RouterOutputs } from "@/components/trpc/provider";
import { Checkbox } from "@/components/ui/choice";
import { PageTitle, Sheet } from "@/components/ui/page";
import { EmptyState } from "@/components/ui/states";
import { StatusWord } from "@/components/ui/status-word";
import { SubjectName } from "@/components/ui/subject-name";
import { Time } from "@/components/ui/time";
import { caseNumber } from "@/server/cases/contract-words";
import { stateGlyphs } from "./state-glyphs";

type Page = RouterOutputs["referrals"]["list"];
type Row = Page["rows"][number];

const hrefOf = (row: Row) => `/referrals/${row.number}`;

/** Referrals, newest first: those that still ask for something, or all. */
export function ReferralList({ page }: { page: Page }) {
  const t = useTranslations("referrals");
  const format = useFormatter();
  const router = useRouter();
  const path = usePathname();
  const params = useSearchParams();
  const c = columnsFor<Row>();
  const columns = c.columns([
    c.accessor("number", {
      header: t("column.number"),
      meta: { names: true },
      cell: ({ row: { original: row } }) => (
        <span className="flex items-baseline gap-2">
          <Link className="link font-mono" href={hrefOf(row)} prefetch={false}>
            {row.number}
          </Link>
          {row.danger && (
            <StatusWord glyph="triangle" tone="late">
              {t("danger")}
            </StatusWord>
          )}
        </span>
      ),
    }),
    c.display({
      id: "subject",
      header: t("column.subject"),
      cell: ({ row: { original: row } }) => <SubjectName name={row.subjectName} code={row.subjectCode} />,
    }),
    c.accessor("caseNumber", {
      header: t("column.case"),
      meta: { hideUnder: "tablet" },
      cell: ({ getValue }) => <span className="font-mono text-xs">{caseNumber(getValue())}</span>,
    }),
    c.accessor("office", {
      header: t("column.office"),
      cell: ({ getValue }) => getValue() || <span className="text-ink-3">{t("notYet")}</span>,
    }),
    c.accessor("evidence", {
      header: t("column.evidence"),
      meta: { align: "end", hideUnder: "tablet" },
      cell: ({ getValue }) => format.number(getValue()),
    }),
    c.accessor("state", {
      header: t("column.state"),
      cell: ({ getValue }) => <StatusWord glyph={stateGlyphs[getValue()]}>{t(`state.${getValue()}`)}</StatusWord>,
    }),
    c.accessor("draftedBy", { header: t("column.drafter"), meta: { hideUnder: "wide", className: "text-ink-2" } }),
    c.accessor("draftedAt", {
      header: t("column.drafted"),
      meta: { className: "text-ink-2 text-xs" },
      cell: ({ getValue }) => <Time at={getValue()} form="short" />,
    }),
  ]);
  return (
    <Sheet>
      <PageTitle title={t("title")} />
      <fieldset className="mb-3">
        <legend className="sr-only">{t("filter")}</legend>
        <Checkbox
          checked={params.get("show") === "all"}
          onChange={(event) => router.push(withParams(path, params, { show: event.target.checked ? "all" : "" }))}
        >
          {t("showAll")}
        </Checkbox>
      </fieldset>
      <DataTable
        caption={t("caption")}
        columns={columns}
        rows={page.rows}
        rowId={(row) => row.number}
        rowHref={hrefOf}
        next={page.next}
        empty={<EmptyState>{t("empty")}</EmptyState>}
      />
    </Sheet>
  );
}

"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import { columnsFor } from "@/components/table/columns";
import { DataTable } from "@/components/table/data-table";
import type { RouterOutputs } from "@/components/trpc/provider";
import { ButtonLink } from "@/components/ui/button";
import { PageTitle, Sheet } from "@/components/ui/page";
import { EmptyState } from "@/components/ui/states";
import { StatusWord } from "@/components/ui/status-word";
import { SubjectName } from "@/components/ui/subject-name";
import { Time } from "@/components/ui/time";
import { caseNumber } from "@/server/cases/contract-words";
import { LedgerExport } from "./ledger-export";
import { LedgerFilters } from "./ledger-filters";
import { lengthDays, useMeasureWords } from "./words";

type Page = RouterOutputs["measures"]["list"];
export type LedgerRow = Page["rows"][number];

const hrefOf = (row: LedgerRow) => `/measures/${row.id}`;

/** How far an order got, as a word that asks for somebody only when it failed. */
export function DeliveryState({ state }: { state: LedgerRow["delivery"] }) {
  const t = useTranslations("enforcement.delivery");
  const glyph = { queued: "ring", delivered: "half", executed: "tick", failed: "triangle", cancelled: "bar" } as const;
  return (
    <StatusWord glyph={glyph[state]} tone={state === "failed" ? "late" : "plain"}>
      {t(state)}
    </StatusWord>
  );
}

type LedgerListProps = { page: Page; mayExport: boolean; mayCheck: boolean };

/** The ledger of sanctions, newest first. */
export function LedgerList({ page, mayExport, mayCheck }: LedgerListProps) {
  const t = useTranslations("enforcement.ledger");
  const words = useTranslations("enforcement");
  const name = useMeasureWords();
  const c = columnsFor<LedgerRow>();
  const columns = c.columns([
    c.display({
      id: "measure",
      header: t("measure"),
      meta: { names: true },
      cell: ({ row: { original: row } }) => (
        <Link href={hrefOf(row)} className="hover:underline" prefetch={false}>
          {name({ key: row.key, parameters: row.parameters, days: lengthDays(row) })}
          {row.isProvisional && <span className="ml-2 text-ink-3 text-xs">{t("provisional")}</span>}
          {row.isReversal && <span className="ml-2 text-ink-3 text-xs">{t("reversal")}</span>}
        </Link>
      ),
    }),
    c.display({
      id: "subject",
      header: t("subject"),
      cell: ({ row: { original: row } }) => (
        <SubjectName name={row.subjectName} code={row.subjectCode}>
          {row.standing !== "subject" && (
            <span className="text-ink-3 text-xs">{words(`standing.${row.standing}`)}</span>
          )}
        </SubjectName>
      ),
    }),
    c.accessor("caseNumber", {
      header: t("case"),
      meta: { hideUnder: "tablet", className: "font-mono text-xs" },
      cell: ({ getValue }) => caseNumber(getValue()),
    }),
    c.accessor("until", {
      header: t("term"),
      meta: { hideUnder: "tablet", className: "text-ink-2 text-xs" },
      cell: ({ getValue }) => {
        const until = getValue();
        return until ? <Time at={until} form="short" /> : t("noEnd");
      },
    }),
    c.accessor("state", { header: t("state"), cell: ({ getValue }) => words(`state.${getValue()}`) }),
    c.accessor("delivery", {
      header: t("delivery"),
      cell: ({ row: { original: row } }) => (row.isReversal ? "" : <DeliveryState state={row.delivery} />),
    }),
    c.accessor("enteredAt", {
      header: t("entered"),
      meta: { className: "text-ink-2 text-xs" },
      cell: ({ getValue }) => <Time at={getValue()} form="short" />,
    }),
  ]);
  return (
    <Sheet>
      <PageTitle
        title={t("title")}
        tools={
          <>
            {mayCheck && <ButtonLink href="/rectifications">{words("rectifications.link")}</ButtonLink>}
            {mayExport && <LedgerExport />}
          </>
        }
      />
      <LedgerFilters />
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

"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { columnsFor } from "@/components/table/columns";
import { DataTable } from "@/components/table/data-table";
import type { RouterOutputs } from "@/components/trpc/provider";
import { Button, ButtonLink } from "@/components/ui/button";
import { useDot } from "@/components/ui/dot";
import { PageTitle, Sheet } from "@/components/ui/page";
import { EmptyState } from "@/components/ui/states";
import { StatusWord } from "@/components/ui/status-word";
import { SubjectName } from "@/components/ui/subject-name";
import { Time } from "@/components/ui/time";
import { caseNumber } from "@/server/cases/contract-words";
import { countedListed } from "@/server/enforcement/contract-ledger";
import { ReviewDialog } from "./review-dialog";

type Page = RouterOutputs["blacklist"]["list"];
type Row = Page["rows"][number];

const hrefOf = (row: Row) => `/measures/${row.id}`;
const counted = (count: number) => (count >= countedListed ? `${countedListed}+` : String(count));

/** Who is on the blacklist now, with the functions restricted and the date of review, those due first. */
export function Blacklist({ page, due, mayImport }: { page: Page; due: boolean; mayImport: boolean }) {
  const dot = useDot();
  const t = useTranslations("enforcement.blacklist");
  const ledger = useTranslations("enforcement.ledger");
  const words = useTranslations("enforcement");
  const [reviewed, setReviewed] = useState<Row | null>(null);
  const c = columnsFor<Row>();
  const columns = c.columns([
    c.display({
      id: "subject",
      header: ledger("subject"),
      meta: { names: true },
      cell: ({ row: { original: row } }) => (
        <SubjectName name={row.subjectName} code={row.subjectCode} href={hrefOf(row)}>
          <span className="text-ink-3 text-xs">{words(`kind.${row.subjectKind}`)}</span>
        </SubjectName>
      ),
    }),
    c.display({
      id: "functions",
      header: t("functions"),
      cell: ({ row: { original: row } }) => row.functions.map((word) => words(`function.${word as "post"}`)).join(dot),
    }),
    c.display({
      id: "review",
      header: t("review"),
      cell: ({ row: { original: row } }) =>
        row.isDue ? (
          <StatusWord glyph="triangle" tone="late">
            <Time at={row.reviewAt} form="day" /> {t("overdue")}
          </StatusWord>
        ) : (
          <Time at={row.reviewAt} form="day" />
        ),
    }),
    c.accessor("caseNumber", {
      header: ledger("case"),
      meta: { hideUnder: "tablet", className: "font-mono text-xs" },
      cell: ({ getValue }) => caseNumber(getValue()),
    }),
    c.accessor("from", {
      header: t("since"),
      meta: { hideUnder: "tablet", className: "text-ink-2 text-xs" },
      cell: ({ getValue }) => <Time at={getValue()} form="day" />,
    }),
    ...(page.rows.some(({ mayReview }) => mayReview)
      ? [
          c.display({
            id: "act",
            header: t("act"),
            cell: ({ row: { original: row } }) =>
              row.mayReview && (
                <Button
                  size="small"
                  onClick={(event) => {
                    event.stopPropagation();
                    setReviewed(row);
                  }}
                >
                  {t("reviewAct")}
                </Button>
              ),
          }),
        ]
      : []),
  ]);
  return (
    <Sheet>
      <PageTitle
        title={t("title")}
        tools={mayImport && <ButtonLink href="/blacklist/import">{words("import.open")}</ButtonLink>}
      />
      <nav aria-label={t("show")} className="mb-3 flex gap-2">
        <ButtonLink href="/blacklist" look={due ? "quiet" : "plain"} aria-current={due ? undefined : "page"}>
          {t("all", { count: counted(page.counts.all) })}
        </ButtonLink>
        <ButtonLink href="/blacklist?due=1" look={due ? "plain" : "quiet"} aria-current={due ? "page" : undefined}>
          {t("due", { count: counted(page.counts.due) })}
        </ButtonLink>
      </nav>
      <DataTable
        caption={t("caption")}
        columns={columns}
        rows={page.rows}
        rowId={(row) => row.id}
        rowHref={hrefOf}
        next={page.next}
        empty={<EmptyState>{t(due ? "emptyDue" : "empty")}</EmptyState>}
      />
      {reviewed && <ReviewDialog entry={reviewed} onClose={() => setReviewed(null)} />}
    </Sheet>
  );
}

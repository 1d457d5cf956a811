"use client";

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
import { openRectifications } from "@/server/enforcement/contract-words";

type Page = RouterOutputs["measures"]["rectifications"];
type Row = Page["rows"][number];
type State = (typeof openRectifications)[number];

const hrefOf = (row: Row) => `/measures/${row.measureId}`;

/** Rectifications that want a person: those that were answered first, then the overdue ones, then those under way. */
export function Rectifications({ page, state, asOf }: { page: Page; state: State; asOf: Date }) {
  const t = useTranslations("enforcement.rectifications");
  const ledger = useTranslations("enforcement.ledger");
  const states = useTranslations("enforcement.ledger.rectificationState");
  const c = columnsFor<Row>();
  const columns = c.columns([
    c.display({
      id: "subject",
      header: t("subject"),
      meta: { names: true },
      cell: ({ row: { original: row } }) => (
        <SubjectName name={row.subjectName} code={row.subjectCode} href={hrefOf(row)} />
      ),
    }),
    c.accessor("dueAt", {
      header: t("due"),
      cell: ({ getValue }) =>
        getValue() <= asOf ? (
          <StatusWord glyph="triangle" tone="late">
            <Time at={getValue()} form="short" />
          </StatusWord>
        ) : (
          <Time at={getValue()} form="short" />
        ),
    }),
    c.accessor("submittedAt", {
      header: t("submitted"),
      cell: ({ getValue }) => {
        const at = getValue();
        return at ? <Time at={at} form="short" /> : t("none");
      },
    }),
    c.accessor("caseNumber", {
      header: ledger("case"),
      meta: { hideUnder: "tablet", className: "font-mono text-xs" },
      cell: ({ getValue }) => caseNumber(getValue()),
    }),
    c.accessor("assignedAt", {
      header: t("assigned"),
      meta: { hideUnder: "tablet", className: "text-ink-2 text-xs" },
      cell: ({ getValue }) => <Time at={getValue()} form="day" />,
    }),
  ]);
  return (
    <Sheet>
      <PageTitle title={t("title")} />
      <nav aria-label={t("state")} className="mb-3 flex gap-2">
        {openRectifications.map((each) => (
          <ButtonLink
            key={each}
            href={`/rectifications?state=${each}`}
            look={each === state ? "plain" : "quiet"}
            aria-current={each === state ? "page" : undefined}
          >
            {states(each)}
          </ButtonLink>
        ))}
      </nav>
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

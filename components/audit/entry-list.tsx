"use client";

import Link from "next/link";
import { useSearchParams } from "next/navigation";
import { useFormatter, useTranslations } from "next-intl";
import { columnsFor } from "@/components/table/columns";
import { DataTable } from "@/components/table/data-table";
import { withParams } from "@/components/table/list-params";
import type { RouterOutputs } from "@/components/trpc/provider";
import { EmptyState } from "@/components/ui/states";
import { caseNumber } from "@/server/cases/contract";
import { EntryState } from "./entry-state";
import { publicLine, shortId, useAuditWords } from "./words";

type Page = RouterOutputs["audit"]["list"];
type Row = Page["rows"][number];

/** Entries of the log, newest first. Actors and subjects narrow the list to themselves. */
export function EntryList({ page }: { page: Page }) {
  const t = useTranslations("audit");
  const format = useFormatter();
  const words = useAuditWords();
  const params = useSearchParams();
  const only = (changes: Record<string, string>) => withParams("/audit", params.toString(), changes);
  const c = columnsFor<Row>();
  const columns = c.columns([
    c.accessor("occurredAt", {
      header: t("column.time"),
      meta: { className: "whitespace-nowrap" },
      cell: ({ getValue }) => <time dateTime={getValue().toISOString()}>{format.dateTime(getValue(), "second")}</time>,
    }),
    c.accessor("action", {
      header: t("column.action"),
      meta: { names: true },
      cell: ({ row, getValue }) => (
        <Link className="link" prefetch={false} href={`/audit/${row.original.id}`}>
          {words.action(getValue())}
        </Link>
      ),
    }),
    c.accessor("actor", {
      header: t("column.actor"),
      cell: ({ getValue }) => {
        const actor = getValue();
        const own = actor.name ?? (actor.kind === "system" ? words.job(actor.id) : shortId(actor.id));
        const name = actor.kind === "staff" ? own : `${words.actor(actor.kind)} ${own}`;
        return (
          <Link
            prefetch={false}
            href={only({ actor: actor.ref })}
            title={t("filter.by", { value: name })}
            className="hover:underline"
          >
            {name}
          </Link>
        );
      },
    }),
    c.accessor("subject", {
      header: t("column.subject"),
      cell: ({ getValue, row }) => {
        const subject = getValue();
        const number = row.original.caseNumber;
        const own = subject.kind === "case" && number !== null ? caseNumber(number) : null;
        const name = own ?? subject.name ?? subject.code ?? shortId(subject.id);
        return (
          <Link
            prefetch={false}
            href={only({ subject: subject.ref })}
            title={t("filter.by", { value: name })}
            className="whitespace-nowrap hover:underline"
          >
            <span className="text-ink-2">{words.subject(subject.kind)}</span> <span className="font-mono">{name}</span>
          </Link>
        );
      },
    }),
    c.accessor("caseNumber", {
      header: t("column.case"),
      cell: ({ getValue }) => {
        const number = getValue();
        return (
          number !== null && (
            <Link className="link font-mono" prefetch={false} href={`/cases/${caseNumber(number)}`}>
              {caseNumber(number)}
            </Link>
          )
        );
      },
    }),
    c.accessor("pub", {
      header: t("column.says"),
      meta: { hideUnder: "wide" },
      cell: ({ getValue }) => <span className="font-mono text-ink-2 text-xs">{publicLine(getValue())}</span>,
    }),
    c.accessor("index", {
      header: t("column.state"),
      meta: { align: "end", className: "whitespace-nowrap" },
      cell: ({ getValue, row }) => <EntryState index={getValue()} state={row.original.state} />,
    }),
  ]);
  return (
    <DataTable
      caption={t("caption")}
      columns={columns}
      rows={page.rows}
      rowId={(row) => row.id}
      rowHref={(row) => `/audit/${row.id}`}
      density={32}
      next={page.next}
      empty={<EmptyState>{t("empty")}</EmptyState>}
    />
  );
}

"use client";

import Link from "next/link";
import { useFormatter, useTranslations } from "next-intl";
import { columnsFor } from "@/components/table/columns";
import { DataTable } from "@/components/table/data-table";
import type { RouterOutputs } from "@/components/trpc/provider";
import { Mono } from "@/components/ui/facts";
import { Name } from "@/components/ui/name";
import { EmptyState } from "@/components/ui/states";
import { GroupStatus, Stub } from "./marks";

type Page = RouterOutputs["registry"]["groups"];
type Row = Page["rows"][number];

const hrefOf = (row: Pick<Row, "code">) => `/groups/${encodeURIComponent(row.code)}`;

/** Groups, largest first. */
export function GroupList({ page, isFiltered }: { page: Page; isFiltered: boolean }) {
  const t = useTranslations("registry");
  const format = useFormatter();
  const c = columnsFor<Row>();
  const columns = c.columns([
    c.accessor("name", {
      header: t("column.name"),
      meta: { names: true },
      cell: ({ row: { original: row } }) => (
        <span className="flex min-w-0 items-baseline gap-2">
          <Link className="cut hover:underline" href={hrefOf(row)} prefetch={false}>
            <Name of={row.name} />
          </Link>
          {!row.confirmed && !row.erasedAt && <Stub />}
        </span>
      ),
    }),
    c.accessor("code", {
      header: t("column.code"),
      cell: ({ getValue }) => <Mono className="whitespace-nowrap text-xs">{getValue()}</Mono>,
    }),
    c.accessor("category", {
      header: t("column.category"),
      meta: { hideUnder: "tablet" },
      cell: ({ getValue }) => t(`category.${(getValue() ?? "none") as "none"}`),
    }),
    c.accessor("grade", { header: t("column.grade"), cell: ({ getValue }) => t(`grade.${getValue() as 1}`) }),
    c.accessor("memberCount", {
      header: t("column.members"),
      meta: { align: "end" },
      cell: ({ getValue }) => format.number(getValue()),
    }),
    c.accessor("messagesPerDay", {
      header: t("column.messages"),
      meta: { align: "end", hideUnder: "wide" },
      cell: ({ getValue }) => format.number(getValue()),
    }),
    c.accessor("status", {
      header: t("column.status"),
      meta: { className: "w-36 pl-6" },
      cell: ({ getValue }) => <GroupStatus status={getValue()} />,
    }),
  ]);
  return (
    <DataTable
      caption={t("groups.caption")}
      columns={columns}
      rows={page.rows}
      rowId={(row) => row.id}
      rowHref={hrefOf}
      next={page.next}
      empty={<EmptyState>{t(isFiltered ? "groups.filtered" : "groups.empty")}</EmptyState>}
    />
  );
}

"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import { columnsFor } from "@/components/table/columns";
import { DataTable } from "@/components/table/data-table";
import type { RouterOutputs } from "@/components/trpc/provider";
import { Mono } from "@/components/ui/facts";
import { Name } from "@/components/ui/name";
import { EmptyState } from "@/components/ui/states";
import { Time } from "@/components/ui/time";
import { Restrictions, Stub, Verification } from "./marks";

type Page = RouterOutputs["registry"]["accounts"];
type Row = Page["rows"][number];

const hrefOf = (row: Pick<Row, "code">) => `/accounts/${encodeURIComponent(row.code)}`;

/** Accounts, the latest known first. */
export function AccountList({ page, isFiltered }: { page: Page; isFiltered: boolean }) {
  const t = useTranslations("registry");
  const c = columnsFor<Row>();
  const columns = c.columns([
    c.accessor("nickname", {
      header: t("column.nickname"),
      meta: { names: true },
      cell: ({ row: { original: row } }) => (
        <span className="flex min-w-0 items-baseline gap-2">
          <Link className="cut hover:underline" href={hrefOf(row)} prefetch={false}>
            <Name of={row.nickname} />
          </Link>
          {row.minor && <span className="text-ink-3 text-xs">{t("minor")}</span>}
          {!row.confirmed && !row.erasedAt && <Stub />}
        </span>
      ),
    }),
    c.accessor("code", {
      header: t("column.code"),
      cell: ({ getValue }) => <Mono className="whitespace-nowrap text-xs">{getValue()}</Mono>,
    }),
    c.accessor("credit", { header: t("column.credit"), cell: ({ getValue }) => getValue() }),
    c.accessor("verification", {
      header: t("column.verification"),
      cell: ({ getValue }) => <Verification state={getValue()} />,
    }),
    c.accessor("restrictions", {
      header: t("column.restrictions"),
      cell: ({ getValue }) => <Restrictions names={getValue()} />,
    }),
    c.accessor("registeredAt", {
      header: t("column.registered"),
      meta: { hideUnder: "wide", className: "text-ink-2 text-xs" },
      cell: ({ getValue }) => {
        const at = getValue();
        return at && <Time at={at} form="day" />;
      },
    }),
  ]);
  return (
    <DataTable
      caption={t("accounts.caption")}
      columns={columns}
      rows={page.rows}
      rowId={(row) => row.id}
      rowHref={hrefOf}
      next={page.next}
      empty={<EmptyState>{t(isFiltered ? "accounts.filtered" : "accounts.empty")}</EmptyState>}
    />
  );
}

"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import { columnsFor } from "@/components/table/columns";
import { DataTable } from "@/components/table/data-table";
import type { RouterOutputs } from "@/components/trpc/provider";
import { EmptyState } from "@/components/ui/states";
import { Time } from "@/components/ui/time";

type Page = RouterOutputs["registry"]["credit"];

/** Every change of an account's credit, with what explains it. */
export function CreditLedger({ page, name, mayAudit }: { page: Page; name: string; mayAudit: boolean }) {
  const t = useTranslations("registry");
  const c = columnsFor<Page["rows"][number]>();
  const columns = c.columns([
    c.accessor("at", { header: t("column.time"), cell: ({ getValue }) => <Time at={getValue()} /> }),
    c.display({
      id: "change",
      header: t("column.change"),
      meta: { names: true },
      cell: ({ row: { original: row } }) => `${row.from} → ${row.to}`,
    }),
    c.accessor("reason", {
      header: t("column.reason"),
      cell: ({ getValue }) => t(`creditReason.${getValue() as "measure"}`),
    }),
    ...(mayAudit
      ? [
          c.accessor("eventId", {
            header: t("column.log"),
            cell: ({ getValue }) => (
              <Link className="link" href={`/audit/${getValue()}`} prefetch={false}>
                {t("ledger.open")}
              </Link>
            ),
          }),
        ]
      : []),
  ]);
  return (
    <DataTable
      caption={t("ledger.caption", { name })}
      columns={columns}
      rows={page.rows}
      rowId={(row) => row.id}
      density={32}
      next={page.next}
      empty={<EmptyState>{t("ledger.empty")}</EmptyState>}
    />
  );
}

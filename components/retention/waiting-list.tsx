"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import { columnsFor } from "@/components/table/columns";
import { DataTable } from "@/components/table/data-table";
import type { RouterOutputs } from "@/components/trpc/provider";
import { useDot } from "@/components/ui/dot";
import { Mono } from "@/components/ui/facts";
import { EmptyState } from "@/components/ui/states";
import { Time } from "@/components/ui/time";
import { hrefOfKept } from "./kept-href";

type Row = RouterOutputs["retention"]["overview"]["waiting"][number];

/** Proposals that wait for a second person, oldest first: each leads to where it is answered. */
export function WaitingList({ waiting }: { waiting: readonly Row[] }) {
  const t = useTranslations("retention");
  const dot = useDot();
  const c = columnsFor<Row>();
  const columns = c.columns([
    c.accessor("kind", {
      header: t("page.undone.what"),
      meta: { names: true },
      cell: ({ row: { original: row } }) => (
        <Link className="link" href={hrefOfKept(row.kind, row.code, row.subjectId)} prefetch={false}>
          {t(`page.kind.${row.kind}`)} {row.code && <Mono>{row.code}</Mono>}
        </Link>
      ),
    }),
    c.accessor("proposedAt", {
      header: t("page.waiting.proposed"),
      cell: ({ row: { original: row } }) => (
        <>
          <Time at={row.proposedAt} form="short" />
          {dot}
          {row.isOwn ? t("page.waiting.own") : row.proposerName}
        </>
      ),
    }),
    c.accessor("ground", {
      header: t("page.waiting.ground"),
      meta: { hideUnder: "tablet" },
      cell: ({ getValue }) => t(`ground.${getValue()}`),
    }),
  ]);
  return (
    <section aria-labelledby="waiting" className="border-rule border-t py-3">
      <h2 id="waiting" className="mb-2 text-s">
        {t("page.waiting.title")}
      </h2>
      <DataTable
        caption={t("page.waiting.caption")}
        columns={columns}
        rows={waiting}
        rowId={(row) => row.id}
        rowHref={(row) => hrefOfKept(row.kind, row.code, row.subjectId)}
        empty={<EmptyState>{t("page.waiting.none")}</EmptyState>}
      />
    </section>
  );
}

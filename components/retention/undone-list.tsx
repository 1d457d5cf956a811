"use client";

import { useLocale, useTranslations } from "next-intl";
import { columnsFor } from "@/components/table/columns";
import { DataTable } from "@/components/table/data-table";
import type { RouterOutputs } from "@/components/trpc/provider";
import { Mono } from "@/components/ui/facts";
import { StatusWord } from "@/components/ui/status-word";
import { Time } from "@/components/ui/time";
import { sentenceIn } from "@/messages/languages";
import { hrefOfKept } from "./kept-href";

type Undone = RouterOutputs["retention"]["overview"]["undone"];
type Row = Undone["rows"][number];

/** Erasures that a restored backup undid, why one cannot be repeated yet, and what the operator types. Nothing when there are none. */
export function UndoneList({ undone }: { undone: Undone }) {
  const t = useTranslations("retention.page");
  const locale = useLocale();
  if (undone.total === 0 && undone.damaged === 0) return null;
  const c = columnsFor<Row>();
  const columns = c.columns([
    c.accessor("kind", {
      header: t("undone.what"),
      meta: { names: true },
      cell: ({ row: { original: row } }) => (
        <a className="link" href={hrefOfKept(row.kind, row.code, row.id)}>
          {t(`kind.${row.kind}`)} {row.code && <Mono>{row.code}</Mono>}
        </a>
      ),
    }),
    c.accessor("at", {
      header: t("undone.decided"),
      cell: ({ getValue }) => <Time at={getValue()} form="short" />,
    }),
    c.display({
      id: "by",
      header: t("undone.by"),
      meta: { hideUnder: "tablet" },
      cell: ({ row: { original: row } }) =>
        t("undone.byBoth", {
          first: row.proposedByName ?? t("undone.unknown"),
          second: row.confirmedByName ?? t("undone.unknown"),
        }),
    }),
    c.accessor("whyNot", {
      header: t("undone.state"),
      cell: ({ getValue }) => {
        const whyNot = getValue();
        return whyNot ? sentenceIn(whyNot, locale) : t("undone.ready");
      },
    }),
  ]);
  return (
    <section aria-labelledby="undone" className="py-3">
      <div className="flex items-center gap-3">
        <h2 id="undone" className="text-s">
          {t("undone.title")}
        </h2>
        <StatusWord glyph="triangle" tone="late">
          {t("undone.count", { count: undone.total })}
        </StatusWord>
      </div>
      {undone.total > 0 && (
        <>
          <p className="mt-1 max-w-[72ch] text-ink-2">{t("undone.note")}</p>
          <p className="mt-1 mb-3">
            <span className="text-ink-3 text-xs">{t("undone.command")} </span>
            <code className="font-mono">npm run docket -- erase again</code>
          </p>
          <DataTable
            caption={t("undone.caption")}
            columns={columns}
            rows={undone.rows}
            rowId={(row) => row.erasure}
            keys={false}
            empty={null}
          />
          {undone.total > undone.rows.length && (
            <p className="mt-1 text-ink-3 text-xs">{t("undone.more", { count: undone.total - undone.rows.length })}</p>
          )}
        </>
      )}
      {undone.damaged > 0 && (
        <p className="mt-2">
          <StatusWord glyph="cross">{t("undone.damaged", { count: undone.damaged })}</StatusWord>
        </p>
      )}
    </section>
  );
}

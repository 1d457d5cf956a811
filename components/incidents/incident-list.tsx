"use client";

import Link from "next/link";
import { usePathname, useRouter, useSearchParams } from "next/navigation";
import { useFormatter, useTranslations } from "next-intl";
import { useEffect } from "react";
import { useKeys } from "@/components/shell/use-keys";
import { columnsFor } from "@/components/table/columns";
import { DataTable } from "@/components/table/data-table";
import { withParams } from "@/components/table/list-params";
import type { RouterOutputs } from "@/components/trpc/provider";
import { ButtonLink } from "@/components/ui/button";
import { useDot } from "@/components/ui/dot";
import { Mono } from "@/components/ui/facts";
import { Select } from "@/components/ui/input";
import { PageTitle, Sheet } from "@/components/ui/page";
import { EmptyState } from "@/components/ui/states";
import { StatusWord } from "@/components/ui/status-word";
import { Time } from "@/components/ui/time";
import { incidentNumber, incidentStates } from "@/server/incidents/contract-words";
import { stateGlyphs } from "./words";

type Page = RouterOutputs["incidents"]["list"];
type Row = Page["rows"][number];

const hrefOf = ({ number }: Row) => `/incidents/${incidentNumber(number)}`;

function States() {
  const t = useTranslations("incidents");
  const router = useRouter();
  const path = usePathname();
  const params = useSearchParams();
  return (
    <fieldset className="mb-3 flex flex-wrap items-center gap-2">
      <legend className="sr-only">{t("filter.state")}</legend>
      <Select
        aria-label={t("filter.state")}
        className="h-8 w-56"
        value={params.get("state") ?? ""}
        onChange={(event) => router.push(withParams(path, params, { state: event.target.value }))}
      >
        <option value="">
          {t("filter.state")}: {t("filter.any")}
        </option>
        {incidentStates.map((state) => (
          <option key={state} value={state}>
            {t(`state.${state}`)}
          </option>
        ))}
      </Select>
      {params.has("state") && (
        <ButtonLink look="quiet" href={path}>
          {t("filter.clear")}
        </ButtonLink>
      )}
    </fieldset>
  );
}

const refreshMs = 5_000;

/** Incidents, newest first; while one of them is under way, the list keeps up with it. */
export function IncidentList({ page, mayPropose }: { page: Page; mayPropose: boolean }) {
  const t = useTranslations("incidents");
  const words = useTranslations("enforcement.measure");
  const format = useFormatter();
  const dot = useDot();
  const router = useRouter();
  const isFiltered = useSearchParams().has("state");
  useKeys([{ keys: ["N"], does: t("keys.new"), run: () => router.push("/incidents/new"), when: mayPropose }]);
  const isMoving = page.rows.some(({ state }) => state === "running" || state === "reversing");
  useEffect(() => {
    if (!isMoving) return;
    const timer = setInterval(() => router.refresh(), refreshMs);
    return () => clearInterval(timer);
  }, [isMoving, router]);
  const c = columnsFor<Row>();
  const columns = c.columns([
    c.accessor("number", {
      header: t("column.number"),
      cell: ({ getValue }) => <Mono className="whitespace-nowrap text-xs">{incidentNumber(getValue())}</Mono>,
    }),
    c.accessor("title", {
      header: t("column.title"),
      meta: { names: true },
      cell: ({ row: { original: row } }) => (
        <Link className="cut hover:underline" href={hrefOf(row)} prefetch={false}>
          {row.title || t("untitled")}
        </Link>
      ),
    }),
    c.accessor("measure", { header: t("column.measure"), cell: ({ getValue }) => words(getValue()) }),
    c.display({
      id: "subjects",
      header: t("column.subjects"),
      cell: ({ row: { original: row } }) => {
        const { figures, total, kind } = row;
        return figures
          ? t("screen.progress", {
              settled: format.number(total - figures.waiting - (row.state === "reversing" ? figures.done : 0)),
              total: format.number(total),
            })
          : t(`count.${kind}`, { count: total });
      },
    }),
    c.accessor("state", {
      header: t("column.state"),
      cell: ({ row: { original: row } }) => (
        <StatusWord glyph={stateGlyphs[row.state]} tone={row.isWaiting ? "late" : "plain"}>
          {t(`state.${row.state}`)}
          {row.isReturned && dot + t("returned")}
          {row.isAsked && dot + t("asked")}
        </StatusWord>
      ),
    }),
    c.accessor("author", {
      header: t("column.author"),
      meta: { hideUnder: "tablet", className: "text-ink-2" },
    }),
    c.accessor("createdAt", {
      header: t("column.created"),
      meta: { hideUnder: "tablet", className: "text-ink-2 text-xs" },
      cell: ({ getValue }) => <Time at={getValue()} form="short" />,
    }),
  ]);
  return (
    <Sheet>
      <PageTitle
        title={t("title")}
        tools={
          mayPropose && (
            <ButtonLink href="/incidents/new" keys="N">
              {t("new")}
            </ButtonLink>
          )
        }
      />
      <States />
      <DataTable
        caption={t("caption")}
        columns={columns}
        rows={page.rows}
        rowId={(row) => row.id}
        rowHref={hrefOf}
        next={page.next}
        empty={<EmptyState>{t(isFiltered ? "filtered" : "empty")}</EmptyState>}
      />
    </Sheet>
  );
}

"use client";

import { useSuspenseQuery } from "@tanstack/react-query";
import Link from "next/link";
import { usePathname, useSearchParams } from "next/navigation";
import { useTranslations } from "next-intl";
import { columnsFor } from "@/components/table/columns";
import { DataTable } from "@/components/table/data-table";
import { type RouterOutputs, useTRPC } from "@/components/trpc/provider";
import { useDot } from "@/components/ui/dot";
import { PageTitle, Panes, Rail } from "@/components/ui/page";
import { EmptyState } from "@/components/ui/states";
import { ServingRail } from "./serving-rail";
import { useVocabulary } from "./words";

export type Serving = RouterOutputs["cases"]["serving"];
export type ServingPerson = Serving["rows"][number];

/** Who serves which queues: everybody who may claim cases, and the person that the address names. */
export function ServingScreen({ viewerId }: { viewerId: string }) {
  const t = useTranslations();
  const dot = useDot();
  const trpc = useTRPC();
  const path = usePathname();
  const params = useSearchParams();
  const { say } = useVocabulary();
  const { data } = useSuspenseQuery(trpc.cases.serving.queryOptions({ cursor: params.get("after") }));
  const queues = data.queues.map(({ key, names }) => ({ key, name: say(names, key) }));
  const chosen = data.rows.find((row) => row.id === params.get("person"));
  const hrefOf = (row: ServingPerson) => {
    const next = new URLSearchParams(params);
    next.set("person", row.id);
    return `${path}?${next}`;
  };
  const nameOf = (key: string) =>
    queues.find((queue) => queue.key === key)?.name ?? t("cases.serving.rail.gone", { key });
  const c = columnsFor<ServingPerson>();
  const columns = c.columns([
    c.accessor("name", {
      header: t("cases.serving.column.name"),
      meta: { names: true },
      cell: ({ row: { original } }) => (
        <span className="grid">
          <Link
            className="link justify-self-start font-bold"
            href={hrefOf(original)}
            scroll={false}
            aria-current={original.id === chosen?.id ? "true" : undefined}
          >
            {original.name}
          </Link>
          <span className="text-ink-3 text-xs">
            {original.email}
            {original.id === viewerId && `${dot}${t("cases.serving.you")}`}
          </span>
        </span>
      ),
    }),
    c.display({
      id: "roles",
      header: t("cases.serving.column.roles"),
      meta: { hideUnder: "wide" },
      cell: ({ row }) => row.original.roles.map((role) => t(`common.role.${role}`)).join(t("common.listComma")),
    }),
    c.display({
      id: "queues",
      header: t("cases.serving.column.queues"),
      cell: ({ row }) =>
        row.original.queues.map(nameOf).join(t("common.listComma")) || (
          <span className="text-ink-2">{t("cases.serving.all")}</span>
        ),
    }),
  ]);
  return (
    <Panes
      railLabel={t("cases.serving.rail.title")}
      rail={
        chosen ? (
          <ServingRail key={chosen.id} person={chosen} queues={queues} nameOf={nameOf} />
        ) : (
          <Rail title={t("cases.serving.rail.title")}>
            <EmptyState className="m-4">{t("cases.serving.rail.none")}</EmptyState>
          </Rail>
        )
      }
    >
      <div className="px-6 pb-6">
        <PageTitle title={t("cases.serving.title")} aside={t("cases.serving.aside", { count: data.rows.length })} />
        <DataTable
          caption={t("cases.serving.caption")}
          columns={columns}
          rows={data.rows}
          rowId={(row) => row.id}
          rowHref={hrefOf}
          density={48}
          next={data.next}
          empty={<EmptyState>{t("cases.serving.empty")}</EmptyState>}
        />
      </div>
    </Panes>
  );
}

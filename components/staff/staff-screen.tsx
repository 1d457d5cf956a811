"use client";

import { useSuspenseQuery } from "@tanstack/react-query";
import Link from "next/link";
import { usePathname, useSearchParams } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { columnsFor } from "@/components/table/columns";
import { DataTable } from "@/components/table/data-table";
import { type RouterOutputs, useTRPC } from "@/components/trpc/provider";
import { Button } from "@/components/ui/button";
import { useDot } from "@/components/ui/dot";
import { PageTitle, Panes, Rail } from "@/components/ui/page";
import { EmptyState } from "@/components/ui/states";
import { StatusWord } from "@/components/ui/status-word";
import { AddPerson } from "./add-person";
import { PersonRail } from "./person-rail";
import { Proposals } from "./proposals";

export type StaffList = RouterOutputs["staff"]["list"];
export type StaffPerson = StaffList["rows"][number];

/** People with their roles, the proposals that wait, and the person that the address names. */
export function StaffScreen() {
  const t = useTranslations();
  const dot = useDot();
  const trpc = useTRPC();
  const path = usePathname();
  const params = useSearchParams();
  const [adding, setAdding] = useState(false);
  const { data } = useSuspenseQuery(trpc.staff.list.queryOptions({ cursor: params.get("after") }));
  const chosen = data.rows.find((row) => row.id === params.get("person"));
  const hrefOf = (row: StaffPerson) => {
    const next = new URLSearchParams(params);
    next.set("person", row.id);
    return `${path}?${next}`;
  };
  const waitingFor = (row: StaffPerson) => data.proposals.filter((each) => each.staffId === row.id);
  const c = columnsFor<StaffPerson>();
  const columns = c.columns([
    c.accessor("name", {
      header: t("staff.column.name"),
      meta: { names: true },
      cell: ({ row }) => (
        <span className="grid">
          <Link
            className="link justify-self-start font-bold"
            href={hrefOf(row.original)}
            scroll={false}
            aria-current={row.original.id === chosen?.id ? "true" : undefined}
          >
            {row.original.name}
          </Link>
          <span className="text-ink-3 text-xs">
            {row.original.email}
            {row.original.isSelf && `${dot}${t("staff.you")}`}
          </span>
        </span>
      ),
    }),
    c.display({
      id: "roles",
      header: t("staff.column.roles"),
      cell: ({ row }) => {
        const held = row.original.held.map(({ role }) => t(`common.role.${role}`));
        const waiting = waitingFor(row.original).map(({ role }) =>
          t("staff.waiting", { role: t(`common.role.${role}`) }),
        );
        const words = [...held, ...waiting].join(t("common.listComma"));
        return words || <span className="text-ink-3">{t("staff.noRoles")}</span>;
      },
    }),
    c.accessor("sessions", { header: t("staff.column.sessions"), meta: { align: "end", hideUnder: "wide" } }),
    c.accessor("active", {
      header: t("staff.column.state"),
      cell: ({ row: { original } }) => {
        const state = original.isClosed ? "closed" : original.active ? "active" : "inactive";
        return <StatusWord glyph={state === "active" ? "tick" : "bar"}>{t(`staff.state.${state}`)}</StatusWord>;
      },
    }),
  ]);
  return (
    <Panes
      railLabel={t("staff.rail.title")}
      rail={
        chosen ? (
          <PersonRail key={chosen.id} person={chosen} waiting={waitingFor(chosen).map(({ role }) => role)} />
        ) : (
          <Rail title={t("staff.rail.title")}>
            <EmptyState className="m-4">{t("staff.rail.none")}</EmptyState>
          </Rail>
        )
      }
    >
      <div className="px-6 pb-6">
        <PageTitle
          title={t("staff.title")}
          aside={t("staff.aside", { count: data.rows.length })}
          tools={<Button onClick={() => setAdding(true)}>{t("staff.add")}</Button>}
        />
        <Proposals proposals={data.proposals} />
        <DataTable
          caption={t("staff.caption")}
          columns={columns}
          rows={data.rows}
          rowId={(row) => row.id}
          rowHref={hrefOf}
          density={48}
          next={data.next}
          empty={<EmptyState>{t("staff.empty")}</EmptyState>}
        />
      </div>
      <AddPerson open={adding} onOpenChange={setAdding} />
    </Panes>
  );
}

"use client";

import Link from "next/link";
import { useFormatter, useTranslations } from "next-intl";
import { columnsFor } from "@/components/table/columns";
import { DataTable } from "@/components/table/data-table";
import type { RouterOutputs } from "@/components/trpc/provider";
import { Mono } from "@/components/ui/facts";
import { Name } from "@/components/ui/name";
import { EmptyState } from "@/components/ui/states";
import { Time } from "@/components/ui/time";
import { GroupStatus, Restrictions, Verification } from "./marks";

type Members = RouterOutputs["registry"]["members"];
type Memberships = RouterOutputs["registry"]["memberships"];

const isRole = (role: string): role is "founder" | "manager" | "member" =>
  role === "founder" || role === "manager" || role === "member";

function useRole() {
  const t = useTranslations("registry.role");
  return (role: string) => (isRole(role) ? t(role) : role);
}

/** Members of a group with their roles, founder and managers first. */
export function MemberList({ page, name }: { page: Members; name: string }) {
  const t = useTranslations("registry");
  const roleName = useRole();
  const c = columnsFor<Members["rows"][number]>();
  const hrefOf = (row: { code: string }) => `/accounts/${encodeURIComponent(row.code)}`;
  const columns = c.columns([
    c.accessor("role", {
      header: t("column.role"),
      meta: { className: "w-24" },
      cell: ({ getValue }) => (
        <span className={getValue() === "member" ? "text-ink-2" : "font-bold"}>{roleName(getValue())}</span>
      ),
    }),
    c.accessor("nickname", {
      header: t("column.nickname"),
      meta: { names: true },
      cell: ({ row: { original: row } }) => (
        <Link className="cut hover:underline" href={hrefOf(row)} prefetch={false}>
          <Name of={row.nickname} />
        </Link>
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
    c.accessor("since", {
      header: t("column.since"),
      meta: { hideUnder: "wide", className: "text-ink-2 text-xs" },
      cell: ({ getValue }) => <Time at={getValue()} form="day" />,
    }),
  ]);
  return (
    <DataTable
      caption={t("members.caption", { name })}
      columns={columns}
      rows={page.rows}
      rowId={(row) => row.accountId}
      rowHref={hrefOf}
      density={32}
      next={page.next}
      empty={<EmptyState>{t("members.empty")}</EmptyState>}
    />
  );
}

/** Groups that an account is in. */
export function MembershipList({ page, name }: { page: Memberships; name: string }) {
  const t = useTranslations("registry");
  const format = useFormatter();
  const roleName = useRole();
  const c = columnsFor<Memberships["rows"][number]>();
  const hrefOf = (row: { code: string }) => `/groups/${encodeURIComponent(row.code)}`;
  const columns = c.columns([
    c.accessor("name", {
      header: t("column.group"),
      meta: { names: true },
      cell: ({ row: { original: row } }) => (
        <Link className="cut hover:underline" href={hrefOf(row)} prefetch={false}>
          {row.name}
        </Link>
      ),
    }),
    c.accessor("code", {
      header: t("column.code"),
      cell: ({ getValue }) => <Mono className="whitespace-nowrap text-xs">{getValue()}</Mono>,
    }),
    c.accessor("role", {
      header: t("column.role"),
      cell: ({ getValue }) => (
        <span className={getValue() === "member" ? "text-ink-2" : "font-bold"}>{roleName(getValue())}</span>
      ),
    }),
    c.accessor("grade", { header: t("column.grade"), cell: ({ getValue }) => t(`grade.${getValue() as 1}`) }),
    c.accessor("memberCount", {
      header: t("column.members"),
      meta: { align: "end" },
      cell: ({ getValue }) => format.number(getValue()),
    }),
    c.accessor("status", {
      header: t("column.status"),
      meta: { className: "pl-6" },
      cell: ({ getValue }) => <GroupStatus status={getValue()} />,
    }),
  ]);
  return (
    <DataTable
      caption={t("memberships.caption", { name })}
      columns={columns}
      rows={page.rows}
      rowId={(row) => row.groupId}
      rowHref={hrefOf}
      density={32}
      next={page.next}
      empty={<EmptyState>{t("memberships.empty")}</EmptyState>}
    />
  );
}

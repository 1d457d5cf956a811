"use client";

import { useMutation, useSuspenseQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { columnsFor } from "@/components/table/columns";
import { DataTable } from "@/components/table/data-table";
import { type RouterOutputs, useTRPC } from "@/components/trpc/provider";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { PageTitle, Sheet } from "@/components/ui/page";
import { EmptyState } from "@/components/ui/states";
import { Time } from "@/components/ui/time";
import { ConnectionForm, type MadeConnection } from "./connection-form";
import { RevokeDialog } from "./revoke-dialog";
import { SecretShown } from "./secret-shown";
import { StateCell } from "./state-cell";
import { useAfterAct } from "./use-after-act";

type Connection = RouterOutputs["connections"]["list"][number];

/** Where other systems' formats come in: list, make (key shown once), revoke. */
export function ConnectionsScreen() {
  const t = useTranslations();
  const trpc = useTRPC();
  const after = useAfterAct();
  const [isAdding, setAdding] = useState(false);
  const [made, setMade] = useState<MadeConnection | null>(null);
  const [asked, setAsked] = useState<Connection | null>(null);
  const { data } = useSuspenseQuery(trpc.connections.list.queryOptions());
  const revoke = useMutation(
    trpc.connections.revoke.mutationOptions({
      onSuccess: async () => {
        const id = asked?.id ?? "";
        setAsked(null);
        await after(t("intake.connections.ask.done", { id }));
      },
    }),
  );
  const c = columnsFor<Connection>();
  const columns = c.columns([
    c.accessor("id", {
      header: t("intake.connections.column.id"),
      meta: { names: true },
      cell: ({ row: { original } }) => (
        <span className="grid">
          <span className="font-bold font-mono">{original.id}</span>
          <span className="font-mono text-ink-3 text-xs">{original.hint}…</span>
        </span>
      ),
    }),
    c.accessor("format", {
      header: t("intake.connections.column.format"),
      cell: ({ getValue }) => t(`intake.connections.format.${getValue()}`),
    }),
    c.accessor("source", {
      header: t("intake.connections.column.source"),
      cell: ({ getValue }) => t(`intake.source.${getValue()}`),
    }),
    c.accessor("createdAt", {
      header: t("intake.connections.column.created"),
      meta: { hideUnder: "tablet" },
      cell: ({ getValue }) => <Time at={getValue()} form="day" />,
    }),
    c.display({
      id: "state",
      header: t("intake.connections.column.state"),
      cell: ({ row: { original } }) => (
        <StateCell
          {...original}
          name={original.id}
          onRevoke={() => {
            revoke.reset();
            setAsked(original);
          }}
        />
      ),
    }),
  ]);
  return (
    <Sheet>
      <PageTitle
        title={t("intake.connections.title")}
        aside={t("intake.connections.aside", {
          count: data.filter((each) => !each.revokedAt && !each.isClosed).length,
        })}
        tools={<Button onClick={() => setAdding(true)}>{t("intake.connections.add")}</Button>}
      />
      <DataTable
        caption={t("intake.connections.caption")}
        columns={columns}
        rows={data}
        rowId={(row) => row.id}
        density={48}
        empty={<EmptyState>{t("intake.connections.empty")}</EmptyState>}
      />
      <Dialog open={isAdding} onOpenChange={setAdding} title={t("intake.connections.form.title")}>
        <ConnectionForm
          onMade={async (connection) => {
            setAdding(false);
            setMade(connection);
            await after(t("intake.connections.form.done", { id: connection.id }));
          }}
        />
      </Dialog>
      {made && (
        <SecretShown
          title={t("intake.connections.form.done", { id: made.id })}
          secret={made.key}
          onClose={() => setMade(null)}
        >
          <div>
            <p className="text-ink-3 text-xs">{t("intake.connections.form.address")}</p>
            <p className="select-all break-all font-mono">{made.address}</p>
          </div>
        </SecretShown>
      )}
      {asked && (
        <RevokeDialog
          title={t("intake.connections.ask.title", { id: asked.id })}
          body={t("intake.connections.ask.body")}
          busy={revoke.isPending}
          error={revoke.error}
          onRevoke={() => revoke.mutate({ id: asked.id })}
          onClose={() => setAsked(null)}
        />
      )}
    </Sheet>
  );
}

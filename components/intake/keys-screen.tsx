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
import { KeyForm, type MadeKey } from "./key-form";
import { RevokeDialog } from "./revoke-dialog";
import { SecretShown } from "./secret-shown";
import { StateCell } from "./state-cell";
import { useAfterAct } from "./use-after-act";

type Key = RouterOutputs["keys"]["list"][number];

/** The keys of the API: list, make (shown once), revoke. */
export function KeysScreen() {
  const t = useTranslations();
  const trpc = useTRPC();
  const after = useAfterAct();
  const [isAdding, setAdding] = useState(false);
  const [made, setMade] = useState<MadeKey | null>(null);
  const [asked, setAsked] = useState<Key | null>(null);
  const { data } = useSuspenseQuery(trpc.keys.list.queryOptions());
  const revoke = useMutation(
    trpc.keys.revoke.mutationOptions({
      onSuccess: async () => {
        const name = asked?.name ?? "";
        setAsked(null);
        await after(t("intake.keys.ask.done", { name }));
      },
    }),
  );
  const comma = t("common.listComma");
  const c = columnsFor<Key>();
  const columns = c.columns([
    c.accessor("name", {
      header: t("intake.keys.column.name"),
      meta: { names: true },
      cell: ({ row: { original } }) => (
        <span className="grid">
          <span className="font-bold">{original.name}</span>
          <span className="font-mono text-ink-3 text-xs">{original.hint}…</span>
        </span>
      ),
    }),
    c.display({
      id: "scopes",
      header: t("intake.keys.column.scopes"),
      cell: ({ row }) => row.original.scopes.map((scope) => t(`intake.scope.${scope}`)).join(comma),
    }),
    c.display({
      id: "sources",
      header: t("intake.keys.column.sources"),
      meta: { hideUnder: "wide" },
      cell: ({ row }) =>
        row.original.sources.map((source) => t(`intake.source.${source}`)).join(comma) || t("common.none"),
    }),
    c.accessor("createdAt", {
      header: t("intake.keys.column.created"),
      meta: { hideUnder: "tablet" },
      cell: ({ getValue }) => <Time at={getValue()} form="day" />,
    }),
    c.display({
      id: "state",
      header: t("intake.keys.column.state"),
      cell: ({ row: { original } }) => (
        <StateCell
          {...original}
          name={original.name}
          fixed={original.isDemo ? t("intake.keys.demo") : undefined}
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
        title={t("intake.keys.title")}
        aside={t("intake.keys.aside", { count: data.filter((key) => !key.revokedAt && !key.isClosed).length })}
        tools={<Button onClick={() => setAdding(true)}>{t("intake.keys.add")}</Button>}
      />
      <DataTable
        caption={t("intake.keys.caption")}
        columns={columns}
        rows={data}
        rowId={(row) => row.id}
        density={48}
        empty={<EmptyState>{t("intake.keys.empty")}</EmptyState>}
      />
      <Dialog open={isAdding} onOpenChange={setAdding} title={t("intake.keys.form.title")}>
        <KeyForm
          onMade={async (key) => {
            setAdding(false);
            setMade(key);
            await after(t("intake.keys.form.done", { name: key.name }));
          }}
        />
      </Dialog>
      {made && (
        <SecretShown
          title={t("intake.keys.form.done", { name: made.name })}
          secret={made.key}
          onClose={() => setMade(null)}
        />
      )}
      {asked && (
        <RevokeDialog
          title={t("intake.keys.ask.title", { name: asked.name })}
          body={t("intake.keys.ask.body")}
          busy={revoke.isPending}
          error={revoke.error}
          onRevoke={() => revoke.mutate({ id: asked.id })}
          onClose={() => setAsked(null)}
        />
      )}
    </Sheet>
  );
}

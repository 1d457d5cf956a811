"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useSearchParams } from "next/navigation";
import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { columnsFor } from "@/components/table/columns";
import { DataTable } from "@/components/table/data-table";
import { type RouterOutputs, sentenceOf, useTRPC } from "@/components/trpc/provider";
import { Button } from "@/components/ui/button";
import { useDot } from "@/components/ui/dot";
import { PageTitle, Sheet } from "@/components/ui/page";
import { EmptyState, ErrorState } from "@/components/ui/states";
import { Time } from "@/components/ui/time";
import { showToast } from "@/components/ui/toast";
import { deliveriesIn } from "@/server/delivery/contract";
import { AddEndpoint } from "./add-endpoint";
import { DeliveryList } from "./delivery-list";
import { Count, EndpointState, Rate, Waiting } from "./endpoint-figures";
import { SecretDialog } from "./secret-dialog";

export type EndpointRow = RouterOutputs["delivery"]["endpoints"][number];

/** Where orders and notices go, how each endpoint fares, and what can be done when one does not take them. */
export function EndpointScreen({ mayManage }: { mayManage: boolean }) {
  const dot = useDot();
  const t = useTranslations("delivery");
  const locale = useLocale();
  const trpc = useTRPC();
  const cache = useQueryClient();
  const query = useQuery(trpc.delivery.endpoints.queryOptions(undefined, { refetchInterval: 15_000 }));
  const [secret, setSecret] = useState<string | null>(null);
  const refresh = () => cache.invalidateQueries({ queryKey: trpc.delivery.pathKey() });
  const said = (text: string) => {
    showToast({ text });
    void refresh();
  };
  const enable = useMutation(trpc.delivery.enable.mutationOptions({ onSuccess: () => said(t("changed")) }));
  const disable = useMutation(trpc.delivery.disable.mutationOptions({ onSuccess: () => said(t("changed")) }));
  const rotate = useMutation(
    trpc.delivery.rotate.mutationOptions({
      onSuccess: (made) => {
        setSecret(made.secret);
        void refresh();
      },
    }),
  );
  const error = enable.error ?? disable.error ?? rotate.error ?? query.error;
  const rows = query.data ?? [];
  const opened = deliveriesIn(Object.fromEntries(useSearchParams()));
  const shown = rows.find(({ id }) => id === opened?.endpointId);
  const c = columnsFor<EndpointRow>();
  const columns = c.columns([
    c.accessor("url", {
      header: t("url"),
      meta: { names: true },
      cell: ({ row: { original: row } }) => (
        <span className="block py-1">
          <span className="break-all font-mono">{row.url}</span>
          <span className="block text-ink-2 text-xs">
            {row.types.length === 0
              ? t("allTypes")
              : row.types.map((type) => t(`type.${type.replace(".", "_") as "measure_ordered"}`)).join(dot)}
          </span>
        </span>
      ),
    }),
    c.display({ id: "state", header: t("state"), cell: ({ row }) => <EndpointState row={row.original} /> }),
    c.display({
      id: "waiting",
      header: t("view.queued"),
      meta: { align: "end" },
      cell: ({ row }) => <Waiting row={row.original} />,
    }),
    c.display({
      id: "failed",
      header: t("view.failed"),
      meta: { align: "end" },
      cell: ({ row }) => <Count row={row.original} view="failed" />,
    }),
    c.display({
      id: "hour",
      header: t("hour"),
      meta: { align: "end" },
      cell: ({ row }) => <Rate row={row.original} span="hour" />,
    }),
    c.display({
      id: "day",
      header: t("day"),
      meta: { align: "end" },
      cell: ({ row }) => <Rate row={row.original} span="day" />,
    }),
    c.accessor("lastDeliveredAt", {
      header: t("lastTaken"),
      meta: { hideUnder: "tablet" },
      cell: ({ getValue }) => {
        const taken = getValue();
        return <span className="text-ink-2 text-xs">{taken ? <Time at={taken} form="short" /> : t("never")}</span>;
      },
    }),
    c.display({
      id: "actions",
      header: t("actions"),
      cell: ({ row: { original: row } }) => {
        const of = { endpointId: row.id, version: row.version };
        return (
          <fieldset className="flex flex-wrap gap-1.5 py-1">
            <legend className="sr-only">{t("nameOf", { url: row.url })}</legend>
            {mayManage && (
              <>
                <Button size="small" onClick={() => (row.enabled ? disable : enable).mutate(of)}>
                  {row.enabled ? t("disable") : t("enable")}
                </Button>
                <Button size="small" onClick={() => rotate.mutate(of)}>
                  {t("rotate")}
                </Button>
              </>
            )}
          </fieldset>
        );
      },
    }),
  ]);
  return (
    <Sheet>
      <PageTitle
        title={t("title")}
        tools={
          mayManage && (
            <AddEndpoint
              onMade={(made) => {
                setSecret(made);
                void refresh();
              }}
            />
          )
        }
      />
      <p className="mb-3 max-w-prose text-ink-2">{t("about")}</p>
      {error && (
        <ErrorState title={t("failedAct")} className="mb-3">
          {sentenceOf(error, locale)}
        </ErrorState>
      )}
      {query.isSuccess && rows.length > 0 && rows.every((row) => !row.enabled) && (
        <ErrorState title={t("noneOn")} className="mb-3">
          {t("noneOnText")}
        </ErrorState>
      )}
      <DataTable
        caption={t("caption")}
        columns={columns}
        rows={rows}
        rowId={(row) => row.id}
        keys={!shown}
        empty={<EmptyState>{t("empty")}</EmptyState>}
      />
      <SecretDialog secret={secret} onClose={() => setSecret(null)} />
      {opened && shown && (
        <DeliveryList
          key={JSON.stringify(opened)}
          input={opened}
          url={shown.url}
          mayManage={mayManage}
          onReplayed={({ replayed, moot }) =>
            said(moot > 0 ? t("replayedSome", { count: replayed, moot }) : t("replayed", { count: replayed }))
          }
        />
      )}
    </Sheet>
  );
}

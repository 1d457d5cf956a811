"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useFormatter, useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { columnsFor } from "@/components/table/columns";
import { DataTable } from "@/components/table/data-table";
import { type RouterOutputs, sentenceOf, useTRPC } from "@/components/trpc/provider";
import { Button } from "@/components/ui/button";
import { useDot } from "@/components/ui/dot";
import { PageTitle, Sheet } from "@/components/ui/page";
import { EmptyState, ErrorState } from "@/components/ui/states";
import { StatusWord } from "@/components/ui/status-word";
import { showToast } from "@/components/ui/toast";
import { AddEndpoint } from "./add-endpoint";
import { FailedMessages } from "./failed-messages";
import { SecretDialog } from "./secret-dialog";

export type EndpointRow = RouterOutputs["delivery"]["endpoints"][number];

/** Where orders and notices go, how each endpoint fares, and what can be done when one does not take them. */
export function EndpointScreen({ mayManage }: { mayManage: boolean }) {
  const dot = useDot();
  const t = useTranslations("delivery");
  const format = useFormatter();
  const locale = useLocale();
  const trpc = useTRPC();
  const cache = useQueryClient();
  const query = useQuery(trpc.delivery.endpoints.queryOptions(undefined, { refetchInterval: 15_000 }));
  const [secret, setSecret] = useState<string | null>(null);
  const [failedOf, setFailedOf] = useState<string | null>(null);
  const refresh = () => cache.invalidateQueries({ queryKey: trpc.delivery.pathKey() });
  const said = (text: string) => {
    showToast({ text });
    void refresh();
  };
  const enable = useMutation(trpc.delivery.enable.mutationOptions({ onSuccess: () => said(t("changed")) }));
  const disable = useMutation(trpc.delivery.disable.mutationOptions({ onSuccess: () => said(t("changed")) }));
  const replay = useMutation(
    trpc.delivery.replay.mutationOptions({ onSuccess: ({ replayed }) => said(t("replayed", { count: replayed })) }),
  );
  const rotate = useMutation(
    trpc.delivery.rotate.mutationOptions({
      onSuccess: (made) => {
        setSecret(made.secret);
        void refresh();
      },
    }),
  );
  const error = enable.error ?? disable.error ?? replay.error ?? rotate.error ?? query.error;
  const rows = query.data ?? [];
  const c = columnsFor<EndpointRow>();
  const columns = c.columns([
    c.accessor("url", {
      header: t("url"),
      meta: { names: true },
      cell: ({ getValue }) => <span className="break-all font-mono">{getValue()}</span>,
    }),
    c.accessor("types", {
      header: t("types"),
      meta: { hideUnder: "tablet", className: "text-ink-2 text-xs" },
      cell: ({ getValue }) => {
        const types = getValue();
        return types.length === 0
          ? t("allTypes")
          : types.map((type) => t(`type.${type.replace(".", "_") as "measure_ordered"}`)).join(dot);
      },
    }),
    c.display({
      id: "health",
      header: t("health"),
      cell: ({ row: { original: row } }) => (
        <span className="flex flex-wrap gap-x-3">
          <StatusWord glyph={row.enabled ? "tick" : "bar"}>{row.enabled ? t("enabled") : t("disabled")}</StatusWord>
          <span className="text-ink-2 text-xs">
            {row.oldestQueuedAt
              ? t("queued", { count: row.queued, time: format.dateTime(row.oldestQueuedAt, "short") })
              : t("idle")}
          </span>
          {row.failed > 0 && (
            <StatusWord glyph="triangle" tone="late">
              {t("failed", { count: row.failed })}
            </StatusWord>
          )}
          {row.rotatingUntil && (
            <span className="text-ink-3 text-xs">
              {t("rotating", { time: format.dateTime(row.rotatingUntil, "short") })}
            </span>
          )}
        </span>
      ),
    }),
    c.display({
      id: "actions",
      header: t("actions"),
      cell: ({ row: { original: row } }) => {
        const of = { endpointId: row.id, version: row.version };
        return (
          <fieldset className="flex flex-wrap gap-1.5 py-1">
            <legend className="sr-only">{t("nameOf", { url: row.url })}</legend>
            {row.failed > 0 && (
              <Button size="small" onClick={() => setFailedOf(row.id)}>
                {t("show")}
              </Button>
            )}
            {mayManage && row.failed > 0 && (
              <Button size="small" onClick={() => replay.mutate({ endpointId: row.id })}>
                {t("replayAll")}
              </Button>
            )}
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
      <p className="mb-3 text-ink-2">{t("about")}</p>
      {error && (
        <ErrorState title={t("failedAct")} className="mb-3">
          {sentenceOf(error, locale)}
        </ErrorState>
      )}
      <DataTable
        caption={t("caption")}
        columns={columns}
        rows={rows}
        rowId={(row) => row.id}
        empty={<EmptyState>{t("empty")}</EmptyState>}
      />
      <SecretDialog secret={secret} onClose={() => setSecret(null)} />
      <FailedMessages
        endpointId={failedOf}
        mayManage={mayManage}
        onClose={() => setFailedOf(null)}
        onReplayed={(count) => said(t("replayed", { count }))}
      />
    </Sheet>
  );
}

"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useFormatter, useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { useKeys } from "@/components/shell/use-keys";
import { columnsFor } from "@/components/table/columns";
import { DataTable } from "@/components/table/data-table";
import { type RouterOutputs, sentenceOf, useTRPC } from "@/components/trpc/provider";
import { Button } from "@/components/ui/button";
import { Hash } from "@/components/ui/facts";
import { Section } from "@/components/ui/page";
import { EmptyState, ErrorState } from "@/components/ui/states";
import { StatusWord } from "@/components/ui/status-word";
import { Time } from "@/components/ui/time";
import { type DeliveriesInput, deliveryViews } from "@/server/delivery/contract";
import { hrefOf } from "./endpoint-figures";

type Row = RouterOutputs["delivery"]["list"]["rows"][number];

type Props = {
  input: DeliveriesInput;
  url: string;
  mayManage: boolean;
  onReplayed: (counts: { replayed: number; moot: number }) => void;
};

const glyphs = { queued: "clock", delivered: "tick", failed: "cross", moot: "bar" } as const;
const none: ReadonlySet<string> = new Set();

/** The messages of one endpoint that a figure counts, and a way to send again what failed: one, some or all. */
export function DeliveryList({ input, url, mayManage, onReplayed }: Props) {
  const t = useTranslations("delivery");
  const format = useFormatter();
  const locale = useLocale();
  const trpc = useTRPC();
  const query = useQuery(trpc.delivery.list.queryOptions(input, { refetchInterval: 15_000 }));
  const [chosen, setChosen] = useState(none);
  const replay = useMutation(
    trpc.delivery.replay.mutationOptions({
      onSuccess: (counts) => {
        setChosen(none);
        onReplayed(counts);
      },
    }),
  );
  const { endpointId, view } = input;
  const rows = query.data?.rows ?? [];
  const mayReplay = mayManage && view === "failed" && rows.length > 0;
  const ids = rows.map(({ id }) => id).filter((id) => chosen.has(id));
  const replayChosen = () => replay.mutate({ endpointId, deliveryIds: ids });
  const isReady = mayReplay && ids.length > 0 && !replay.isPending;
  useKeys([{ keys: ["Mod+Enter"], does: t("replayChosen", { count: ids.length }), run: replayChosen, when: isReady }]);
  const error = replay.error ?? query.error;
  const isLately = view === "tried" || view === "missed" || view === "arrived";
  const span = input.since ? t("sinceTime", { time: format.dateTime(new Date(input.since), "short") }) : t("lastDay");
  const c = columnsFor<Row>();
  const columns = c.columns([
    c.accessor("messageId", {
      header: t("message"),
      meta: { names: true },
      cell: ({ row: { original: row } }) => (
        <span className="flex items-baseline gap-2">
          {t(`type.${row.type.replace(".", "_") as "measure_ordered"}`)}
          <Hash value={row.messageId} />
        </span>
      ),
    }),
    c.accessor("state", {
      header: t("state"),
      cell: ({ getValue }) => <StatusWord glyph={glyphs[getValue()]}>{t(`view.${getValue()}`)}</StatusWord>,
    }),
    c.accessor("attempts", { header: t("attempts"), meta: { align: "end" } }),
    c.display({
      id: "last",
      header: t("last"),
      cell: ({ row: { original: row } }) => (
        <span className="flex flex-wrap gap-x-2 text-ink-2 text-xs">
          {row.attemptedAt && <Time at={row.attemptedAt} form="short" />}
          {row.lastFailure && t(`failure.${row.lastFailure}`, { status: row.lastStatus ?? 0 })}
        </span>
      ),
    }),
    c.accessor("queuedAt", {
      header: t("since"),
      cell: ({ getValue }) => <Time at={getValue()} form="short" className="text-ink-2 text-xs" />,
    }),
  ]);
  return (
    <Section
      className="mt-6 border-rule-2 px-0"
      title={t("messagesOf", { host: new URL(url).host })}
      aside={isLately && span}
      tools={
        mayReplay && (
          <>
            <Button size="small" look="pen" keys="Mod+Enter" disabled={!isReady} onClick={replayChosen}>
              {t("replayChosen", { count: ids.length })}
            </Button>
            <Button size="small" disabled={replay.isPending} onClick={() => replay.mutate({ endpointId })}>
              {t("replayAll")}
            </Button>
          </>
        )
      }
    >
      <nav aria-label={t("views")} className="mb-2 flex flex-wrap gap-x-4 gap-y-1 text-s">
        {deliveryViews.map((each) => (
          <Link
            key={each}
            href={hrefOf(endpointId, each, input.since ? new Date(input.since) : undefined)}
            aria-current={each === view ? "page" : undefined}
            className={each === view ? "font-bold" : "link"}
          >
            {t(`view.${each}`)}
          </Link>
        ))}
      </nav>
      {error && (
        <ErrorState title={t("failedAct")} className="mb-3">
          {sentenceOf(error, locale)}
        </ErrorState>
      )}
      <DataTable
        caption={t("messagesOf", { host: new URL(url).host })}
        columns={columns}
        rows={rows}
        rowId={(row) => row.id}
        next={query.data?.next ?? null}
        busy={query.isPending}
        {...(mayReplay && {
          selection: { ids: chosen, onChange: setChosen, nameOf: (row: Row) => row.messageId },
        })}
        empty={<EmptyState>{t("noMessages")}</EmptyState>}
      />
    </Section>
  );
}

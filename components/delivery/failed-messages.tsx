"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { useLocale, useTranslations } from "next-intl";
import { sentenceOf, useTRPC } from "@/components/trpc/provider";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Hash } from "@/components/ui/facts";
import { ErrorState } from "@/components/ui/states";
import { Time } from "@/components/ui/time";

type Props = {
  /** Whose messages; null: closed. */
  endpointId: string | null;
  mayManage: boolean;
  onClose: () => void;
  onReplayed: (count: number) => void;
};

const shownLimit = 100;

/** What an endpoint did not take in three days, with the last reason in our words, and a way to try each again. */
export function FailedMessages({ endpointId, mayManage, onClose, onReplayed }: Props) {
  const t = useTranslations("delivery");
  const locale = useLocale();
  const trpc = useTRPC();
  const query = useQuery(
    trpc.delivery.failed.queryOptions(
      { endpointId: endpointId ?? "", limit: shownLimit },
      { enabled: endpointId !== null },
    ),
  );
  const replay = useMutation(
    trpc.delivery.replay.mutationOptions({
      onSuccess: ({ replayed }) => {
        onReplayed(replayed);
        void query.refetch();
      },
    }),
  );
  const rows = query.data?.rows ?? [];
  const error = replay.error ?? query.error;
  return (
    <Dialog open={endpointId !== null} onOpenChange={(isOpen) => !isOpen && onClose()} title={t("failedTitle")}>
      {error && <ErrorState title={t("failedAct")}>{sentenceOf(error, locale)}</ErrorState>}
      {query.isSuccess && rows.length === 0 && <p className="text-ink-2">{t("noFailed")}</p>}
      {rows.length > 0 && (
        <table className="w-full border-collapse">
          <caption className="sr-only">{t("failedTitle")}</caption>
          <thead>
            <tr className="border-rule-2 border-b text-ink-3 text-xs">
              {(["message", "attempts", "last", "since", "actions"] as const).map((head) => (
                <th key={head} scope="col" className="py-1 pr-3 font-regular">
                  {t(head)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.id} className="border-rule border-b">
                <th scope="row" className="py-1 pr-3 font-regular">
                  {t(`type.${row.type.replace(".", "_") as "measure_ordered"}`)} <Hash value={row.messageId} />
                </th>
                <td className="py-1 pr-3 text-end">{row.attempts}</td>
                <td className="py-1 pr-3">
                  {row.lastFailure ? t(`failure.${row.lastFailure}`, { status: row.lastStatus ?? 0 }) : ""}
                </td>
                <td className="py-1 pr-3 text-ink-2 text-xs">
                  <Time at={row.queuedAt} form="short" />
                </td>
                <td className="py-1">
                  {mayManage && endpointId && (
                    <Button size="small" onClick={() => replay.mutate({ endpointId, deliveryId: row.id })}>
                      {t("replay")}
                    </Button>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Dialog>
  );
}

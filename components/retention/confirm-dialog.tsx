"use client";

import { useLocale, useTranslations } from "next-intl";
import { sentenceOf, useTRPCClient } from "@/components/trpc/provider";
import { Button } from "@/components/ui/button";
import { AlertDialog } from "@/components/ui/dialog";
import { ErrorState } from "@/components/ui/states";
import type { KeptKind } from "@/server/retention/contract";
import { useRetentionAct } from "./use-retention-act";
import { WhatGoes } from "./what-goes";

type Props = { erasureId: string; kind: KeptKind; name: string; onClose: () => void };

/** The second person's question. It must be answered, and its yes cannot be undone. */
export function ConfirmDialog({ erasureId, kind, name, onClose }: Props) {
  const t = useTranslations();
  const locale = useLocale();
  const client = useTRPCClient();
  const confirm = useRetentionAct(
    (id: string) => client.retention.confirm.mutate({ erasureId: id }),
    t("retention.said.erased", { name }),
    onClose,
  );
  return (
    <AlertDialog
      open
      onOpenChange={onClose}
      title={t("retention.confirm.title", { name })}
      description={t("retention.confirm.note")}
      footer={
        <>
          <Button onClick={onClose}>{t("common.cancel")}</Button>
          <Button look="pen" disabled={confirm.isPending} onClick={() => confirm.mutate(erasureId)}>
            {t("retention.confirm.submit")}
          </Button>
        </>
      }
    >
      <WhatGoes kind={kind} />
      {confirm.error && <ErrorState className="mt-3" title={sentenceOf(confirm.error, locale)} />}
    </AlertDialog>
  );
}

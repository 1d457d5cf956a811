"use client";

import { useLocale, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { sentenceOf } from "@/components/trpc/provider";
import { Button } from "@/components/ui/button";
import { AlertDialog } from "@/components/ui/dialog";
import { ErrorState } from "@/components/ui/states";

type RevokeDialogProps = {
  title: ReactNode;
  body: ReactNode;
  busy: boolean;
  error: unknown;
  onRevoke: () => void;
  onClose: () => void;
};

/** Asks before a key or a connection ends, which cannot be undone. */
export function RevokeDialog({ title, body, busy, error, onRevoke, onClose }: RevokeDialogProps) {
  const t = useTranslations();
  const locale = useLocale();
  return (
    <AlertDialog
      open
      onOpenChange={onClose}
      title={title}
      description={body}
      footer={
        <>
          <Button onClick={onClose}>{t("common.cancel")}</Button>
          <Button look="pen" disabled={busy} onClick={onRevoke}>
            {t("intake.revoke")}
          </Button>
        </>
      }
    >
      {error ? <ErrorState title={sentenceOf(error, locale)} /> : null}
    </AlertDialog>
  );
}

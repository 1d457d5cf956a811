"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { AlertDialog } from "@/components/ui/dialog";

type SecretShownProps = { title: ReactNode; secret: string; onClose: () => void; children?: ReactNode };

/** A key, shown this once. A click beside it does not close it. */
export function SecretShown({ title, secret, onClose, children }: SecretShownProps) {
  const t = useTranslations("intake.secret");
  return (
    <AlertDialog
      open
      onOpenChange={onClose}
      title={title}
      description={t("once")}
      footer={
        <Button look="pen" onClick={onClose}>
          {t("close")}
        </Button>
      }
    >
      <div className="grid gap-3">
        {children}
        <div>
          <p className="text-ink-3 text-xs">{t("label")}</p>
          <p className="select-all break-all font-mono text-m" data-testid="secret">
            {secret}
          </p>
        </div>
      </div>
    </AlertDialog>
  );
}

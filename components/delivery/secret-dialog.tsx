"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { AlertDialog } from "@/components/ui/dialog";

/** The one time that a secret is shown. A click beside it does not close it. */
export function SecretDialog({ secret, onClose }: { secret: string | null; onClose: () => void }) {
  const t = useTranslations("delivery");
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    if (!secret) return;
    await navigator.clipboard.writeText(secret);
    setCopied(true);
  };
  const close = () => {
    setCopied(false);
    onClose();
  };
  return (
    <AlertDialog
      open={secret !== null}
      onOpenChange={(isOpen) => !isOpen && close()}
      title={t("secretTitle")}
      description={t("secretOnce")}
      footer={
        <>
          <Button onClick={() => void copy()}>{isCopied ? t("copied") : t("copy")}</Button>
          <Button look="pen" onClick={close}>
            {t("close")}
          </Button>
        </>
      }
    >
      {/* Inside: what is behind a modal dialog is not spoken. */}
      <p role="status" className="sr-only">
        {isCopied && t("copied")}
      </p>
      <code className="block select-all break-all rounded-chip bg-well px-3 py-2 font-mono">{secret}</code>
    </AlertDialog>
  );
}

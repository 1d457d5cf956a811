"use client";

import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { useKeys } from "@/components/shell/use-keys";
import { fieldFault, sentenceOf } from "@/components/trpc/provider";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Textarea } from "@/components/ui/input";
import { ErrorState } from "@/components/ui/states";

type Props = {
  title: string;
  label: string;
  hint?: string;
  act: string;
  error: unknown;
  isPending: boolean;
  onClose: () => void;
  onAct: (reason: string) => void;
};

/** An act that wants a reason. */
export function ReasonDialog({ title, label, hint, act, error, isPending, onClose, onAct }: Props) {
  const t = useTranslations("incidents.rail");
  const common = useTranslations("common");
  const locale = useLocale();
  const [reason, setReason] = useState("");
  const [isMissing, setMissing] = useState(false);
  const run = () => {
    if (!reason.trim()) return setMissing(true);
    if (!isPending) onAct(reason.trim());
  };
  useKeys([{ keys: ["Mod+Enter"], does: act, run, inDialog: true }]);
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={title}
      footer={
        <>
          <Button onClick={onClose}>{common("cancel")}</Button>
          <Button look="pen" keys="Mod+Enter" disabled={isPending} onClick={run}>
            {act}
          </Button>
        </>
      }
    >
      {Boolean(error) && <ErrorState title={t("failed")}>{sentenceOf(error, locale)}</ErrorState>}
      <Field
        label={label}
        required
        {...(hint ? { hint } : {})}
        error={fieldFault(error, "/reason", locale) ?? (isMissing && !reason.trim() ? t("reasonMissing") : undefined)}
      >
        {(control) => (
          <Textarea
            {...control}
            rows={4}
            maxLength={1_000}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        )}
      </Field>
    </Dialog>
  );
}

"use client";

import { useLocale, useTranslations } from "next-intl";
import { type FormEvent, useId } from "react";
import { sentenceOf, useTRPCClient } from "@/components/trpc/provider";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Textarea } from "@/components/ui/input";
import type { KeptInput } from "@/server/retention/contract";
import { useRetentionAct } from "./use-retention-act";

type Props = { subject: KeptInput; name: string; holdId: string | null; onClose: () => void };

/** Asks why a hold is placed, or, with `holdId`, why that one is lifted. */
export function HoldDialog({ subject, name, holdId, onClose }: Props) {
  const t = useTranslations();
  const locale = useLocale();
  const client = useTRPCClient();
  const formId = useId();
  const words = holdId ? "lift" : "place";
  const act = useRetentionAct(
    (reason: string) =>
      holdId
        ? client.retention.liftHold.mutate({ holdId, reason })
        : client.retention.placeHold.mutate({ ...subject, reason }),
    t(`retention.said.${holdId ? "lifted" : "held"}`),
    onClose,
  );
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    act.mutate(String(new FormData(event.currentTarget).get("reason") ?? ""));
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t(`retention.holding.${words}Title`, { name })}
      description={t(`retention.holding.${words}Note`)}
      footer={
        <>
          <Button onClick={onClose}>{t("common.cancel")}</Button>
          <Button look="pen" type="submit" form={formId} disabled={act.isPending}>
            {t(`retention.holding.${words}`)}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit}>
        <Field
          label={t("retention.holding.reason")}
          hint={t("retention.holding.hint")}
          error={act.error && sentenceOf(act.error, locale)}
          required
        >
          {(control) => <Textarea {...control} name="reason" minLength={4} maxLength={500} />}
        </Field>
      </form>
    </Dialog>
  );
}

"use client";

import { useLocale, useTranslations } from "next-intl";
import { type FormEvent, useId, useState } from "react";
import { sentenceOf } from "@/components/trpc/provider";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Textarea } from "@/components/ui/input";
import { ErrorState } from "@/components/ui/states";
import { useDraftAct } from "./use-draft-act";

type Props = { at: { readonly id: string; readonly version: number }; onClose: () => void };

const shortestReason = 4;

/** Why the second person does not publish the draft. */
export function ReturnDialog({ at, onClose }: Props) {
  const t = useTranslations("notices.draft");
  const common = useTranslations("common");
  const locale = useLocale();
  const form = useId();
  const [reason, setReason] = useState("");
  const [isMissing, setMissing] = useState(false);
  const back = useDraftAct(
    (client) => client.notices.return.mutate({ ...at, reason }),
    () => t("returnedSaid"),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (reason.trim().length < shortestReason) return setMissing(true);
    back.mutate(undefined);
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t("returnTitle")}
      description={t("returnNote")}
      footer={
        <>
          <Button onClick={onClose}>{common("cancel")}</Button>
          <Button type="submit" form={form} look="pen" disabled={back.isPending}>
            {t("return")}
          </Button>
        </>
      }
    >
      <form id={form} noValidate onSubmit={submit}>
        <Field label={t("reason")} required error={isMissing ? t("reasonMissing") : undefined}>
          {(control) => (
            <Textarea
              {...control}
              rows={4}
              maxLength={1_000}
              value={reason}
              onChange={(event) => {
                setReason(event.target.value);
                setMissing(false);
              }}
            />
          )}
        </Field>
        {back.error && <ErrorState className="mt-3" title={sentenceOf(back.error, locale)} />}
      </form>
    </Dialog>
  );
}

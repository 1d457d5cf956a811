"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, type ReactNode, useId } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Textarea } from "@/components/ui/input";
import { noteLimit } from "@/server/referrals/contract-words";

type Props = {
  act: "return" | "abandon";
  isBusy: boolean;
  failure: ReactNode;
  onSubmit: (reason: string) => void;
  onClose: () => void;
};

/** Asks why a proposal goes back, or why a referral is given up. */
export function ReasonDialog({ act, isBusy, failure, onSubmit, onClose }: Props) {
  const t = useTranslations(`referrals.${act}`);
  const common = useTranslations("common");
  const formId = useId();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (!isBusy) onSubmit(String(new FormData(event.currentTarget).get("reason") ?? ""));
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t("title")}
      description={t("note")}
      footer={
        <>
          <Button onClick={onClose}>{common("cancel")}</Button>
          <Button look="pen" type="submit" form={formId} disabled={isBusy}>
            {t("submit")}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit}>
        <Field label={t("reason")} error={failure} required>
          {(control) => <Textarea {...control} name="reason" rows={3} minLength={4} maxLength={noteLimit} />}
        </Field>
      </form>
    </Dialog>
  );
}

"use client";

import { useRouter } from "next/navigation";
import { useLocale, useTranslations } from "next-intl";
import { type FormEvent, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Textarea } from "@/components/ui/input";
import { problemSentence } from "@/components/ui/problem";
import { withdrawalLimit } from "@/server/cases/contract-words";
import { statusId } from "./status-id";

/** Takes a report back: asked twice, because nothing brings it back. The reason may stay empty. */
export function WithdrawForm({ receipt }: { receipt: string }) {
  const t = useTranslations("intake.status.withdraw");
  const locale = useLocale();
  const router = useRouter();
  const [isOpen, setOpen] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const [isSending, setSending] = useState(false);
  const area = useRef<HTMLTextAreaElement>(null);

  const send = async (event: FormEvent) => {
    event.preventDefault();
    setSending(true);
    const reason = area.current?.value.trim();
    const answer = await fetch(`/api/v1/reports/${encodeURIComponent(receipt)}/withdrawal`, {
      method: "POST",
      headers: { "content-type": "application/json", "accept-language": locale },
      body: JSON.stringify(reason ? { reason } : {}),
    }).catch(() => null);
    setSending(false);
    if (answer?.ok) {
      document.getElementById(statusId)?.focus();
      return router.refresh();
    }
    setFault((await problemSentence(answer)) ?? t("failed"));
  };

  if (!isOpen)
    return (
      <Button look="quiet" className="mt-4 -ml-1.5" onClick={() => setOpen(true)}>
        {t("open")}
      </Button>
    );
  return (
    <form onSubmit={send} aria-label={t("title")} className="mt-4 grid gap-3 border-rule border-t pt-4">
      <p>{t("note")}</p>
      <Field label={t("reason")} hint={t("hint")} error={fault ?? undefined}>
        {(control) => (
          <Textarea
            {...control}
            ref={area}
            autoFocus
            rows={3}
            maxLength={withdrawalLimit}
            onChange={() => setFault(null)}
          />
        )}
      </Field>
      <div className="flex gap-2">
        <Button type="submit" look="pen" disabled={isSending}>
          {isSending ? t("sending") : t("submit")}
        </Button>
        <Button onClick={() => setOpen(false)}>{t("cancel")}</Button>
      </div>
    </form>
  );
}

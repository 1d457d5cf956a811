"use client";

import { useRouter } from "next/navigation";
import { useLocale, useTranslations } from "next-intl";
import { type ChangeEvent, useState } from "react";
import { Field } from "@/components/ui/field";
import { problemSentence } from "@/components/ui/problem";
import { fileBytesLimit } from "@/server/appeals/contract-words";
import { panelId } from "./panel-id";

type Props = { kind: "appeal" | "objection"; token: string; left: number };
type Refused = { readonly name: string; readonly why: string };

/** Files beside what somebody wrote: sent as soon as they are chosen, one after the other; each that is refused by name. */
export function AttachFiles({ kind, token, left }: Props) {
  const t = useTranslations("appeals.files");
  const locale = useLocale();
  const router = useRouter();
  const [refused, setRefused] = useState<readonly Refused[]>([]);
  const [sent, setSent] = useState<number | null>(null);
  const [isSending, setSending] = useState(false);

  const send = async (file: File): Promise<Refused | null> => {
    if (file.size > fileBytesLimit) return { name: file.name, why: t("tooLarge") };
    const secret = encodeURIComponent(token);
    const address = kind === "appeal" ? `notices/${secret}/appeal/files` : `reports/${secret}/objection/files`;
    const answer = await fetch(`/api/v1/${address}?name=${encodeURIComponent(file.name.slice(-200))}`, {
      method: "POST",
      headers: { "content-type": "application/octet-stream", "accept-language": locale },
      body: file,
    }).catch(() => null);
    return answer?.ok ? null : { name: file.name, why: (await problemSentence(answer)) ?? t("failed") };
  };

  const sendAll = async ({ currentTarget }: ChangeEvent<HTMLInputElement>) => {
    const chosen = [...(currentTarget.files ?? [])];
    if (chosen.length === 0 || isSending) return;
    setSending(true);
    setRefused([]);
    const faults: Refused[] = [];
    for (const file of chosen) {
      const fault = await send(file);
      if (fault) faults.push(fault);
    }
    currentTarget.value = "";
    setRefused(faults);
    setSent(chosen.length - faults.length);
    setSending(false);
    // With the last file the field goes.
    if (chosen.length - faults.length >= left) document.getElementById(panelId)?.focus();
    router.refresh();
  };

  return (
    <div className="grid gap-2">
      <Field label={t("add")} hint={t("hint", { left })}>
        {(control) => (
          <input
            {...control}
            type="file"
            multiple
            accept=".png,.jpg,.jpeg,.webp,.pdf,.txt"
            aria-disabled={isSending}
            className="block w-full min-w-0 rounded-control border border-edge bg-sheet p-1.5 text-s"
            onChange={(event) => void sendAll(event)}
          />
        )}
      </Field>
      <div role="status">
        {isSending && <p className="text-ink-2">{t("sending")}</p>}
        {!isSending && sent !== null && sent > 0 && <p>{t("sent", { count: sent })}</p>}
        {refused.length > 0 && (
          <ul className="text-s4 text-s">
            {refused.map(({ name, why }) => (
              <li key={name} className="break-words">
                <strong className="break-all">{name}</strong>: {why}
              </li>
            ))}
          </ul>
        )}
      </div>
    </div>
  );
}

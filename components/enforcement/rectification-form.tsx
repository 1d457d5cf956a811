"use client";

import { useRouter } from "next/navigation";
import { useLocale, useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Textarea } from "@/components/ui/input";
import { problemSentence } from "@/components/ui/problem";

type Props = { token: string };

/** Below a notice that asks to put something right: the group says what it did, once. */
export function RectificationForm({ token }: Props) {
  const t = useTranslations("enforcement.rectify");
  const locale = useLocale();
  const router = useRouter();
  const [text, setText] = useState("");
  const [fault, setFault] = useState<string | null>(null);
  const [isSending, setSending] = useState(false);
  const tooShort = text.trim().length < 10;

  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (tooShort) return setFault(t("tooShort"));
    setSending(true);
    const answer = await fetch(`/api/v1/notices/${token}/rectification`, {
      method: "POST",
      headers: { "content-type": "application/json", "accept-language": locale },
      body: JSON.stringify({ text }),
    }).catch(() => null);
    setSending(false);
    if (answer?.ok) return router.refresh();
    setFault((await problemSentence(answer)) ?? t("failed"));
  };

  return (
    <form onSubmit={send} className="grid gap-3">
      <p>{t("about")}</p>
      <Field label={t("label")} hint={t("hint")} required error={fault ?? undefined}>
        {(control) => (
          <Textarea
            {...control}
            rows={6}
            maxLength={4_000}
            value={text}
            onChange={(event) => {
              setText(event.target.value);
              setFault(null);
            }}
          />
        )}
      </Field>
      <div>
        <Button type="submit" look="pen" disabled={isSending}>
          {t("send")}
        </Button>
      </div>
    </form>
  );
}

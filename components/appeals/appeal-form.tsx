"use client";

import { useRouter } from "next/navigation";
import { useLocale, useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Textarea } from "@/components/ui/input";
import { problemSentence } from "@/components/ui/problem";
import { longestText, shortestText } from "@/server/appeals/contract-words";
import { panelId } from "./panel-id";

type Props = { kind: "appeal" | "objection"; token: string; says: "appeal" | "answer" };

/** What somebody writes who disagrees, or who was asked about it: each once. A refusal keeps her words in the form. */
export function AppealForm({ kind, token, says }: Props) {
  const t = useTranslations("appeals.page");
  const locale = useLocale();
  const router = useRouter();
  const [text, setText] = useState("");
  const [fault, setFault] = useState<string | null>(null);
  const [isSending, setSending] = useState(false);

  const send = async (event: FormEvent) => {
    event.preventDefault();
    const shortest = says === "answer" ? 1 : shortestText;
    if (text.trim().length < shortest) return setFault(t(says === "answer" ? "answer.tooShort" : "tooShort"));
    setSending(true);
    const secret = encodeURIComponent(token);
    const address = kind === "appeal" ? `notices/${secret}/appeal` : `reports/${secret}/objection`;
    const answer = await fetch(`/api/v1/${address}${says === "answer" ? "/answer" : ""}`, {
      method: "POST",
      headers: { "content-type": "application/json", "accept-language": locale },
      body: JSON.stringify({ text }),
    }).catch(() => null);
    setSending(false);
    if (answer?.ok) {
      document.getElementById(panelId)?.focus();
      return router.refresh();
    }
    setFault((await problemSentence(answer)) ?? t("failed"));
  };

  return (
    <form onSubmit={send} className="grid gap-3">
      <Field
        label={t(says === "answer" ? "answer.label" : "label")}
        hint={t(says === "answer" ? "answer.hint" : "hint")}
        required
        error={fault ?? undefined}
      >
        {(control) => (
          <Textarea
            {...control}
            rows={7}
            maxLength={longestText}
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
          {isSending ? t("sending") : t("send")}
        </Button>
      </div>
    </form>
  );
}

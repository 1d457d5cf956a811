"use client";

import { useRouter } from "next/navigation";
import { useLocale } from "next-intl";
import { type FormEvent, useState } from "react";
import { Button } from "./button";
import { Field } from "./field";
import { Textarea } from "./input";
import { problemSentence } from "./problem";

type Words = {
  readonly label: string;
  readonly hint: string;
  readonly tooShort: string;
  readonly failed: string;
  readonly send: string;
  readonly sending: string;
};
type Props = {
  /** Below `/api/v1/`, to which `{ text }` is posted. */
  address: string;
  rows: number;
  /** Characters, without the space around them. */
  shortest: number;
  longest: number;
  words: Words;
  onSent?: () => void;
};

/** One text that somebody without an account sends, once. A refusal keeps her words in the form; sent, the page shows it. */
export function TextForm({ address, rows, shortest, longest, words, onSent }: Props) {
  const locale = useLocale();
  const router = useRouter();
  const [text, setText] = useState("");
  const [fault, setFault] = useState<string | null>(null);
  const [isSending, setSending] = useState(false);

  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (text.trim().length < shortest) return setFault(words.tooShort);
    setSending(true);
    const answer = await fetch(`/api/v1/${address}`, {
      method: "POST",
      headers: { "content-type": "application/json", "accept-language": locale },
      body: JSON.stringify({ text }),
    }).catch(() => null);
    setSending(false);
    if (answer?.ok) {
      onSent?.();
      return router.refresh();
    }
    setFault((await problemSentence(answer)) ?? words.failed);
  };

  return (
    <form onSubmit={send} className="grid gap-3">
      <Field label={words.label} hint={words.hint} required error={fault ?? undefined}>
        {(control) => (
          <Textarea
            {...control}
            rows={rows}
            maxLength={longest}
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
          {isSending ? words.sending : words.send}
        </Button>
      </div>
    </form>
  );
}

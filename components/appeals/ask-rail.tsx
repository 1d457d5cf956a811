"use client";

import { useMutation } from "@tanstack/react-query";
import { useFormatter, useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { useKeys } from "@/components/shell/use-keys";
import { fieldFault, sentenceOf, useTRPC } from "@/components/trpc/provider";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Textarea } from "@/components/ui/input";
import { announce } from "@/components/ui/live-region";
import { Rail } from "@/components/ui/page";
import { ErrorState } from "@/components/ui/states";
import { longestNote, questionLimit } from "@/server/appeals/contract-words";
import type { RailProps } from "./review-rail";
import { Weighed } from "./weighed";

const focusOnce = (area: HTMLTextAreaElement | null) => area?.focus();

/** A question to whoever appealed, in the place of the ruling; Esc goes back to it. */
export function AskRail({ shown, onDone, onBack }: RailProps & { onBack: () => void }) {
  const t = useTranslations("appeals");
  const locale = useLocale();
  const trpc = useTRPC();
  const [text, setText] = useState("");
  const [isMissing, setMissing] = useState(false);
  const ask = useMutation(
    trpc.appeals.ask.mutationOptions({
      onSuccess: () => onDone(t("ask.sent")),
      onError: (error) => announce(`${t("failed")} ${sentenceOf(error, locale)}`, "assertive"),
    }),
  );
  const act = () => {
    if (ask.isPending) return;
    if (!text.trim()) return setMissing(true);
    ask.mutate({ appealId: shown.id, version: shown.version, text });
  };
  useKeys([
    { keys: ["Mod+Enter"], does: t("key.ask"), run: act },
    { keys: ["Escape"], does: t("key.back"), run: onBack },
  ]);
  const asked = shown.opened?.dialogue.filter(({ side }) => side === "officer").length ?? 0;
  const foot = (
    <div className="grid gap-2">
      {ask.error && <ErrorState title={t("failed")}>{sentenceOf(ask.error, locale)}</ErrorState>}
      <Button look="pen" size="large" keys="Mod+Enter" disabled={ask.isPending} onClick={act}>
        {t("ask.submit")}
      </Button>
      <Button keys="Escape" onClick={onBack}>
        {t("ask.back")}
      </Button>
    </div>
  );
  return (
    <Rail title={t("ask.title")} aside={t("ask.left", { count: questionLimit - asked })} foot={foot}>
      <section className="px-4 py-3">
        <Field
          label={t("ask.label")}
          hint={t("ask.hint")}
          required
          error={fieldFault(ask.error, "/text", locale) ?? (isMissing && !text.trim() ? t("ask.missing") : undefined)}
        >
          {(control) => (
            <Textarea
              {...control}
              ref={focusOnce}
              rows={6}
              maxLength={longestNote}
              value={text}
              onChange={(event) => setText(event.target.value)}
            />
          )}
        </Field>
        <Weighed appealId={shown.id} field="text" text={text} />
      </section>
    </Rail>
  );
}

/** Nothing to do before there is an answer, or the time for it is over. */
export function AwaitingRail({ shown, takesFocus }: Pick<RailProps, "shown" | "takesFocus">) {
  const t = useTranslations("appeals");
  const format = useFormatter();
  return (
    <Rail title={t("rail")} aside={t("state.awaiting_appellant")} isText takesFocus={takesFocus}>
      <div className="grid gap-2 px-4 py-3">
        {shown.answerBy && <p>{t("awaiting.until", { time: format.dateTime(shown.answerBy, "short") })}</p>}
        <p className="text-ink-2">{t("awaiting.clock")}</p>
      </div>
    </Rail>
  );
}

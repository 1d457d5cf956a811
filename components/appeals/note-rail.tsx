"use client";

import { useMutation } from "@tanstack/react-query";
import { useLocale, useTranslations } from "next-intl";
import { useRef, useState } from "react";
import { useKeys } from "@/components/shell/use-keys";
import { fieldFault, sentenceOf, useTRPC } from "@/components/trpc/provider";
import { Button } from "@/components/ui/button";
import { RadioList } from "@/components/ui/choice";
import { Field } from "@/components/ui/field";
import { Textarea } from "@/components/ui/input";
import { announce } from "@/components/ui/live-region";
import { Rail } from "@/components/ui/page";
import { ErrorState } from "@/components/ui/states";
import { longestNote } from "@/server/appeals/contract-words";
import { findings } from "@/server/enforcement/contract-words";
import type { RailProps } from "./review-rail";

type Finding = (typeof findings)[number];

/** The officer's own view of the evidence, before she sees the decision. Noted once. */
export function NoteRail({ shown, onDone, takesFocus }: RailProps) {
  const t = useTranslations("appeals");
  const words = useTranslations("enforcement.finding");
  const locale = useLocale();
  const trpc = useTRPC();
  const [finding, setFinding] = useState<Finding | null>(null);
  const [text, setText] = useState("");
  const [isMissing, setMissing] = useState(false);
  const area = useRef<HTMLTextAreaElement>(null);
  const note = useMutation(
    trpc.appeals.note.mutationOptions({
      onSuccess: () => {
        announce(t("recorded"));
        onDone();
      },
      onError: (error) => announce(`${t("failed")} ${sentenceOf(error, locale)}`, "assertive"),
    }),
  );
  const act = () => {
    if (note.isPending) return;
    if (!finding || !text.trim()) return setMissing(true);
    note.mutate({ appealId: shown.id, version: shown.version, finding, note: text });
  };
  useKeys([
    ...findings.map((each, at) => ({
      keys: [String(at + 1)] as [string],
      does: t("key.choose"),
      run: () => setFinding(each),
    })),
    { keys: ["N"], does: t("key.note"), run: () => area.current?.focus() },
    { keys: ["Mod+Enter"], does: t("key.submit"), run: act },
  ]);
  const foot = (
    <div className="grid gap-2">
      {note.error && <ErrorState title={t("failed")}>{sentenceOf(note.error, locale)}</ErrorState>}
      <Button look="pen" size="large" keys="Mod+Enter" disabled={note.isPending} onClick={act}>
        {t("record")}
      </Button>
    </div>
  );
  return (
    <Rail title={t("rail")} aside={t("railAside")} foot={foot} takesFocus={takesFocus}>
      <section className="border-rule border-b px-4 py-3">
        <h3 className="mb-1 text-s">{t("finding")}</h3>
        <RadioList
          label={t("finding")}
          value={finding}
          onChange={setFinding}
          choices={findings.map((each, at) => ({ value: each, label: words(each), cap: String(at + 1) }))}
        />
      </section>
      <section className="px-4 py-3">
        <Field
          label={t("note")}
          hint={t("noteHint")}
          required
          error={
            fieldFault(note.error, "/note", locale) ??
            (isMissing && !(finding && text.trim()) ? t("noteMissing") : undefined)
          }
        >
          {(control) => (
            <Textarea
              {...control}
              ref={area}
              rows={6}
              maxLength={longestNote}
              value={text}
              onChange={(event) => setText(event.target.value)}
            />
          )}
        </Field>
      </section>
    </Rail>
  );
}
